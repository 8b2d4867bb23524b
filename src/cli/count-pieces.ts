/**
 * Pieces of files counted with the help of threads that read and scan ahead (count-share.ts): one thread counts, so
 * that nothing is learnt twice, and what several have counted need not be merged.
 */
import { setImmediate } from 'node:timers/promises';
import type { DaysOfFiles } from '../core/days-of-files.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import { type Ahead, BAYS, openBays, openNews } from '../scan/bays.ts';
import { type Piece, readPiece } from '../sources/archive-pieces.ts';
import type { LineReader } from '../sources/line-reader.ts';
import { readLinesAhead } from '../sources/read-records.ts';
import { type HandOut, handOut } from './hand-out.ts';

export type PiecesToCount = {
  readonly pieces: readonly Piece[];
  /** Those before that number are read by any thread, the others by others alone. */
  readonly mine: number;
  readonly shared: SharedArrayBuffer;
  readonly news: SharedArrayBuffer;
  readonly reader: LineReader | undefined;
  readonly aheads: readonly Ahead[];
  /** Each ends, and never fails, when its thread is done. */
  readonly others: readonly Promise<unknown>[];
  /** Told how many bytes were read, now and then. */
  readonly onProgress: (bytesRead: number) => void;
};

/** Ends when all threads have; early where they were stopped. @throws what reading or counting here throws */
export async function countPieces(days: DaysOfFiles, options: PiecesToCount): Promise<void> {
  const { aheads, mine, news: newsOf, onProgress, others, pieces, reader, shared } = options;
  const hands = handOut(shared);
  const news = openNews(newsOf);
  const running = new Set(others);
  for (const other of others)
    void other.then(() => {
      running.delete(other);
      news.tell();
    });
  const take = (records: readonly ReadRecord[]) => {
    for (const record of records) days.add(record);
  };
  const laidDown = reader === undefined ? [] : aheads.map((ahead) => takeLaid(ahead, reader, take));

  /** Of each thread no more than there is at a time: one that lays down faster than this one counts never ends. */
  function catchUp(): boolean {
    let isAny = false;
    for (const takeNext of laidDown)
      for (let most = BAYS; most > 0 && takeNext(hands); most -= 1) isAny = true;
    return isAny;
  }

  /** Lets signals through, and what other threads have to say. */
  async function pause(): Promise<void> {
    onProgress(hands.bytesRead());
    await setImmediate();
  }

  async function followOthers(): Promise<void> {
    while (running.size > 0) {
      const seen = news.latest();
      catchUp();
      await news.wait(seen);
      await pause();
    }
    while (catchUp());
    onProgress(hands.bytesRead());
  }

  try {
    for (let nth = hands.take(mine); nth !== undefined; nth = hands.take(mine)) {
      const piece = pieces[nth];
      if (piece === undefined) break;
      const how = { readsAhead: others.length === 0, onRead: catchUp };
      if (!(await readPiece(piece, reader, take, how))) hands.stop();
      hands.add(piece.bytes);
      await pause();
    }
    news.await();
    await followOthers();
  } finally {
    // Where all is in vain, what they lay down from now on is taken back unseen, for them to come to their end.
    if (running.size > 0) hands.stop();
    await followOthers();
  }
}

/** Counts what is laid down next; false where there is nothing, for now. */
function takeLaid(ahead: Ahead, reader: LineReader, take: (records: readonly ReadRecord[]) => void) {
  const bays = openBays(ahead);
  const read = readLinesAhead(reader, take);
  const memory = Buffer.from(ahead.memory.buffer);
  return (hands: HandOut): boolean => {
    const laid = bays.next();
    if (laid === undefined) return false;
    try {
      const window = memory.subarray(laid.bytes, laid.bytes + laid.length);
      if (!hands.isStopped() && !read({ ...laid, thread: ahead.thread, window })) hands.stop();
    } finally {
      bays.takeBack();
    }
    return true;
  };
}
