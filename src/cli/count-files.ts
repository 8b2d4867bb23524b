/**
 * Counts all records of files, on as many threads as are allowed: pieces of files are handed out, and
 * what each thread counted is one pile in the end. A split that could change anything is undone.
 */
import { Worker } from 'node:worker_threads';
import type { Calendar } from '../core/day.ts';
import { createDaysOfFiles, type DaysOfFiles, type FilesShare } from '../core/days-of-files.ts';
import { type Input, type InputOptions, listInputs } from '../sources/archive-inputs.ts';
import { type Piece, piecesOf, readPiece } from '../sources/archive-pieces.ts';
import { createLineCounter } from '../sources/line-counter.ts';
import { readRecords } from '../sources/read-records.ts';
import type { Order, ToldByWorker } from './count-worker.ts';

export type CountOptions = InputOptions & {
  readonly calendar: Calendar;
  /** At most so many; one where there is little to read. */
  readonly threads: number;
  /** The program, for other threads to start from. */
  readonly program: URL;
  readonly onProgress?: (reading: Reading) => void;
  /** False reads every line the ordinary way: the same figures, more slowly. */
  readonly scan?: boolean;
};

/** How far reading has come: bytes as they lie in the files, of all where that is known. */
export type Reading = { readonly bytes: number; readonly of: number | undefined; readonly records: number };

/** A thread that has less than this to read costs more than it saves. */
const WORTH_A_THREAD = 32 * 1024 * 1024;

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
  const threads = all === undefined ? 1 : Math.min(options.threads, Math.ceil(all / WORTH_A_THREAD));
  if (threads > 1) {
    const days = await countSideBySide(inputs, threads, all, options);
    if (days !== undefined) return days;
  }
  return await countAlone(inputs, all, options);
}

async function countAlone(
  inputs: readonly Input[],
  all: number | undefined,
  { calendar, onProgress = () => {}, scan = true }: CountOptions,
): Promise<DaysOfFiles> {
  const days = createDaysOfFiles(calendar);
  const reader = scan ? createLineCounter(days.intake) : undefined;
  let done = 0;
  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      done += chunk.length;
      onProgress({ bytes: done, of: all, records: days.records });
      yield chunk;
    }
  }
  for (const input of inputs)
    for await (const batch of readRecords(counted(input.open()), { name: input.name, reader }))
      for (const record of batch) days.add(record);
  return days;
}

/** `undefined` where a file proved to be no lines of one record each, or a thread failed: then one is to do it all. */
async function countSideBySide(
  inputs: readonly Input[],
  threads: number,
  all: number | undefined,
  { calendar, onProgress = () => {}, program, scan = true }: CountOptions,
): Promise<DaysOfFiles | undefined> {
  const pieces: Piece[] = [];
  for (const input of inputs) pieces.push(...((await piecesOf(input)) ?? []));
  const left = pieces.values();
  let done = 0;
  let isClean = true;
  const next = (): Piece | undefined => (isClean ? left.next().value : undefined);
  let elsewhere = 0;
  const onDone: OnDone = (piece, wasClean, records) => {
    done += piece.bytes;
    elsewhere += records;
    isClean &&= wasClean;
    onProgress({ bytes: done, of: all, records: days.records + elsewhere });
  };
  const days = createDaysOfFiles(calendar);
  const others = Array.from({ length: threads - 1 }, () => {
    const order: Order = { zone: calendar.zone, scan };
    return countOnThread(new Worker(program, { workerData: order }), next, onDone);
  });
  const reader = scan ? createLineCounter(days.intake) : undefined;
  try {
    for (let piece = next(); piece !== undefined; piece = next()) {
      const wasClean = await readPiece(piece, reader, (records) => {
        for (const record of records) days.add(record);
      });
      onDone(piece, wasClean, 0);
    }
    for (const share of await Promise.all(others)) days.merge(share);
  } catch {
    // Whoever reads alone meets the same failure, and tells it.
    isClean = false;
    await Promise.allSettled(others);
  }
  return isClean ? days : undefined;
}

/** `records`: how many another thread found in it. */
type OnDone = (piece: Piece, wasClean: boolean, records: number) => void;

/** Hands out pieces for as long as there are any; what the thread made of them. */
async function countOnThread(
  worker: Worker,
  next: () => Piece | undefined,
  onDone: OnDone,
): Promise<FilesShare> {
  return await new Promise((resolve, reject) => {
    let piece: Piece | undefined;
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('A thread ended before its work was done.')));
    worker.on('message', (told: ToldByWorker) => {
      if (told.kind === 'share') {
        resolve(told.share);
        return;
      }
      if (piece !== undefined) onDone(piece, told.wasClean, told.records);
      piece = next();
      worker.postMessage(piece);
    });
  });
}
