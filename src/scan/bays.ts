/**
 * Bays: where a thread that reads ahead lays down lines, and rows of those it has scanned, for the thread that
 * counts. There are a few, used in turn; each is free again when the other thread is done with it.
 */
import type { ScanMemory } from './assembly.ts';

/** What ends with the bytes of a bay: the last line may be cut off only where the file ends. */
export const ENDS = ['nothing', 'piece', 'file'] as const;
export type Ends = (typeof ENDS)[number];

/** Addresses in the memory, and what lies there. */
export type Laid = {
  readonly bytes: number;
  readonly length: number;
  /** Rows of lines that were scanned; `undefined`: none was looked at. */
  readonly rows: { readonly from: number; readonly behind: number } | undefined;
  readonly ends: Ends;
};

/** One who reads ahead for another thread, by number, 1 at least; plain data for either. */
export type Ahead = {
  readonly memory: ScanMemory;
  readonly thread: number;
  readonly signals: SharedArrayBuffer;
  readonly news: SharedArrayBuffer;
};

export type Bays = {
  /** Lays down and taken back, in number. */
  readonly laid: () => number;
  readonly taken: () => number;
  readonly lay: (laid: Laid) => void;
  /** What was laid down first and not taken back; `undefined`: nothing, for now. */
  readonly next: () => Laid | undefined;
  readonly takeBack: () => void;
  /** Waits until more than so many were taken back; blocks the thread. */
  readonly waitTaken: (taken: number) => void;
  /** Whether the other thread has nothing to do but what is laid down. */
  readonly isAwaited: () => boolean;
};

/** That something is new, told by any thread to the one that counts. */
export type News = {
  readonly tell: () => void;
  /** The number of what was told last. */
  readonly latest: () => number;
  /** Waits until more is told. */
  readonly wait: (latest: number) => Promise<void>;
  /** Tells that nothing else is to be done but to wait for news. */
  readonly await: () => void;
  readonly isAwaited: () => boolean;
};

export const BAYS = 8;
/** Numbers that both threads see: bays laid down, bays taken back, and of each bay what it holds. */
const LAID = 0;
const TAKEN = 1;
const FIRST = 2;
const WORDS = 5;

const NEWS = 0;
const AWAITED = 1;

export function newsMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

export function openNews(shared: SharedArrayBuffer): News {
  const words = new Int32Array(shared);
  return {
    tell() {
      Atomics.add(words, NEWS, 1);
      Atomics.notify(words, NEWS);
    },
    latest: () => Atomics.load(words, NEWS),
    async wait(latest) {
      await Atomics.waitAsync(words, NEWS, latest).value;
    },
    await() {
      Atomics.store(words, AWAITED, 1);
    },
    isAwaited: () => Atomics.load(words, AWAITED) > 0,
  };
}

export function aheadOn(memory: ScanMemory, thread: number, news: SharedArrayBuffer): Ahead {
  return {
    memory,
    thread,
    news,
    signals: new SharedArrayBuffer((FIRST + BAYS * WORDS) * Int32Array.BYTES_PER_ELEMENT),
  };
}

export function openBays({ news: newsOf, signals }: Ahead): Bays {
  const words = new Int32Array(signals);
  const news = openNews(newsOf);
  const laid = () => Atomics.load(words, LAID);
  const taken = () => Atomics.load(words, TAKEN);
  const placeOf = (nth: number) => FIRST + (nth % BAYS) * WORDS;
  return {
    laid,
    taken,
    lay({ bytes, ends, length, rows }) {
      const { behind, from } = rows ?? { behind: 0, from: 0 };
      words.set([bytes, length, from, behind, ENDS.indexOf(ends)], placeOf(laid()));
      Atomics.add(words, LAID, 1);
      news.tell();
    },
    next() {
      if (laid() === taken()) return undefined;
      const at = placeOf(taken());
      const [bytes = 0, length = 0, from = 0, behind = 0, ends = 0] = words.subarray(at, at + WORDS);
      const rows = from === 0 ? undefined : { from, behind };
      return { bytes, length, rows, ends: ENDS[ends] ?? 'nothing' };
    },
    takeBack() {
      Atomics.add(words, TAKEN, 1);
      Atomics.notify(words, TAKEN);
    },
    waitTaken(count) {
      Atomics.wait(words, TAKEN, count);
    },
    isAwaited: news.isAwaited,
  };
}
