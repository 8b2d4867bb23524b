/**
 * Finds the way through lines that are records by themselves: walks their bytes once and writes a row
 * of numbers for each. Whoever asks lays out first what is wanted; here nobody knows what it means.
 *
 * A field lies in memory as numbers: 0 role · 4 code of its tokens · 8 parts, a bit each · 12 kind of the
 * objects in it of which only some members are wanted · 16 slot · 20 object in which it was last seen.
 * A slot: 0 kind of its text · 4 1 where it is read from the envelope · 8 1 where it may be absent ·
 * 12 from, behind, as it stands outermost · 20 the same of the record in an envelope.
 * A row: from, behind, whether it is enveloped, 0 · of each slot from, behind, 0, 0 and 16 bytes of what
 * it was read as · of each part its number.
 */

import { addName, findName, nameEnd, newKind } from './find-name';
import { adoptPart, entryAt, FULL, findPart, forget, forgetAdopted, newPart, note } from './find-part';
import { readSlot } from './read-slot';
import { room } from './room';
import { newRepeats, skipRepeated } from './skip-repeated';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  LF,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
  skipBlanks,
  skipString,
  skipValue,
} from './skip-value';

export { entryAt, forget, forgetAdopted, newKind, newPart, room };

const ODD_FIELD: i32 = 1;
const ENVELOPE: i32 = 2;
const SLOT: i32 = 3;

/** Codes of tokens that are no member by name; with OBJECT or LIST added, of members that open. */
const END: u32 = 0;
const ELEMENT: u32 = 2;
const OBJECT_ELEMENT: u32 = 3;
const OBJECT: u32 = 1;
const LIST: u32 = 2;

/** Deeper values are none of ours. */
const DEEPEST: i32 = 16;
const MOST_PARTS: usize = 16;
const MOST_SLOTS: usize = 8;
const SLOT_SIZE: usize = 32;

const parts = room(4 * MOST_PARTS);
let partCount: i32 = 0;
const slots = room(SLOT_SIZE * MOST_SLOTS);
let slotCount: i32 = 0;
let outer: usize = 0;
let inner: usize = 0;

/** Of the record that is walked through. */
let objects: u32 = 0;
let isEnveloped: u32 = 0;
let isInner: u32 = 0;

/** Of the last call of `scan`: rows written, and the part without room that ended it, or -1. */
export let rowCount: i32 = 0;
export let fullPart: i32 = -1;

export function usePart(part: usize): void {
  store<usize>(parts + <usize>(partCount << 2), part);
  partCount += 1;
}

export function addSlot(kind: i32, isOfEnvelope: i32, isOptional: i32): void {
  const slot = slots + <usize>slotCount * SLOT_SIZE;
  store<i32>(slot, kind);
  store<i32>(slot, isOfEnvelope, 4);
  store<i32>(slot, isOptional, 8);
  slotCount += 1;
}

/** `"name":` lies at `at`. */
export function addField(
  kind: usize,
  at: usize,
  length: usize,
  role: i32,
  code: u32,
  ofParts: u32,
  members: usize,
  slot: i32,
): void {
  const field = room(24);
  store<i32>(field, role);
  store<u32>(field, code, 4);
  store<u32>(field, ofParts, 8);
  store<usize>(field, members, 12);
  store<i32>(field, slot, 16);
  addName(kind, at, length, field);
}

/** Kinds of what stands outermost, and of the record in an envelope. */
export function useKinds(outermost: usize, enveloped: usize): void {
  outer = outermost;
  inner = enveloped;
}

/**
 * Takes whole lines from `from` on, as long as each is one record of no more than `longest` bytes, and as
 * there is room for rows. Returns where the first line starts that was not taken.
 */
export function scan(from: usize, to: usize, row: usize, mostRows: i32, longest: usize): usize {
  rowCount = 0;
  fullPart = -1;
  let end = to;
  while (end > from && load<u8>(end - 1) !== LF) end -= 1;
  const size = rowSize();
  let at = from;
  let line = from;
  while (at < end && rowCount < mostRows) {
    const byte = load<u8>(at);
    if (byte <= SPACE || byte === COMMA) {
      at += 1;
      continue;
    }
    if (byte !== OPEN_OBJECT) return line;
    begin();
    let behind = takeObject(outer, skipBlanks(at + 1));
    if (behind === 0) return line;
    store<usize>(row, at);
    store<usize>(row, behind, 4);
    while (true) {
      const rest = load<u8>(behind);
      behind += 1;
      if (rest === LF) break;
      if (rest > SPACE && rest !== COMMA) return line;
    }
    if (behind - at > longest + 1 || !writeRow(row)) return line;
    row += size;
    rowCount += 1;
    at = line = behind;
  }
  return line;
}

/** Their row that is to be adopted next. */
export let nextTheirs: usize = 0;

/**
 * Takes lines as `scan` does, that another thread has taken before: its rows lie from `theirs` on, and its parts
 * lie `distance` behind ours.
 */
export function adopt(
  from: usize,
  theirs: usize,
  behindTheirs: usize,
  row: usize,
  mostRows: i32,
  distance: usize,
): usize {
  rowCount = 0;
  fullPart = -1;
  const size = rowSize();
  let at = from;
  while (theirs < behindTheirs && rowCount < mostRows) {
    const start = load<usize>(theirs);
    if (start >= at) {
      if (skipGaps(at, start) !== start || !adoptRow(theirs, row, distance)) break;
      at = load<usize>(theirs, 4);
      row += size;
      rowCount += 1;
    }
    theirs += size;
  }
  nextTheirs = theirs;
  return at;
}

function skipGaps(at: usize, to: usize): usize {
  while (at < to && (load<u8>(at) <= SPACE || load<u8>(at) === COMMA)) at += 1;
  return at;
}

function adoptRow(theirs: usize, row: usize, distance: usize): bool {
  let offset: usize = 16 + <usize>slotCount * SLOT_SIZE;
  memory.copy(row, theirs, offset);
  for (let index = 0; index < partCount; index += 1) {
    const number = adoptPart(load<usize>(parts + <usize>(index << 2)), load<u32>(theirs + offset), distance);
    if (number === FULL) fullPart = index;
    if (number < 0) return false;
    store<i32>(row + offset, number);
    offset += 4;
  }
  return true;
}

/** Bytes of a row. */
export function rowSize(): usize {
  return (16 + <usize>slotCount * SLOT_SIZE + <usize>(partCount << 2) + 15) & ~15;
}

function begin(): void {
  isEnveloped = 0;
  isInner = 0;
  for (let index = 0; index < slotCount; index += 1) {
    const slot = slots + <usize>index * SLOT_SIZE;
    store<u32>(slot, 0, 12);
    store<u32>(slot, 0, 20);
  }
  for (let index = 0; index < partCount; index += 1) store<u32>(load<usize>(parts + <usize>(index << 2)), 0);
}

function writeRow(row: usize): bool {
  store<u32>(row, isEnveloped, 8);
  let at = row + 16;
  for (let index = 0; index < slotCount; index += 1) {
    const slot = slots + <usize>index * SLOT_SIZE;
    const place = slot + (isEnveloped !== 0 && load<i32>(slot, 4) === 0 ? 20 : 12);
    const from = load<usize>(place);
    store<usize>(at, from);
    if (from === 0) {
      if (load<i32>(slot, 8) === 0) return false;
    } else {
      const behind = load<usize>(place, 4);
      store<usize>(at, behind, 4);
      if (!readSlot(load<i32>(slot), from, behind, at + 16)) return false;
    }
    at += SLOT_SIZE;
  }
  for (let index = 0; index < partCount; index += 1) {
    const number = findPart(load<usize>(parts + <usize>(index << 2)), isEnveloped);
    if (number === FULL) fullPart = index;
    if (number < 0) return false;
    store<i32>(at, number);
    at += 4;
  }
  return true;
}

/** Takes the members of the object whose bracket is passed. Behind it, or 0. */
function takeObject(kind: usize, at: usize): usize {
  objects += 1;
  const object = objects;
  let name = kind;
  while (true) {
    name = findName(kind, at, name);
    if (name === 0) return 0;
    at = nameEnd;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
    const field = load<usize>(name);
    if (field === 0) {
      const first = load<u8>(at);
      if (first === QUOTE) at = skipString(at + 1);
      else if (first === OPEN_OBJECT || first === OPEN_LIST) at = skipNested(name, at);
      else at = skipValue(at, DEEPEST);
    } else {
      if (load<u32>(field, 20) === object) return 0;
      store<u32>(field, object, 20);
      at = takeField(field, at);
    }
    if (at === 0) return 0;
    let byte = load<u8>(at);
    if (byte <= SPACE) {
      at = skipBlanks(at);
      byte = load<u8>(at);
    }
    if (byte === CLOSE_OBJECT) return at + 1;
    if (byte !== COMMA) return 0;
    at += 1;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
  }
}

function skipNested(name: usize, at: usize): usize {
  let repeats = load<usize>(name, 20);
  if (repeats === 0) {
    repeats = newRepeats();
    store<usize>(name, repeats, 20);
  }
  return repeats === 0 ? skipValue(at, DEEPEST) : skipRepeated(repeats, at, DEEPEST);
}

function takeField(field: usize, at: usize): usize {
  const role = load<i32>(field);
  const first = load<u8>(at);
  if (role === SLOT) {
    if (first !== QUOTE) return 0;
    const behind = skipString(at + 1);
    const slot = slots + <usize>load<i32>(field, 16) * SLOT_SIZE + (isInner !== 0 ? 20 : 12);
    store<usize>(slot, at);
    store<usize>(slot, behind, 4);
    return behind;
  }
  if (role === ODD_FIELD) return 0;
  if (role === ENVELOPE) {
    if (first !== OPEN_OBJECT) return 0;
    isEnveloped = isInner = 1;
    const behind = takeObject(inner, skipBlanks(at + 1));
    isInner = 0;
    return behind;
  }
  const code = load<u32>(field, 4);
  const ofParts = load<u32>(field, 8);
  const members = load<usize>(field, 12);
  if (members !== 0 && first === OPEN_OBJECT) return takeMembers(code + OBJECT, code, ofParts, members, at);
  if (members !== 0 && first === OPEN_LIST) return takeList(code, ofParts, members, at);
  return noteValue(code, ofParts, at);
}

function noteAll(ofParts: u32, code: u32, from: usize, behind: usize): void {
  while (ofParts !== 0) {
    const index = <usize>ctz(ofParts);
    note(load<usize>(parts + (index << 2)), code, from, behind);
    ofParts &= ofParts - 1;
  }
}

function noteValue(code: u32, ofParts: u32, at: usize): usize {
  const behind = skipValue(at, DEEPEST);
  noteAll(ofParts, code, at, behind);
  return behind;
}

/** Notes its wanted members. An empty object is another thing than one that holds nothing wanted. */
function takeMembers(code: u32, emptyCode: u32, ofParts: u32, kind: usize, at: usize): usize {
  const first = skipBlanks(at + 1);
  if (load<u8>(first) === CLOSE_OBJECT) return noteValue(emptyCode, ofParts, at);
  noteAll(ofParts, code, at, at);
  const behind = takeObject(kind, first);
  noteAll(ofParts, END, at, at);
  return behind;
}

function takeList(code: u32, ofParts: u32, kind: usize, start: usize): usize {
  let at = skipBlanks(start + 1);
  noteAll(ofParts, code + LIST, at, at);
  if (load<u8>(at) === CLOSE_LIST) at += 1;
  else {
    while (true) {
      at =
        load<u8>(at) === OPEN_OBJECT
          ? takeMembers(OBJECT_ELEMENT, ELEMENT, ofParts, kind, at)
          : noteValue(ELEMENT, ofParts, at);
      if (at === 0) return 0;
      at = skipBlanks(at);
      const byte = load<u8>(at);
      at += 1;
      if (byte === CLOSE_LIST) break;
      if (byte !== COMMA) return 0;
      at = skipBlanks(at);
    }
  }
  noteAll(ofParts, END, at, at);
  return at;
}
