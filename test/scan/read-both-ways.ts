import { isDeepStrictEqual } from 'node:util';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { createLineCounter } from '../../src/sources/line-counter.ts';
import { createLineReader, type LineReader } from '../../src/sources/line-reader.ts';
import { readRecords } from '../../src/sources/read-records.ts';

export type BothWays = {
  readonly ordinary: readonly ReadRecord[];
  readonly scanned: readonly ReadRecord[];
  /** Of those, how many the scanner read by itself. */
  readonly taken: number;
  /** What both ways make facts of: the ordinary records, and the lines that are counted unread. */
  readonly facts: { readonly ordinary: unknown; readonly counted: unknown };
};

/** The records of these bytes, read without and with a scanner that knows nothing yet. */
export async function readBothWays(bytes: Uint8Array): Promise<BothWays> {
  const reader = existing(createLineReader());
  let taken = 0;
  const counting: LineReader = {
    window: reader.window,
    takeLines: (from, to, take) =>
      reader.takeLines(from, to, (record) => {
        taken += 1;
        take(record);
      }),
  };
  const ordinary = await readScanned([bytes]);
  const scanned = await readScanned([bytes], counting);
  const [facts, counted] = [createFacts(), createFacts()];
  for (const record of ordinary) facts.add(record);
  for (const record of await readScanned([bytes], existing(createLineCounter(counted.intake))))
    counted.add(record);
  return { ordinary, scanned, taken, facts: { ordinary: written(facts), counted: written(counted) } };
}

/** Facts as texts, in an order of their own: that of their rows and dictionaries depends on the way. */
function written(facts: Facts): unknown {
  const { apps, columns, contexts, details, evidences, oddGroups, oddIds, users, ...counts } =
    facts.toChunk();
  const beside = [details, oddGroups, oddIds].map((pairs) => new Map<number, string>(pairs));
  const rows = Array.from({ length: counts.rows }, (_, row) =>
    JSON.stringify([
      columns.id.slice(row * 4, row * 4 + 4),
      columns.group.slice(row * 4, row * 4 + 4),
      [columns.ms[row], columns.ns[row], columns.readAt[row], columns.scope[row]],
      apps[columns.app[row] ?? 0],
      contexts[columns.context[row] ?? 0],
      evidences[columns.evidence[row] ?? 0],
      users[columns.user[row] ?? 0],
      beside.map((texts) => texts.get(row)),
    ]),
  );
  return { rows: rows.sort(), counts };
}

/** The records of bytes that come in these chunks. */
export async function readScanned(
  chunks: readonly Uint8Array[],
  reader?: LineReader,
): Promise<readonly ReadRecord[]> {
  const all: ReadRecord[] = [];
  for await (const batch of readRecords(inChunks(chunks), { name: '-', reader })) all.push(...batch);
  return all;
}

/** The first record in which the two ways differ, or their facts; `undefined` where they are the same. */
export function firstDifference({ facts, ordinary, scanned }: BothWays) {
  const many = Math.max(ordinary.length, scanned.length);
  for (let index = 0; index < many; index += 1) {
    if (!isDeepStrictEqual(ordinary[index], scanned[index]))
      return { index, ordinary: ordinary[index], scanned: scanned[index] };
  }
  return isDeepStrictEqual(facts.ordinary, facts.counted) ? undefined : facts;
}

/** Scanning must be possible where it is tested. */
export function existing<Reader>(reader: Reader | undefined): Reader {
  if (reader === undefined) throw new Error('There is no compiled scanner; run npm run generate.');
  return reader;
}

async function* inChunks(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}
