/**
 * Counts all records of files, on as many threads as are allowed: pieces of files are handed out, and
 * what each thread counted is one pile in the end. A split that could change anything is undone.
 */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Calendar } from '../core/day.ts';
import { createDaysOfFiles, type DaysOfFiles, type FilesShare } from '../core/days-of-files.ts';
import { type Input, type InputOptions, listInputs } from '../sources/archive-inputs.ts';
import { type Piece, piecesOf } from '../sources/archive-pieces.ts';
import { createLineCounter } from '../sources/line-counter.ts';
import { readRecords } from '../sources/read-records.ts';
import { type CountOrder, countPieces, howFar, sharedNumbers, stopCounting } from './count-pieces.ts';
import { askThread } from './thread-work.ts';
import { isLargeGzip, unpackElsewhere } from './unpack-elsewhere.ts';

export type CountOptions = InputOptions & {
  readonly calendar: Calendar;
  /** At most so many; left out, as many as there are cores and as pay. */
  readonly threads?: number | undefined;
  /** The program, for other threads to start from. */
  readonly program: URL;
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
  if (all === undefined) return await countInOne(inputs, all, { ...options, threads: 1 });
  const days = await countInPieces(inputs, all, options);
  if (days !== undefined) return days;
  try {
    return await countInOne(inputs, all, options);
  } catch (error) {
    if (options.threads === 1) throw error;
    // Of another thread, or of what it unpacked, or met again.
    return await countInOne(inputs, all, { ...options, threads: 1 });
  }
}

/** How many there may be, and what each has to do at least. */
function threadsFor(asked: number | undefined) {
  return { most: asked ?? availableParallelism(), least: asked === undefined ? WORTH_A_THREAD : LEAST };
}

async function countInOne(
  inputs: readonly Input[],
  all: number | undefined,
  { calendar, onProgress = () => {}, program, scan = true, threads }: CountOptions,
): Promise<DaysOfFiles> {
  const days = createDaysOfFiles(calendar);
  const reader = scan ? createLineCounter(days.intake) : undefined;
  const { least, most } = threadsFor(threads);
  /** Of the files before, and of this one. */
  let [before, bytes] = [0, 0];
  const onRead = (read: number) => {
    bytes = read;
    onProgress({ bytes: before + bytes, of: all, records: days.records });
  };
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      onRead(bytes + chunk.length);
      yield chunk;
    }
  }
  for (const input of inputs) {
    const isElsewhere = most > 1 && (await isLargeGzip(input, least.gzip));
    const unpack = isElsewhere ? () => unpackElsewhere(input.name, { program, onRead }) : undefined;
    const batches = readRecords(counted(input.open()), { name: input.name, reader, unpack });
    for await (const batch of batches) for (const record of batch) days.add(record);
    before += bytes;
    bytes = 0;
  }
  return days;
}

/** `undefined` where a file proved to be no lines of one record each, or a thread failed: then it is read in one. */
async function countInPieces(
  inputs: readonly Input[],
  all: number,
  { calendar, onProgress = () => {}, program, scan = true, threads: asked }: CountOptions,
): Promise<DaysOfFiles | undefined> {
  const pieces: Piece[] = [];
  for (const input of inputs) pieces.push(...((await piecesOf(input)) ?? []));
  // One that is read as a whole leaves nothing to share.
  if (pieces.length === 1 && pieces[0]?.range === undefined) return undefined;
  const { least, most } = threadsFor(asked);
  const threads = Math.min(most, pieces.length, Math.ceil(all / least.plain));
  const shared = sharedNumbers();
  const order: CountOrder = { zone: calendar.zone, scan, pieces, threads, shared };
  const others = Array.from({ length: threads - 1 }, () => countElsewhere(program, order));
  const days = createDaysOfFiles(calendar);
  try {
    await countPieces(days, order, async () => {
      const { done, records } = howFar(shared);
      onProgress({ bytes: (all * done) / pieces.length, of: all, records });
      // Lets signals through, and what other threads have to say.
      await setImmediate();
    });
  } catch {
    // Whoever reads in one meets the same failure, and tells it.
    stopCounting(shared);
  }
  const shares = await Promise.all(others);
  if (!howFar(shared).isClean) return undefined;
  for (const share of shares) if (share !== undefined) days.merge(share);
  return days;
}

/** What another thread made of the pieces that it took; `undefined` where it failed, and then all stop. */
async function countElsewhere(program: URL, order: CountOrder): Promise<FilesShare | undefined> {
  try {
    return await askThread(program, 'count', order);
  } catch {
    stopCounting(order.shared);
    return undefined;
  }
}
