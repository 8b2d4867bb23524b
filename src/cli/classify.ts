/** `classify <path…>`: one line per record, in input order; no store, no network. */
import { CLASSIFIED_FIELDS, type ClassifiedRecord, classifiedRecord } from '../core/classified-record.ts';
import { csvRow, UTF8_BOM } from '../render/csv-row.ts';
import { readPaths } from '../sources/archive.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { countRejected, tellRejected } from './rejected.ts';
import type { Session } from './session.ts';

export type ClassifyFlags = { readonly format: 'ndjson' | 'csv'; readonly named?: boolean };

export async function classifyCommand(
  session: Session,
  paths: readonly string[],
  flags: ClassifyFlags,
): Promise<ExitCode> {
  const options = { readAt: session.clock(), named: flags.named === true };
  const line = flags.format === 'csv' ? csvLine : (record: ClassifiedRecord) => `${JSON.stringify(record)}\n`;
  const rejected = countRejected();
  let records = 0;
  if (flags.format === 'csv') await session.terminal.print(`${UTF8_BOM}${csvRow(CLASSIFIED_FIELDS)}`);
  for await (const batch of readPaths(paths, {
    stdin: session.terminal.stdin,
    onSkipped: (name) => session.tell(`skipped: ${name}`),
  })) {
    records += batch.length;
    for (const record of batch) rejected.add(record);
    const lines = batch.map((record) => line(classifiedRecord(record, options))).join('');
    if (!(await session.terminal.print(lines))) return EXIT.done;
  }
  tellRejected(session, rejected.byCause);
  if (records === 0) session.warn('Nothing was found to read.');
  return records === 0 || rejected.total() > 0 ? EXIT.incomplete : EXIT.done;
}

function csvLine(record: ClassifiedRecord): string {
  return csvRow(
    CLASSIFIED_FIELDS.map((field) => {
      const value = record[field];
      return Array.isArray(value)
        ? value.join('; ')
        : typeof value === 'boolean'
          ? String(value)
          : ((value as string | null | undefined) ?? '');
    }),
  );
}
