/**
 * Files counted in pieces as several threads would, but all in one thread, so that who does what when can be tried in
 * any order; and in one. For tests of one against the other.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { createCalendar } from '../../src/core/day.ts';
import { createDaysOfFiles, type DaysOfFiles } from '../../src/core/days-of-files.ts';
import { REJECTIONS, type ReadRecord } from '../../src/core/sign-in.ts';
import { sharedScanMemory } from '../../src/scan/assembly.ts';
import { type Ahead, aheadOn, newsMemory, openBays, openNews } from '../../src/scan/bays.ts';
import { type Input, listInputs } from '../../src/sources/archive-inputs.ts';
import { type Piece, piecesOf, readPiece } from '../../src/sources/archive-pieces.ts';
import { layDownPiece } from '../../src/sources/lay-down-piece.ts';
import { createLineCounter, createLinesAhead } from '../../src/sources/line-counter.ts';
import type { LineReader } from '../../src/sources/line-reader.ts';
import { readLinesAhead, readRecords } from '../../src/sources/read-records.ts';
import { existing } from '../scan/read-both-ways.ts';

const CALENDAR = createCalendar('Europe/Berlin');
const OPTIONS = {
  day: undefined,
  asOf: Date.parse('2026-12-01T00:00:00Z'),
  sealHours: 48,
  exclude: { users: new Set<string>(), apps: new Set<string>() },
};

/** All that a report of files is made of. */
export function told(days: DaysOfFiles) {
  const found = days.days(OPTIONS);
  return JSON.stringify({
    days: found,
    people: found.map(({ day }) => days.people(day)),
    unread: REJECTIONS.map((cause) => days.unread[cause] ?? 0),
    records: days.records,
  });
}

/** One pile, read in one and without the scanner. */
export async function countedInOne(inputs: readonly Input[]): Promise<DaysOfFiles> {
  const days = createDaysOfFiles(CALENDAR);
  for (const input of inputs)
    for await (const records of readRecords(input.open(), { name: input.name }))
      for (const record of records) days.add(record);
  return days;
}

export type Split = {
  /** Bytes of a piece. */
  readonly size: number;
  /** One thread counts, and the others lay down lines ahead of it; else each counts a pile of its own. */
  readonly scan: boolean;
  readonly threads: number;
  /** Numbers between 0 and 1, by chance, as many as are asked for. */
  readonly random: () => number;
};

export type InPieces = {
  readonly days: DaysOfFiles;
  readonly pieces: number;
  /** Bytes of the files, as the threads have told that they read them. */
  readonly bytesRead: number;
  /** Bays that were laid down for the thread that counts. */
  readonly bays: number;
};

/** In any order; `undefined` where the files must be read in one. */
export async function countedInPieces(inputs: readonly Input[], split: Split): Promise<InPieces | undefined> {
  const pieces: Piece[] = [];
  for (const input of inputs) pieces.push(...((await piecesOf(input, split.size)) ?? []));
  const counted = split.scan ? countedAhead(pieces, split) : countedOnPiles(pieces, split);
  return await counted;
}

/** On piles side by side, which are put together in any order. */
async function countedOnPiles(pieces: readonly Piece[], split: Split): Promise<InPieces | undefined> {
  const { random, threads } = split;
  const piles = Array.from({ length: threads }, () => createDaysOfFiles(CALENDAR));
  const own = existing(piles[0]);
  let isClean = true;
  let bytesRead = 0;
  for (const piece of shuffled(pieces, random)) {
    const { add } = piles[Math.floor(random() * threads)] ?? own;
    const wasClean = await readPiece(piece, undefined, (records) => records.forEach(add));
    isClean &&= wasClean;
    bytesRead += piece.bytes;
  }
  for (const pile of shuffled(piles, random)) if (pile !== own) own.merge(pile.toShare());
  return isClean ? { days: own, pieces: pieces.length, bytesRead, bays: 0 } : undefined;
}

/** What all threads know of each other. */
type Shared = {
  /** The next piece, which nobody else has. */
  readonly take: () => Piece | undefined;
  readonly add: (bytes: number) => void;
  readonly stop: () => void;
  readonly isStopped: () => boolean;
  readonly random: () => number;
};

/** On one pile. At each turn the thread that counts does something, or one of the others goes on a little. */
async function countedAhead(
  pieces: readonly Piece[],
  { random, threads }: Split,
): Promise<InPieces | undefined> {
  const waiting = shuffled(pieces, random);
  let isStopped = false;
  let bytesRead = 0;
  const shared: Shared = {
    take: () => (isStopped ? undefined : waiting.pop()),
    add: (bytes) => {
      bytesRead += bytes;
    },
    stop: () => {
      isStopped = true;
    },
    isStopped: () => isStopped,
    random,
  };
  const memory = existing(sharedScanMemory(threads));
  const newsOf = newsMemory();
  const news = openNews(newsOf);
  const days = createDaysOfFiles(CALENDAR);
  const { add } = days;
  const reader = existing(createLineCounter(days.intake, memory));
  const aheads = Array.from({ length: threads - 1 }, (_, nth) => aheadOn(memory, nth + 1, newsOf));
  const others = aheads.map((ahead) => threadAhead(ahead, shared));
  const laidDown = aheads.map((ahead) =>
    takerOfLaid(ahead, { reader, take: (records) => records.forEach(add), shared }),
  );
  /** Some of what is laid down: of each thread nothing, a bay, or all there is. */
  const catchUp = () => {
    for (const takeNext of shuffled(laidDown, random))
      for (let most = Math.floor(random() * 12) - 2; most > 0 && takeNext(); most -= 1);
  };
  const countPiece = async () => {
    const piece = shared.take();
    if (piece === undefined) return;
    const how = { readsAhead: random() < 0.5, onRead: catchUp };
    if (!(await readPiece(piece, reader, (records) => records.forEach(add), how))) shared.stop();
    shared.add(piece.bytes);
  };

  const [mine, taking, awaiting] = [random() * 0.1, random() * 0.6, random() * 0.1];
  for (;;) {
    const running = others.filter((other) => !other.isOver());
    if (running.length === 0 && (waiting.length === 0 || isStopped)) break;
    // In earnest it has nothing else to do from then on; here it may, to no harm.
    if (random() < awaiting) news.await();
    if (running.length === 0 || random() < mine) await countPiece();
    else if (random() < taking) catchUp();
    else await running[Math.floor(random() * running.length)]?.goOn();
  }
  for (const takeNext of laidDown) while (takeNext());
  for (const { counted } of shuffled(others, random)) days.merge(counted.toShare());
  const bays = aheads.reduce((sum, ahead) => sum + openBays(ahead).taken(), 0);
  return isStopped ? undefined : { days, pieces: pieces.length, bytesRead, bays };
}

/** A thread that reads ahead, and the pile of what it had to count itself. */
function threadAhead(ahead: Ahead, { add, isStopped, random, stop, take }: Shared) {
  const scan = existing(createLinesAhead(ahead));
  const counted = createDaysOfFiles(CALENDAR);
  return {
    counted,
    ...inTurns(async (pause) => {
      const room = async () => {
        await pause();
        let free = scan.room();
        for (; free === undefined; free = scan.room()) await pause();
        // From a byte to all, as little at a time as a file likes to give.
        return free.subarray(0, Math.ceil(2 ** (21 * random())));
      };
      for (let piece = take(); piece !== undefined; piece = take()) {
        const became = await layDownPiece(piece, { fill: scan.fill, room, onRead: add, isStopped });
        if (became === 'damaged') stop();
        if (became === 'left') {
          const reader = random() < 0.5 ? undefined : existing(createLineCounter(counted.intake));
          if (!(await readPiece(piece, reader, (records) => records.forEach(counted.add)))) stop();
          add(piece.bytes);
        }
        await pause();
      }
    }),
  };
}

/** Counts what is laid down next; false where there is nothing, for now. */
function takerOfLaid(
  ahead: Ahead,
  {
    reader,
    shared: { isStopped, stop },
    take,
  }: {
    readonly reader: LineReader;
    readonly shared: Shared;
    readonly take: (records: readonly ReadRecord[]) => void;
  },
): () => boolean {
  const bays = openBays(ahead);
  const read = readLinesAhead(reader, take);
  const memory = Buffer.from(ahead.memory.buffer);
  return () => {
    const laid = bays.next();
    if (laid === undefined) return false;
    const window = memory.subarray(laid.bytes, laid.bytes + laid.length);
    if (!isStopped() && !read({ ...laid, thread: ahead.thread, window })) stop();
    // The other thread may write there as soon as it can: nothing of it may be needed any more.
    window.fill('x');
    if (laid.rows !== undefined) memory.fill('x', laid.rows.from, laid.rows.behind);
    bays.takeBack();
    return true;
  };
}

/** Work that goes on when it is let, up to its next pause: then nothing is left to chance but what we draw. */
function inTurns(work: (pause: () => Promise<void>) => Promise<void>) {
  let isOver = false;
  let paused = Promise.withResolvers<void>();
  let next = Promise.withResolvers<void>();
  const pause = async () => {
    next = Promise.withResolvers();
    paused.resolve();
    await next.promise;
  };
  const begin = next.promise;
  const over = (async () => {
    await begin;
    await work(pause);
    isOver = true;
  })();
  return {
    isOver: () => isOver,
    async goOn(): Promise<void> {
      paused = Promise.withResolvers();
      next.resolve();
      await Promise.race([paused.promise, over]);
    },
  };
}

/** Numbers between 0 and 1 without end, the same for the same seed. */
export function byChance(seed: number): () => number {
  const [numbers] = fc.sample(fc.infiniteStream(unit), { numRuns: 1, seed });
  return () => numbers?.next().value ?? 0;
}

/** A number between 0 and 1, all as likely: `fc.double` would nearly always be next to 0. */
export const unit = fc.noBias(fc.nat(2 ** 30 - 1)).map((number) => number / 2 ** 30);

export function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** The bytes as files, named in the order they are read in. */
export async function inputsOf(
  folder: string,
  files: readonly Uint8Array[],
  ending = 'ndjson',
): Promise<Input[]> {
  const paths = files.map((_, nth) => join(folder, `${nth}.${ending}`));
  await Promise.all(files.map(async (bytes, nth) => await writeFile(paths[nth] ?? '', bytes)));
  const inputs: Input[] = [];
  for await (const input of listInputs(paths)) inputs.push(input);
  return inputs;
}
