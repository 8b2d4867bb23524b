/**
 * One reading of a day's window, kept in chunks that are inserted, never overwritten: the keys are
 * the lock. Whoever finds the next number taken has been overtaken, and stops.
 */
import type { App } from '../app.ts';
import { createFacts, type Facts } from '../core/facts.ts';
import type { Batch, ChunkHeader } from '../core/ports.ts';

export type Pass = {
  readonly number: number;
  /** Where to go on; `undefined` at the start. */
  readonly cursor: string | undefined;
  /** Keeps a batch; false: someone else went on with this pass. */
  keep(batch: Batch): Promise<boolean>;
  /** Writes what is still in memory, and that nobody is at it any more; false as above. */
  letGo(): Promise<boolean>;
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
  { takeOver }: { takeOver: boolean },
): Promise<Pass | undefined> {
  const newest = (await app.store.chunkHeaders(day)).at(-1);
  if (newest !== undefined && !newest.done) {
    const silent = app.clock() - newest.writtenAt >= SILENCE;
    return silent || takeOver ? createPass(app, day, newest) : undefined;
  }
  const now = app.clock();
  const first: ChunkHeader = {
    pass: (newest?.pass ?? 0) + 1,
    chunk: 0,
    cursor: undefined,
    done: false,
    startedAt: now,
    writtenAt: now,
  };
  const begun = await app.store.insertChunk(day, { ...first, facts: createFacts().toChunk() });
  return begun ? createPass(app, day, first) : undefined;
}

function createPass(app: App, day: string, from: ChunkHeader): Pass {
  let chunk = from.chunk;
  let cursor = from.cursor;
  let facts: Facts = createFacts();

  async function write(done: boolean, writtenAt = app.clock()): Promise<boolean> {
    const header = {
      pass: from.pass,
      chunk: chunk + 1,
      cursor,
      done,
      startedAt: from.startedAt,
      writtenAt,
    };
    const inserted = await app.store.insertChunk(day, { ...header, facts: facts.toChunk() });
    if (inserted) app.log('batchKept', { day, pass: from.pass, chunk: header.chunk, records: facts.records });
    chunk += 1;
    facts = createFacts();
    return inserted;
  }

  return {
    number: from.pass,
    cursor: from.cursor,
    async keep(batch) {
      for (const record of batch.records) facts.add(record);
      cursor = batch.cursor;
      return facts.rows < CHUNK_FACTS ? true : await write(false);
    },
    letGo: () => write(false, LET_GO),
    finish: () => write(true),
  };
}
