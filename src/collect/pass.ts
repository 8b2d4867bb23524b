/**
 * One reading of a day's window, kept in chunks that are inserted, never overwritten: the keys are
 * the lock. Whoever finds the next number taken has been overtaken, and stops.
 */
import type { App } from '../app.ts';
import type { Calendar } from '../core/day.ts';
import type { Chunk } from '../core/facts/chunk.ts';
import { halveChunk } from '../core/facts/halve-chunk.ts';
import { createFacts, type Facts } from '../core/facts.ts';
import { type PassProgress, passesOf } from '../core/passes.ts';
import type { Batch, ChunkHeader, Window } from '../core/ports.ts';
import { readWindow } from '../core/published-day.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { RowTooLarge } from '../errors.ts';
import { dayCalendar } from './day-calendar.ts';

export type Pass = {
  readonly number: number;
  /** What is to be read: the day, and a little before and after it. */
  readonly window: Window;
  /** Where to go on; `undefined` at the start. */
  readonly cursor: string | undefined;
  /** The day's, in its zone. */
  readonly calendar: Calendar;
  /** Clock time at which it began, ms. */
  readonly startedAt: number;
  /** Into how many shards it is divided; `undefined`: it is not. */
  readonly shards: number | undefined;
  /** The same of the newest reading before it that was. */
  readonly shardsBefore: number | undefined;
  /** When its shards were handed over, ms. */
  readonly handedOver: number | undefined;
  /** Divides it, for whoever goes on with it as well; false as in `keep`. */
  divide(shards: number): Promise<boolean>;
  /** Writes that somebody is at it; false as in `keep`. */
  beat(): Promise<boolean>;
  /** Lets go, its shards being others' to read; false as in `keep`. */
  handOver(): Promise<boolean>;
  /** Keeps a batch; false: someone else went on with this pass. */
  keep(batch: Batch): Promise<boolean>;
  /**
   * Writes what is still in memory, and that nobody is at it any more; false as above. `problem`: what
   * stopped it, for whoever looks at the gap; `waitMs`: how long the source is to be left alone.
   */
  letGo(why?: { readonly problem?: string; readonly waitMs?: number | undefined }): Promise<boolean>;
  /** The window is read to its end. */
  finish(): Promise<boolean>;
};

/** Facts a chunk: mostly its entity then stays under 1 MiB (docs/decisions/0005); else it is halved. */
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
  const of = {
    calendar,
    window: readWindow(calendar.window(day)),
    shardsBefore: headers.findLast(({ shards }) => shards !== undefined)?.shards,
  };
  const last = passesOf(headers).at(-1);
  if (last !== undefined && isUnfinished(last)) {
    // A clock that was ahead leaves a time that is yet to come: it says as little as one long ago.
    const silent = Math.abs(app.clock() - last.newest.writtenAt) >= SILENCE;
    return silent || takeOver ? createPass(app, day, of, last.newest) : undefined;
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
    ...NOTHING_WRONG,
  };
  const begun = await app.store.insertChunk(day, { ...first, facts: createFacts().toChunk() });
  return begun ? createPass(app, day, of, first) : undefined;
}

function isUnfinished({ isBroken, newest }: PassProgress): boolean {
  return !isBroken && !newest.done;
}

function createPass(
  app: App,
  day: string,
  of: Pick<Pass, 'calendar' | 'window' | 'shardsBefore'>,
  from: ChunkHeader,
): Pass {
  /** As last stored. */
  let stored = from;
  /** What the batches since then told. */
  let reached: Reached = from;
  let facts: Facts = createFacts();

  async function insert(chunk: Chunk, told: Reached & Ending): Promise<boolean> {
    const { cursor, readTo, source, done, writtenAt, problem, notBefore } = told;
    const ending = { cursor, readTo, source, done, writtenAt, problem, notBefore };
    const header: ChunkHeader = { ...stored, ...ending, chunk: stored.chunk + 1 };
    try {
      if (!(await app.store.insertChunk(day, { ...header, facts: chunk }))) return false;
    } catch (error) {
      if (!(error instanceof RowTooLarge)) throw error;
      const [first, second] = halveChunk(chunk);
      // Until the second is stored too, a reading goes on from where it stood before both.
      const halfway = { ...stored, done: false, writtenAt: app.clock(), ...NOTHING_WRONG };
      return (await insert(first, halfway)) && (await insert(second, told));
    }
    app.log('batchKept', { day, pass: header.pass, chunk: header.chunk, records: chunk.records });
    stored = header;
    return true;
  }

  async function write(ending: Partial<Ending> = {}): Promise<boolean> {
    const chunk = facts.toChunk();
    facts = createFacts();
    const now = { done: false, writtenAt: app.clock(), ...NOTHING_WRONG };
    return await insert(chunk, { ...reached, ...now, ...ending });
  }

  return {
    ...of,
    number: from.pass,
    startedAt: from.startedAt,
    cursor: from.cursor,
    shards: from.shards,
    async divide(shards) {
      stored = { ...stored, shards };
      return await write();
    },
    handedOver: from.handedOver,
    beat: () => write(),
    async handOver() {
      stored = { ...stored, handedOver: app.clock() };
      return await write({ writtenAt: LET_GO });
    },
    async keep({ records, cursor, readTo = reached.readTo, source = reached.source }) {
      for (const record of records) facts.add(record);
      reached = { cursor, readTo, source };
      return facts.rows < CHUNK_FACTS ? true : await write();
    },
    async letGo({ problem, waitMs } = {}) {
      const notBefore = waitMs === undefined ? undefined : app.clock() + waitMs;
      // A source that stays away for days must not leave a row at each tick that says so.
      const isTold = stored === from && from.writtenAt === LET_GO && from.problem === problem;
      if (isTold && reached === from && notBefore === undefined) return true;
      return await write({ writtenAt: LET_GO, problem, notBefore });
    },
    finish: () => write({ done: true }),
  };
}

type Reached = Pick<ChunkHeader, 'cursor' | 'readTo' | 'source'>;
type Ending = Pick<ChunkHeader, 'done' | 'writtenAt' | 'problem' | 'notBefore'>;
const NOTHING_WRONG = { problem: undefined, notBefore: undefined } as const;
