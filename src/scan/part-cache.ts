/**
 * One part of the records, known by the bytes it is read from: where the same bytes come again, the
 * same value does, and no text is made of them.
 *
 * The bytes of a record are noted as tokens: a code that says what stands there, and a range. Whatever
 * hashes alike is compared byte by byte, so the hash may be a cheap one.
 */
import { isPacked, packWords, partialWord, wordsFor } from './pack-words.ts';

export type PartCache<Value> = {
  /** Begins another record. */
  readonly begin: () => void;
  readonly note: (code: number, from: number, to: number) => void;
  /** The value of what was noted in a record of that kind. */
  readonly value: (view: DataView, kind: number) => Value | undefined;
};

/** Noted tokens, three numbers each: code, from, to. */
export type Tokens = { readonly words: Int32Array; readonly length: number };

/** Most tokens of one record that are worth knowing again. */
const MOST_TOKENS = 256;
/** Where either is reached, all is forgotten and learnt anew. */
const MOST_ENTRIES = 16 * 1024;
const MOST_WORDS = 512 * 1024;
/** Slots looked at for one part, so that parts made to hash alike cost no more than others. */
const LONGEST_PROBE = 16;

/** `read` makes a value of what is not known yet; it is kept, `undefined` as well. */
export function createPartCache<Value>(read: (tokens: Tokens) => Value | undefined): PartCache<Value> {
  const tokens = { words: new Int32Array(3 * MOST_TOKENS), length: 0 };
  /** Open addressing: number of the entry + 1; 0 = free. Never more than half full. */
  let slots = new Int32Array(1024);
  let hashes = new Int32Array(slots.length / 2);
  let starts = new Int32Array(slots.length / 2);
  /** Per entry: the numbers in its tokens (a multiple of 3) and its kind (below 3), then per token code, length and bytes. */
  let arena = new Int32Array(1024);
  let used = 0;
  let values: (Value | undefined)[] = [];

  function begin(): void {
    tokens.length = 0;
  }

  function note(code: number, from: number, to: number): void {
    const at = tokens.length;
    tokens.length = at + 3;
    if (at >= tokens.words.length) return;
    tokens.words[at] = code;
    tokens.words[at + 1] = from;
    tokens.words[at + 2] = to;
  }

  function value(view: DataView, kind: number): Value | undefined {
    if (tokens.length > tokens.words.length) return undefined;
    const hash = hashOf(view, tokens, kind);
    const mask = slots.length - 1;
    for (let probe = 0; probe < LONGEST_PROBE; probe += 1) {
      const slot = (hash + probe) & mask;
      const entry = (slots[slot] ?? 0) - 1;
      if (entry < 0) return learn(view, kind, hash, slot);
      if (hashes[entry] === hash && isSame(view, kind, starts[entry] ?? 0)) return values[entry];
    }
    return read(tokens);
  }

  function isSame(view: DataView, kind: number, start: number): boolean {
    const { length, words } = tokens;
    if (arena[start] !== length + kind) return false;
    let at = start + 1;
    for (let token = 0; token < length; token += 3) {
      const from = words[token + 1] ?? 0;
      const to = words[token + 2] ?? 0;
      if (arena[at] !== words[token] || arena[at + 1] !== to - from) return false;
      if (!isPacked(view, from, to, arena, at + 2)) return false;
      at += 2 + wordsFor(to - from);
    }
    return true;
  }

  function learn(view: DataView, kind: number, hash: number, slot: number): Value | undefined {
    const size = sizeOf(tokens);
    const learnt = read(tokens);
    // What is larger than a quarter of all room would push out too much.
    if (size > MOST_WORDS / 4) return learnt;
    const isFull = values.length === MOST_ENTRIES || used + size > MOST_WORDS;
    if (isFull) forget();
    const isMoved = makeRoom(size) || isFull;
    const entry = values.push(learnt) - 1;
    hashes[entry] = hash;
    starts[entry] = used;
    slots[isMoved ? freeSlot(hash) : slot] = entry + 1;
    arena[used] = tokens.length + kind;
    let at = used + 1;
    for (let token = 0; token < tokens.length; token += 3) {
      const from = tokens.words[token + 1] ?? 0;
      const to = tokens.words[token + 2] ?? 0;
      arena[at] = tokens.words[token] ?? 0;
      arena[at + 1] = to - from;
      packWords(view, from, to, arena, at + 2);
      at += 2 + wordsFor(to - from);
    }
    used = at;
    return learnt;
  }

  function forget(): void {
    slots.fill(0);
    values = [];
    used = 0;
  }

  /** Whether the entries have new slots. */
  function makeRoom(size: number): boolean {
    arena = roomFor(arena, used + size);
    if (values.length < hashes.length) return false;
    hashes = roomFor(hashes, hashes.length * 2);
    starts = roomFor(starts, starts.length * 2);
    slots = new Int32Array(slots.length * 2);
    for (let entry = 0; entry < values.length; entry += 1) slots[freeSlot(hashes[entry] ?? 0)] = entry + 1;
    return true;
  }

  function freeSlot(hash: number): number {
    const mask = slots.length - 1;
    let slot = hash & mask;
    while ((slots[slot] ?? 0) !== 0) slot = (slot + 1) & mask;
    return slot;
  }

  return { begin, note, value };
}

function sizeOf({ words, length }: Tokens): number {
  let size = 1;
  for (let token = 0; token < length; token += 3)
    size += 2 + wordsFor((words[token + 2] ?? 0) - (words[token + 1] ?? 0));
  return size;
}

/** Of each range its length and the words at its start, middle and end: enough to tell most apart. */
function hashOf(view: DataView, { words, length }: Tokens, kind: number): number {
  let hash = length + kind;
  for (let token = 0; token < length; token += 3) {
    const from = words[token + 1] ?? 0;
    const size = (words[token + 2] ?? 0) - from;
    hash = Math.imul(hash ^ (words[token] ?? 0) ^ (size << 16), 0x9e3779b1);
    if (size >= 4) {
      const sample = view.getInt32(from, true) ^ rotated(view.getInt32(from + (size >> 1) - 2, true));
      hash = Math.imul(hash ^ (hash >>> 15) ^ sample, 0x85ebca6b) ^ view.getInt32(from + size - 4, true);
    } else if (size > 0) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ partialWord(view, from, size), 0x85ebca6b);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

function rotated(word: number): number {
  return (word << 13) | (word >>> 19);
}

function roomFor(words: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= words.length) return words;
  const roomier = new Int32Array(Math.max(2 * words.length, length));
  roomier.set(words);
  return roomier;
}
