/** Reads a window to its end: slice by slice, the parts of a slice side by side. */
import type { Batch, Shard, TimeLeft, Window } from '../core/ports.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { LogTable } from './log-answer.ts';
import type { AskLogs, LogAnswer } from './log-client.ts';
import { ADFS_TABLE, LOG_TABLE } from './log-columns.ts';
import { AT_ONCE, type LogProgress, resumeLogProgress, startLogProgress } from './log-progress.ts';
import {
  adfsQuery,
  countQuery,
  type LogPart,
  type LogTables,
  logRowsQuery,
  olderQuery,
} from './log-query.ts';
import { readSignIn } from './read-sign-in.ts';

/** Records of a batch, ten of which make a full chunk of the store. */
const BATCH = 1_000;

type Reading = {
  readonly ask: AskLogs;
  readonly timeLeft: TimeLeft | undefined;
  readonly log: Log;
  /** Rows aimed at in one answer. */
  readonly partRows: number;
  /** Of the window, these users alone. */
  readonly shard: Shard | undefined;
};

/**
 * Begins at the cursor, or with a count of the rows, which the first batch tells. A slice that is too much is begun afresh in smaller
 * ones; what was read of it comes again then, and counts once.
 * @throws SourceError
 */
export async function* readLogWindow(
  window: Window,
  cursor: string | undefined,
  reading: Reading,
): AsyncGenerator<Batch, void, undefined> {
  const tables = await tablesOf(window, reading);
  const resumed = resumeLogProgress({ window, partRows: reading.partRows }, cursor);
  const plan: Plan = resumed === undefined ? await planned(window, tables, reading) : { progress: resumed };
  const { rows } = plan;
  let { progress } = plan;
  // Who comes after a crash need not count again.
  if (resumed === undefined) yield { ...batchOf(progress), ...(rows !== undefined && { rows }) };
  while (progress.left.length > 0) {
    const narrowed = yield* readSlices(progress, tables, reading);
    if (narrowed === undefined) return;
    progress = narrowed;
    yield batchOf(progress);
  }
}

/** Hands out the parts of slice after slice, as they come; returns how to go on where one was too much. */
async function* readSlices(
  from: LogProgress,
  tables: LogTables,
  { ask, timeLeft, log, shard }: Reading,
): AsyncGenerator<Batch, LogProgress | undefined, undefined> {
  let progress = from;
  while (progress.left.length > 0) {
    const slice = progress;
    for await (const { part, answer } of sideBySide(slice.left, (each, signal) =>
      ask(logRowsQuery(each, tables, shard), { timeLeft, signal }),
    )) {
      if (answer.table === undefined) {
        const narrowed = progress.narrowed();
        if (narrowed === undefined) throw answer.error;
        log('sourceNarrowed', { source: 'log-analytics', what: answer.tooMuch, seconds: narrowed.seconds });
        return narrowed;
      }
      const after = progress.after(part.part, answer.table.rows.length);
      yield* batches(readTable(answer.table), progress, after);
      progress = after;
    }
  }
  return undefined;
}

/**
 * AD FS is read where it has rows. Of a table that is not there, or may not be read, the service says so,
 * and what is wrong with the whole workspace the next query says as well.
 */
async function tablesOf(window: Window, { ask, timeLeft }: Reading): Promise<LogTables> {
  try {
    const { table } = await ask(adfsQuery(window), { timeLeft });
    return table?.rows.length === 0 ? [LOG_TABLE] : [LOG_TABLE, ADFS_TABLE];
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'refused') return [LOG_TABLE];
    throw error;
  }
}

/**
 * Of an empty window it is asked whether the workspace goes back that far: where it does not, a day is
 * missing, and not one without sign-ins.
 */
async function planned(
  window: Window,
  tables: LogTables,
  { ask, timeLeft, partRows, shard }: Reading,
): Promise<Plan> {
  const plan = { window, partRows };
  const count = await ask(countQuery(window, tables, shard), { timeLeft });
  // Too much to be counted is too much to be read at once.
  if (count.table === undefined) return { progress: startLogProgress(plan, UNCOUNTED_PARTS * partRows) };
  const rows = Number(count.table.rows[0]?.[0]);
  if (!Number.isSafeInteger(rows))
    throw new SourceError('unavailable', 'Log Analytics did not count its rows.');
  if (rows === 0 && shard === undefined) {
    const older = await ask(olderQuery(window), { timeLeft });
    if (older.table?.rows.length === 0) throw notThatOld(window);
  }
  return { progress: startLogProgress(plan, rows), rows };
}

/** `rows` there are; left out where they could not be counted. */
type Plan = { readonly progress: LogProgress; readonly rows?: number };

/** Full answers to plan for where rows could not be counted. */
const UNCOUNTED_PARTS = 50;

function notThatOld({ from }: Window): SourceError {
  return new SourceError(
    'unavailable',
    `Log Analytics holds no row of ${LOG_TABLE} from ${new Date(from).toISOString()} or before: expected the day's sign-ins, got a workspace that does not go back that far. Nothing is counted for that day; let BACKFILL_DAYS be the days since sign-ins are sent there.`,
  );
}

/** Rows as `readSignIn` knows them: columns by their name, texts for everything. */
function readTable({ columns, rows }: LogTable): readonly ReadRecord[] {
  return rows.map((row) => readSignIn(Object.fromEntries(columns.map((name, index) => [name, row[index]]))));
}

/** The cursor moves with the last of them: a part that was cut short is asked for again. */
function* batches(
  records: readonly ReadRecord[],
  before: LogProgress,
  after: LogProgress,
): Generator<Batch, void, undefined> {
  for (let from = 0; from + BATCH < records.length; from += BATCH)
    yield batchOf(before, records.slice(from, from + BATCH));
  const rest = records.length === 0 ? 0 : (Math.ceil(records.length / BATCH) - 1) * BATCH;
  yield batchOf(after, records.slice(rest));
}

function batchOf({ cursor, readTo }: LogProgress, records: readonly ReadRecord[] = []): Batch {
  return { records, cursor, readTo };
}

/** Asks for all of them, never more than the service allows at once; who stops listening ends those that are under way. */
async function* sideBySide(
  parts: readonly LogPart[],
  ask: (part: LogPart, signal: AbortSignal) => Promise<LogAnswer>,
): AsyncGenerator<{ readonly part: LogPart; readonly answer: LogAnswer }, void, undefined> {
  const stop = new AbortController();
  const waiting = [...parts];
  const running = new Map<LogPart, Promise<{ part: LogPart; answer: LogAnswer }>>();
  try {
    for (;;) {
      for (const part of waiting.splice(0, AT_ONCE - running.size)) {
        running.set(
          part,
          ask(part, stop.signal).then((answer) => ({ part, answer })),
        );
      }
      if (running.size === 0) return;
      const answered = await Promise.race(running.values());
      running.delete(answered.part);
      yield answered;
    }
  } finally {
    stop.abort();
    await Promise.allSettled(running.values());
  }
}
