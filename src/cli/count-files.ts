/**
 * Counts all records of files, on as many threads as are allowed: pieces of files are handed out. A split that could
 * change anything is undone.
 */
import { availableParallelism } from 'node:os';
import type { Calendar } from '../core/day.ts';
import { createDaysOfFiles, type DaysOfFiles } from '../core/days-of-files.ts';
import { MOST_THREADS, sharedScanMemory } from '../scan/assembly.ts';
import { aheadOn, newsMemory } from '../scan/bays.ts';
import { type Input, type InputOptions, listInputs } from '../sources/archive-inputs.ts';
import { type Piece, piecesOf } from '../sources/archive-pieces.ts';
import { createLineCounter } from '../sources/line-counter.ts';
import type { Bytes } from '../sources/read-bytes.ts';
import { readRecords } from '../sources/read-records.ts';
import { countPieces } from './count-pieces.ts';
import { handOut, handOutMemory } from './hand-out.ts';
import type { Threads } from './thread-work.ts';

export type CountOptions = InputOptions & {
  readonly calendar: Calendar;
  /** At most so many; left out, as many as there are cores and as pay. */
  readonly threads?: number | undefined;
  readonly others: Threads;
  readonly onProgress?: (reading: Reading) => void;
  /** False reads every line the ordinary way: the same figures, more slowly. */
  readonly scan?: boolean;
};

/** How far reading has come: bytes as they lie in the files, of all where that is known. */
export type Reading = { readonly bytes: number; readonly of: number | undefined; readonly records: number };

const MIB = 1024 * 1024;
/** Bytes of a file below which another thread costs more than it saves, as measured on two cores. */
const WORTH_A_THREAD = { plain: 512 * MIB, gzip: 32 * MIB };
/** The same where threads are asked for by number: then just what is worth a thought. */
const LEAST = { plain: 32 * MIB, gzip: 2 * MIB };

/**
 * The days of all files.
 * @throws UsageError of `listInputs`
 */
export async function countFiles(paths: readonly string[], options: CountOptions): Promise<DaysOfFiles> {
  const inputs: Input[] = [];
  for await (const input of listInputs(paths, options)) inputs.push(input);
  const all = inputs.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  );
  const days = all === undefined ? undefined : await countInPieces(inputs, all, options);
  return days ?? (await countInOne(inputs, all, options));
}

async function countInOne(
  inputs: readonly Input[],
  all: number | undefined,
  { calendar, onProgress = () => {}, scan = true }: CountOptions,
): Promise<DaysOfFiles> {
  const days = createDaysOfFiles(calendar);
  const reader = scan ? createLineCounter(days.intake) : undefined;
  let bytes = 0;
  async function* counted(chunks: Bytes): Bytes {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      onProgress({ bytes, of: all, records: days.records });
      yield chunk;
    }
  }
  for (const input of inputs)
    for await (const batch of readRecords(counted(input.open()), { name: input.name, reader }))
      for (const record of batch) days.add(record);
  return days;
}

/** `undefined` where a file proved to be no lines of one record each, or a thread failed: then it is read in one. */
async function countInPieces(
  inputs: readonly Input[],
  all: number,
  { calendar, onProgress = () => {}, others, scan = true, threads: asked }: CountOptions,
): Promise<DaysOfFiles | undefined> {
  const pieces: Piece[] = [];
  for (const input of inputs) pieces.push(...((await piecesOf(input)) ?? []));
  const threads = threadsFor(pieces, asked);
  // One that is read as a whole leaves nothing to share.
  if (threads === 1 && pieces.every(({ range }) => range === undefined)) return undefined;
  const [packed, plain] = [pieces.filter(isPacked), pieces.filter((piece) => !isPacked(piece))];
  const memory = scan ? sharedScanMemory(threads) : undefined;
  const days = createDaysOfFiles(calendar);
  const reader = scan ? createLineCounter(days.intake, memory) : undefined;
  const [shared, news] = [handOutMemory(), newsMemory()];
  const numbers = Array.from({ length: threads - 1 }, (_, nth) => nth + 1);
  const aheads = memory && reader ? numbers.map((thread) => aheadOn(memory, thread, news)) : [];
  const order = { zone: calendar.zone, pieces: [...plain, ...packed], shared };
  const hands = handOut(shared);
  const shares = numbers.map(async (thread, nth) => {
    try {
      return await others.ask(thread, 'count', { ...order, ahead: aheads[nth] });
    } catch {
      // What it has laid down may be half of it.
      hands.stop();
      return undefined;
    }
  });
  try {
    await countPieces(days, {
      ...order,
      // Unpacking is what the others are for.
      mine: threads === 1 ? pieces.length : plain.length,
      aheads,
      others: shares,
      news,
      reader,
      onProgress: (bytes) => onProgress({ bytes, of: all, records: days.records }),
    });
  } catch {
    // Whoever reads in one meets the same failure, and tells it.
    hands.stop();
  }
  const counted = await Promise.all(shares);
  if (hands.isStopped()) return undefined;
  for (const share of counted) if (share !== undefined) days.merge(share);
  return days;
}

/** How many pay, unless a number is asked for. */
function threadsFor(pieces: readonly Piece[], asked: number | undefined): number {
  const least = asked === undefined ? WORTH_A_THREAD : LEAST;
  const bytesOf = (some: readonly Piece[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  const packed = pieces.filter(isPacked);
  const plain = bytesOf(pieces) - bytesOf(packed);
  const unpacking = Math.min(packed.length, Math.floor(bytesOf(packed) / least.gzip));
  const reading = Math.max(1, Math.min(pieces.length - packed.length, Math.ceil(plain / least.plain)));
  return Math.min(asked ?? availableParallelism(), MOST_THREADS, reading + unpacking);
}

function isPacked({ packed }: Piece): boolean {
  return packed === true;
}
