/**
 * Parts of records, known by the bytes they are read from: where the same bytes come again the same
 * number does, and no text is made of them.
 *
 * A part lies in memory as numbers:
 *   0 noted tokens · 4 entries · 8 bytes used · 12 most entries · 16 most bytes · 20 tokens, three numbers
 *   each: code, from, behind · 24 slots: where an entry starts, or 0, and its hash · 28 mask of the slots ·
 *   32 where each entry starts · 36 bytes of the entries · 40 the entry that was found last, or 0 · 44 of each
 *   entry its number + 1 in the thread that adopts it, or 0
 * An entry: its number; number of its tokens * 2 + kind of record; then of each token code << 20 | length,
 * and its bytes, filled up to four.
 */

import { room } from './room';
import { isSame } from './skip-value';

const MOST_TOKENS: u32 = 256;
/** Slots looked at for one part, so that parts made to hash alike cost no more than others. */
const LONGEST_PROBE: u32 = 16;
/** Odd numbers without a pattern, as two halves each: a literal of 64 bits would not be exact elsewhere. */
const MIX_TOKEN: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;
const MIX_WORD: u64 = ((<u64>0xbf58476d) << 32) | 0x1ce4e5b9;
const MIX_ALL: u64 = ((<u64>0x94d049bb) << 32) | 0x133111eb;

const LONGEST_TOKEN: u32 = 1 << 20;

/** What `findPart` says where the record is odd, and where there is no room for another part. */
export const ODD: i32 = -1;
export const FULL: i32 = -2;

/** `slots`: a power of two, at least twice `entries`. */
export function newPart(entries: u32, slots: u32, bytes: usize): usize {
  const part = room(48);
  store<u32>(part, entries, 12);
  store<usize>(part, bytes, 16);
  store<usize>(part, room(12 * MOST_TOKENS), 20);
  store<usize>(part, room(8 * slots), 24);
  store<u32>(part, slots - 1, 28);
  store<usize>(part, room(4 * entries), 32);
  store<usize>(part, room(bytes), 36);
  store<usize>(part, room(4 * entries), 44);
  return part;
}

export function forget(part: usize): void {
  forgetAdopted(part);
  memory.fill(load<usize>(part, 24), 0, <usize>(8 * (load<u32>(part, 28) + 1)));
  store<u32>(part, 0, 4);
  store<usize>(part, 0, 8);
  store<usize>(part, 0, 40);
}

/** Numbers of its entries in another thread, which has forgotten them. */
export function forgetAdopted(part: usize): void {
  memory.fill(load<usize>(part, 44), 0, <usize>(load<u32>(part, 4) << 2));
}

/** Where the tokens of an entry start. */
export function entryAt(part: usize, entry: u32): usize {
  return load<usize>(load<usize>(part, 32) + <usize>(entry << 2));
}

export function note(part: usize, code: u32, from: usize, behind: usize): void {
  const count = load<u32>(part);
  store<u32>(part, count + 1);
  if (count >= MOST_TOKENS) return;
  const token = load<usize>(part, 20) + <usize>(12 * count);
  store<u32>(token, code);
  store<usize>(token, from, 4);
  store<usize>(token, behind, 8);
}

/** The number of what was noted in a record of that kind. */
export function findPart(part: usize, kind: u32): i32 {
  if (load<u32>(part) > MOST_TOKENS) return ODD;
  const latest = load<usize>(part, 40);
  if (latest !== 0 && isEntry(part, kind, latest)) return load<i32>(latest);
  const hash = hashOf(part, kind);
  const slots = load<usize>(part, 24);
  const mask = load<u32>(part, 28);
  for (let probe: u32 = 0; probe < LONGEST_PROBE; probe += 1) {
    const slot = slots + <usize>(((hash + probe) & mask) << 3);
    const entry = load<usize>(slot);
    if (entry === 0) return learn(part, kind, hash, slot);
    if (load<u32>(slot, 4) === hash && isEntry(part, kind, entry)) {
      store<usize>(part, entry, 40);
      return load<i32>(entry);
    }
  }
  return ODD;
}

/** Our number of an entry in the same part of another thread, which lies so far behind. */
export function adoptPart(part: usize, entry: u32, distance: usize): i32 {
  const adopted = load<usize>(part + distance, 44) + <usize>(entry << 2);
  const known = load<i32>(adopted) - 1;
  if (known >= 0) return known;
  let at = entryAt(part + distance, entry);
  const head = load<u32>(at, 4);
  store<u32>(part, 0);
  at += 8;
  for (let count = head >>> 1; count > 0; count -= 1) {
    const word = load<u32>(at);
    const length = <usize>(word & (LONGEST_TOKEN - 1));
    note(part, word >>> 20, at + 4, at + 4 + length);
    at += 4 + ((length + 3) & ~3);
  }
  const number = findPart(part, head & 1);
  if (number >= 0) store<i32>(adopted, number + 1);
  return number;
}

/** Of each token its code, its length and some words of its bytes: all of them where it is short. */
function hashOf(part: usize, kind: u32): u32 {
  const count = load<u32>(part);
  let token = load<usize>(part, 20);
  const end = token + <usize>(12 * count);
  let hash: u64 = <u64>(count * 2 + kind);
  for (; token < end; token += 12) {
    const from = load<usize>(token, 4);
    const length = load<usize>(token, 8) - from;
    hash = (hash ^ <u64>load<u32>(token) ^ ((<u64>length) << 32)) * MIX_TOKEN;
    if (length < 8) {
      if (length > 0) hash ^= load<u64>(from) & (~(<u64>0) >> (64 - ((<u64>length) << 3)));
      continue;
    }
    const last = from + length - 8;
    const step: usize = length <= 256 ? 8 : length >> 5;
    for (let at = from; at < last; at += step) {
      hash = (hash ^ (hash >> 29) ^ load<u64>(at)) * MIX_WORD;
    }
    hash ^= load<u64>(last);
  }
  hash = (hash ^ (hash >> 32)) * MIX_ALL;
  return <u32>(hash >> 32);
}

function isEntry(part: usize, kind: u32, at: usize): bool {
  const count = load<u32>(part);
  if (load<u32>(at, 4) !== count * 2 + kind) return false;
  at += 8;
  let token = load<usize>(part, 20);
  const end = token + <usize>(12 * count);
  for (; token < end; token += 12) {
    const from = load<usize>(token, 4);
    const length = <u32>(load<usize>(token, 8) - from);
    if (load<u32>(at) !== ((load<u32>(token) << 20) | length)) return false;
    if (!isSame(from, at + 4, length)) return false;
    at += 4 + <usize>((length + 3) & ~3);
  }
  return true;
}

function learn(part: usize, kind: u32, hash: u32, slot: usize): i32 {
  const entry = load<u32>(part, 4);
  const used = load<usize>(part, 8);
  const size = sizeOf(part);
  const most = load<usize>(part, 16);
  // What is larger than a quarter of all room would push out too much.
  if (size > most / 4) return ODD;
  if (entry === load<u32>(part, 12) || used + size > most) return FULL;
  let at = load<usize>(part, 36) + used;
  store<usize>(load<usize>(part, 32) + <usize>(entry << 2), at);
  store<u32>(part, entry + 1, 4);
  store<usize>(part, used + size, 8);
  store<usize>(slot, at);
  store<u32>(slot, hash, 4);
  const count = load<u32>(part);
  store<u32>(at, entry);
  store<u32>(at, count * 2 + kind, 4);
  at += 8;
  let token = load<usize>(part, 20);
  const end = token + <usize>(12 * count);
  for (; token < end; token += 12) {
    const from = load<usize>(token, 4);
    const length = <u32>(load<usize>(token, 8) - from);
    store<u32>(at, (load<u32>(token) << 20) | length);
    memory.copy(at + 4, from, length);
    at += 4 + <usize>((length + 3) & ~3);
  }
  return entry;
}

/** More than all room where a token is too long to be told. */
function sizeOf(part: usize): usize {
  let token = load<usize>(part, 20);
  const end = token + <usize>(12 * load<u32>(part));
  let size: usize = 8;
  for (; token < end; token += 12) {
    const length = <u32>(load<usize>(token, 8) - load<usize>(token, 4));
    if (length >= LONGEST_TOKEN) return usize.MAX_VALUE;
    size += 4 + <usize>((length + 3) & ~3);
  }
  return size;
}
