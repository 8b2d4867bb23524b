/**
 * One reading of a day's window, kept in chunks that are inserted, never overwritten: the keys are
 * the lock. Whoever finds the next number taken has been overtaken, and stops.
 */
import type { App } from '../app.ts';
import { createFacts, type Facts } from '../core/facts.ts';
import { type PassProgress, passesOf } from '../core/passes.ts';
import type { Batch, ChunkHeader, Window } from '../core/ports.ts';
import { readWindow } from '../core/published-day.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { dayCalendar } from './day-calendar.ts';

export type Pass = {
  readonly number: number;
  /** What is to be read: the day, and a little before and after it. */
  readonly window: Window;
  /** Where to go on; `undefined` at the start. */
  readonly cursor: string | undefined;
  /** Keeps a batch; false: someone else went on with this pass. */
  keep(batch: Batch): Promise<boolean>;
  /**
   * Writes what is still in memory, and that nobody is at it any more; false as above. `problem`: what
   * stopped it, for whoever looks at the gap.
   */
  letGo(problem?: string): Promise<boolean>;
  /** The window is read to its end. */
  finish(): Promise<boolean>;
};

/** Facts a chunk: its entity must stay under 1 MiB (docs/decisions/0005). */
const CHUNK_FACTS = 8_000;
/** A pass that wrote nothing for so long is taken to be dead. */
const SILENCE = 15 * 60_000;
/** Stands as the time of writing in the last chunk of who let go: silent since ever, so free to continue. */
const LET_GO = 0;

/**
 * Begins a pass, or goes on with one that stopped. Undefined: someone is at it right now.
 * `takeOver`: a person asks, so an unfinished pass is continued at once; should its owner still be
 * alive, the owner finds the next number taken and stops.
 */
export async function openPass(
  app: App,
  day: string,
  { before, takeOver }: { before: StoredDay | undefined; takeOver: boolean },
): Promise<Pass | undefined> {
  const headers = await app.store.chunkHeaders(day);
  const calendar = dayCalendar(app, before, headers);
  const window = readWindow(calendar.window(day));
  const last = passesOf(headers).at(-1);
  if (last !== undefined && isUnfinished(last)) {
    const silent = app.clock() - last.newest.writtenAt >= SILENCE;
    return silent || takeOver ? createPass(app, day, window, last.newest) : undefined;
  }
  const now = app.clock();
  const first: ChunkHeader = {
    pass: (last?.number ?? 0) + 1,
    chunk: 0,
    cursor: undefined,
    done: false,
    startedAt: now,
    writtenAt: now,
    zone: calendar.zone,
    readTo: undefined,
    source: undefined,
    problem: undefined,
  };
  const begun = await app.store.insertChunk(day, { ...first, facts: createFacts().toChunk() });
  return begun ? createPass(app, day, window, first) : undefined;
}

function isUnfinished({ isBroken, newest }: PassProgress): boolean {
  return !isBroken && !newest.done;
}

function createPass(app: App, day: string, window: Window, from: ChunkHeader): Pass {
  let header = from;
  let facts: Facts = createFacts();

  async function write(
    now: Partial<Pick<ChunkHeader, 'done' | 'writtenAt' | 'problem'>> = {},
  ): Promise<boolean> {
    const { done = false, writtenAt = app.clock(), problem } = now;
    header = { ...header, chunk: header.chunk + 1, done, writtenAt, problem };
    const records = facts.records;
    const inserted = await app.store.insertChunk(day, { ...header, facts: facts.toChunk() });
    if (inserted) app.log('batchKept', { day, pass: header.pass, chunk: header.chunk, records });
    facts = createFacts();
    return inserted;
  }

  return {
    number: from.pass,
    window,
    cursor: from.cursor,
    async keep({ records, cursor, readTo, source }) {
      for (const record of records) facts.add(record);
      header = {
        ...header,
        cursor,
        readTo: readTo ?? header.readTo,
        source: source ?? header.source,
      };
      return facts.rows < CHUNK_FACTS ? true : await write();
    },
    async letGo(problem) {
      // A source that stays away for days must not leave a row at each tick that says so.
      const isTold = header === from && from.writtenAt === LET_GO && from.problem === problem;
      return isTold && facts.records === 0 ? true : await write({ writtenAt: LET_GO, problem });
    },
    finish: () => write({ done: true }),
  };
}
