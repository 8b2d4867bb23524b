/**
 * Compares our verdict on each record of a folder with what a person judged: `node scripts/judge.ts
 * <folder>`. The folder holds the record files and `judgements.json`, one entry per record:
 *
 * - `file`, `index` (from 0; null where the file holds one record), `id` (null where it has none);
 * - `outcome`, `required`, `challenged`, `reason`, `result`, `how`, `interrupt`, of the record alone,
 *   in the words of the report; `result` null where the published lists leave it open;
 * - `interactive`, or `outOfScope`: the scope; `method`: text of the deciding step, compared where
 *   the record is completed or denied;
 * - `ambiguous`: an honest reader could decide otherwise, so a difference is told and nothing more.
 *
 * Exit 0 where all agree, 1 where an unambiguous judgement differs, 2 where the folder is none of these.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type ClassifiedRecord, classifiedRecord } from '../src/core/classified-record.ts';
import type { ReadRecord } from '../src/core/sign-in.ts';
import { UsageError } from '../src/errors.ts';
import { readPaths } from '../src/sources/archive.ts';

/** One judgement, and in which fields ours is another. */
export type Judged = {
  readonly file: string;
  readonly index: number;
  readonly verdict: 'agrees' | 'differs' | 'ambiguous';
  /** What was judged, in short. */
  readonly outcome: string;
  readonly differences: readonly Difference[];
};

export type Difference = { readonly field: string; readonly judged: unknown; readonly ours: unknown };

/**
 * All judgements of a folder beside our own, in their order.
 * @throws UsageError where the folder has no judgements, or they are not of that shape
 */
export async function judge(folder: string): Promise<readonly Judged[]> {
  const judgements = await readJudgements(join(folder, 'judgements.json'));
  const files = new Map<string, readonly ReadRecord[]>();
  const judged: Judged[] = [];
  for (const judgement of judgements) {
    const { file } = judgement;
    const records = files.get(file) ?? (await readAll(join(folder, file)));
    files.set(file, records);
    judged.push(compare(judgement, records));
  }
  return judged;
}

/** One line a judgement, the differences below it, and the sum of all. */
export function judgedTable(judged: readonly Judged[]): string {
  const width = Math.max(0, ...judged.map((one) => nameOf(one).length));
  const lines = judged.flatMap((one) => [
    `${one.verdict.padEnd(9)}  ${nameOf(one).padEnd(width)}  ${one.outcome}`,
    ...one.differences.map(
      ({ field, judged: theirs, ours }) =>
        `           ${field}: judged ${shown(theirs)}, ours ${shown(ours)}`,
    ),
  ]);
  const counts = (['agrees', 'differs', 'ambiguous'] as const).map(
    (verdict) => `${judged.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  return `${[...lines, '', `${judged.length} judgements: ${counts.join(', ')}`].join('\n')}\n`;
}

const Judgement = z.object({
  file: z.string(),
  index: z.int().nonnegative().nullable(),
  id: z.string().nullable(),
  outcome: z.string(),
  required: z.string(),
  challenged: z.boolean(),
  reason: z.string().nullable(),
  result: z.string().nullable(),
  how: z.string().nullable(),
  interrupt: z.string().nullable(),
  interactive: z.boolean().optional(),
  outOfScope: z.boolean().optional(),
  ambiguous: z.boolean().optional(),
  method: z.string().nullable().optional(),
});
type Judgement = z.infer<typeof Judgement>;

async function readJudgements(path: string): Promise<readonly Judgement[]> {
  const advice = 'name a folder with records and judgements.json';
  try {
    return z.array(Judgement).parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new UsageError('badJudgements', `${path}: no list of judgements (${why}); ${advice}.`, { cause });
  }
}

async function readAll(path: string): Promise<readonly ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const batch of readPaths([path])) records.push(...batch);
  return records;
}

function compare(judgement: Judgement, records: readonly ReadRecord[]): Judged {
  const { file, outcome } = judgement;
  const index = judgement.index ?? 0;
  const record = records[index];
  const differences =
    record === undefined
      ? [{ field: 'record', judged: 'there', ours: 'none' }]
      : differencesOf(judgement, classifiedRecord(record, { readAt: LONG_AFTER, named: false }));
  const verdict =
    differences.length === 0 ? 'agrees' : judgement.ambiguous === true ? 'ambiguous' : 'differs';
  return {
    file,
    index,
    verdict,
    outcome: judgement.outOfScope === true ? 'outOfScope' : outcome,
    differences,
  };
}

/** So that an unanswered prompt is never one that may still be answered. */
const LONG_AFTER = Date.parse('9999-01-01T00:00:00Z');

function differencesOf(judgement: Judgement, ours: ClassifiedRecord): Difference[] {
  const scope =
    judgement.outOfScope === true
      ? 'outOfScope'
      : judgement.interactive === false
        ? 'nonInteractive'
        : 'interactive';
  const named: Difference[] = [
    ...(judgement.id === null ? [] : [{ field: 'id', judged: judgement.id, ours: ours.id }]),
    { field: 'scope', judged: scope, ours: ours.scope },
  ];
  const { required, challenged, outcome, reason, how, interrupt, result, method = null } = judgement;
  const concluded: Difference[] = [
    { field: 'outcome', judged: outcome, ours: ours.outcome },
    { field: 'required', judged: required, ours: ours.required },
    { field: 'challenged', judged: challenged, ours: ours.challenged },
    { field: 'reason', judged: reason, ours: ours.reason },
    ...(result === null ? [] : [{ field: 'result', judged: result, ours: ours.result }]),
    { field: 'how', judged: how, ours: ours.satisfiedHow },
    { field: 'interrupt', judged: interrupt, ours: ours.interrupt },
    ...(outcome === 'completed' || outcome === 'denied'
      ? [{ field: 'method', judged: method, ours: ours.methodText }]
      : []),
  ];
  // Of a record out of scope, or one that was rejected, nothing is concluded.
  const isJudged = scope !== 'outOfScope' && ours.outcome !== undefined;
  const compared = isJudged ? [...named, ...concluded] : named;
  return compared.filter((one) => one.judged !== one.ours);
}

function nameOf({ file, index }: Judged): string {
  return `${file} ${index}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

if (import.meta.main) process.exitCode = await main(process.argv[2]);

async function main(folder: string | undefined): Promise<number> {
  if (folder === undefined) {
    process.stderr.write('usage: node scripts/judge.ts <folder with records and judgements.json>\n');
    return 2;
  }
  try {
    const judged = await judge(folder);
    process.stdout.write(judgedTable(judged));
    return judged.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
