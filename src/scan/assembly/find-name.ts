/**
 * The names of an object's members, known again by their bytes. Records of one writer hold their
 * members in one order, so the name that followed last time is tried first.
 *
 * Kinds of objects that are looked into, and names, lie in memory as numbers:
 *   name    0 field, or 0 where nothing is wanted of it · 4 length of `"name":` · 8 the name that followed
 *           it last · 12 the one before that · 16 the next in its bucket · 32 its bytes
 *   kind    a name without bytes, which stands before the first one · 32 buckets
 */

import { room } from './room';
import { COLON, isSame, QUOTE, skipString } from './skip-value';

const BYTES: usize = 32;
const BUCKETS: usize = 32;
const MOST_BUCKETS: u32 = 64;
const LONGEST_NAME: usize = 256;
/** Names that are learnt: more than any record has, but an end to what a hostile file can make us keep. */
const MOST_BYTES: usize = 256 * 1024;

const names = room(MOST_BYTES);
let used: usize = 0;

/** Behind the colon of the name that was found last. */
export let nameEnd: usize = 0;

export function newKind(): usize {
  return room(BUCKETS + 4 * MOST_BUCKETS);
}

/** Adds `"name":`, which must lie in memory; of its members that field is wanted. */
export function addName(kind: usize, at: usize, length: usize, field: usize): void {
  const name = learn(kind, at, length);
  store<usize>(name, field);
}

/** The name at `at`, which follows that other one; 0 where none stands there that is plain. */
export function findName(kind: usize, at: usize, before: usize): usize {
  const next = load<usize>(before, 8);
  if (next !== 0) {
    const length = load<usize>(next, 4);
    if (isSame(at, next + BYTES, length)) {
      nameEnd = at + length;
      return next;
    }
  }
  return findOther(kind, at, before, next);
}

function findOther(kind: usize, at: usize, before: usize, next: usize): usize {
  const other = load<usize>(before, 12);
  let found: usize = 0;
  if (other !== 0 && isSame(at, other + BYTES, load<usize>(other, 4))) found = other;
  else found = read(kind, at);
  if (found === 0) return 0;
  nameEnd = at + load<usize>(found, 4);
  store<usize>(before, next, 12);
  store<usize>(before, found, 8);
  return found;
}

function read(kind: usize, at: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0;
  const end = skipString(at + 1);
  if (end === 0 || end - at > LONGEST_NAME || load<u8>(end) !== COLON) return 0;
  // An escape may spell any name.
  for (let byte = at + 1; byte < end - 1; byte += 1) if (load<u8>(byte) === 92) return 0;
  const length = end + 1 - at;
  let name = load<usize>(bucketOf(kind, at, length));
  while (name !== 0) {
    if (load<usize>(name, 4) === length && isSame(at, name + BYTES, length)) return name;
    name = load<usize>(name, 16);
  }
  return used + BYTES + length + 32 > MOST_BYTES ? 0 : learn(kind, at, length);
}

function learn(kind: usize, at: usize, length: usize): usize {
  const name = names + used;
  used += (BYTES + length + 15) & ~15;
  store<usize>(name, length, 4);
  memory.copy(name + BYTES, at, length);
  const bucket = bucketOf(kind, at, length);
  store<usize>(name, load<usize>(bucket), 16);
  store<usize>(bucket, name);
  return name;
}

function bucketOf(kind: usize, at: usize, length: usize): usize {
  const hash =
    (load<u32>(at + 1) ^ <u32>(length << 24) ^ ((<u32>load<u8>(at + length - 3)) << 16)) * 0x9e3779b1;
  return kind + BUCKETS + <usize>((hash >>> 26) << 2);
}
