/** A thread that counts pieces of files until there are none, and hands over what they came to. */
import { createCalendar } from '../core/day.ts';
import { createDaysOfFiles, type DaysOfFiles, type FilesShare } from '../core/days-of-files.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import { type Piece, readPiece } from '../sources/archive-pieces.ts';
import { createLineCounter } from '../sources/line-counter.ts';

/** What a thread is told at its start: the pieces, and how far all threads have come. */
export type CountOrder = {
  readonly zone: string;
  readonly scan: boolean;
  readonly pieces: readonly Piece[];
  /** Of the threads that share them. */
  readonly threads: number;
  readonly shared: SharedArrayBuffer;
};

/** Numbers that all threads share: pieces taken, pieces that end unclean, pieces done, records. */
const TAKEN = 0;
const UNCLEAN = 1;
const DONE = 2;
const RECORDS = 3;

export function sharedNumbers(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
}

export function howFar(shared: SharedArrayBuffer) {
  const numbers = new Int32Array(shared);
  return {
    isClean: Atomics.load(numbers, UNCLEAN) === 0,
    done: Atomics.load(numbers, DONE),
    records: Atomics.load(numbers, RECORDS),
  };
}

/** No thread takes another piece. */
export function stopCounting(shared: SharedArrayBuffer): void {
  Atomics.add(new Int32Array(shared), UNCLEAN, 1);
}

/** Counts pieces for as long as there are any and all were clean; `onPiece` is called behind each, and waited for. */
export async function countPieces(
  days: DaysOfFiles,
  { pieces, scan, shared, threads }: CountOrder,
  onPiece: () => Promise<void> | void = () => {},
): Promise<void> {
  const numbers = new Int32Array(shared);
  const reader = scan ? createLineCounter(days.intake) : undefined;
  while (Atomics.load(numbers, UNCLEAN) === 0) {
    const piece = pieces[Atomics.add(numbers, TAKEN, 1)];
    if (piece === undefined) return;
    const before = days.records;
    const take = (records: readonly ReadRecord[]) => {
      for (const record of records) days.add(record);
    };
    const wasClean = await readPiece(piece, reader, take, { readsAhead: threads === 1 });
    if (!wasClean) Atomics.add(numbers, UNCLEAN, 1);
    Atomics.add(numbers, DONE, 1);
    Atomics.add(numbers, RECORDS, days.records - before);
    await onPiece();
  }
}

/** What a thread of its own does: its share of the records. */
export async function countShare(order: CountOrder): Promise<FilesShare> {
  const days = createDaysOfFiles(createCalendar(order.zone));
  await countPieces(days, order);
  return days.toShare();
}
