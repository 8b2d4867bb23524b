/**
 * The bytes of JSON, 16 at a time. No bound is checked: every line ends with a line feed, which no
 * value may hold, and behind the last one there are bytes enough to read a block of.
 */

export const LF: u8 = 10;
export const SPACE: u8 = 32;
export const QUOTE: u8 = 34;
export const COMMA: u8 = 44;
export const COLON: u8 = 58;
export const OPEN_LIST: u8 = 91;
const BACKSLASH: u8 = 92;
export const CLOSE_LIST: u8 = 93;
export const OPEN_OBJECT: u8 = 123;
export const CLOSE_OBJECT: u8 = 125;

/** Four letters of the words that are values, as little-endian numbers. */
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const NULL: u32 = 0x6c6c756e;

/** 16 bytes of ones, then 16 of zeros: a block read from `ONES + 16 - n` masks the first n. */
const ONES: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0,
]);

/** Whether two runs of bytes are the same. */
export function isSame(a: usize, b: usize, length: usize): bool {
  while (length >= 16) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
    a += 16;
    b += 16;
    length -= 16;
  }
  const rest = v128.and(v128.xor(v128.load(a), v128.load(b)), v128.load(ONES + 16 - length));
  return !v128.any_true(rest);
}

/** Behind the blanks at `at`; a line feed is none, it ends the line. */
export function skipBlanks(at: usize): usize {
  while (true) {
    const byte = load<u8>(at);
    if (byte !== SPACE && byte !== 9 && byte !== 13) return at;
    at += 1;
  }
}

/** Behind the quote that ends the string whose first character is at `at`; 0 where it is no string. */
export function skipString(at: usize): usize {
  const quotes = i8x16.splat(<i8>QUOTE);
  const backslashes = i8x16.splat(<i8>BACKSLASH);
  const spaces = i8x16.splat(<i8>SPACE);
  while (true) {
    const block = v128.load(at);
    const stops = v128.or(
      v128.or(i8x16.eq(block, quotes), i8x16.eq(block, backslashes)),
      v128.lt<u8>(block, spaces),
    );
    const found = i8x16.bitmask(stops);
    if (found === 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz(found);
    const byte = load<u8>(at);
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return 0;
    at = skipEscape(at + 1);
    if (at === 0) return 0;
  }
}

/** Behind an escape whose backslash is passed; 0 where it is none. */
function skipEscape(at: usize): usize {
  const byte = load<u8>(at);
  // " / \ b f n r t
  if (byte === QUOTE || byte === 47 || byte === BACKSLASH || byte === 98) return at + 1;
  if (byte === 102 || byte === 110 || byte === 114 || byte === 116) return at + 1;
  if (byte !== 117) return 0;
  for (let digit = at + 1; digit < at + 5; digit += 1) if (hexAt(digit) < 0) return 0;
  return at + 5;
}

/** The value of a digit, a capital one included; -1 where there is none. */
function hexAt(at: usize): i32 {
  const byte = <i32>load<u8>(at);
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Behind the value at `at`, as strict as `JSON.parse`; 0 where there is none, or one that is too deep. */
export function skipValue(at: usize, levels: i32): usize {
  const first = load<u8>(at);
  if (first === QUOTE) return skipString(at + 1);
  if (first === OPEN_OBJECT) return skipObject(at, levels);
  if (first === OPEN_LIST) return skipList(at, levels);
  const word = load<u32>(at);
  if (word === NULL || word === TRUE) return at + 4;
  if (first === 102) return load<u32>(at + 1) === ALSE ? at + 5 : 0;
  return skipNumber(at);
}

function skipObject(at: usize, levels: i32): usize {
  if (levels === 0) return 0;
  at = skipBlanks(at + 1);
  if (load<u8>(at) === CLOSE_OBJECT) return at + 1;
  while (true) {
    if (load<u8>(at) !== QUOTE) return 0;
    at = skipString(at + 1);
    if (at === 0) return 0;
    if (load<u8>(at) !== COLON) {
      at = skipBlanks(at);
      if (load<u8>(at) !== COLON) return 0;
    }
    at += 1;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
    at = skipValue(at, levels - 1);
    if (at === 0) return 0;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
    const byte = load<u8>(at);
    if (byte === CLOSE_OBJECT) return at + 1;
    if (byte !== COMMA) return 0;
    at += 1;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
  }
}

function skipList(at: usize, levels: i32): usize {
  if (levels === 0) return 0;
  at = skipBlanks(at + 1);
  if (load<u8>(at) === CLOSE_LIST) return at + 1;
  while (true) {
    at = skipValue(at, levels - 1);
    if (at === 0) return 0;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
    const byte = load<u8>(at);
    if (byte === CLOSE_LIST) return at + 1;
    if (byte !== COMMA) return 0;
    at += 1;
    if (load<u8>(at) <= SPACE) at = skipBlanks(at);
  }
}

function skipNumber(at: usize): usize {
  if (load<u8>(at) === 45) at += 1;
  const whole = at;
  at = skipDigits(at);
  if (at === whole || (load<u8>(whole) === 48 && at > whole + 1)) return 0;
  if (load<u8>(at) === 46) {
    const fraction = at + 1;
    at = skipDigits(fraction);
    if (at === fraction) return 0;
  }
  if ((load<u8>(at) | 32) !== 101) return at;
  const sign = load<u8>(at + 1);
  const exponent = sign === 43 || sign === 45 ? at + 2 : at + 1;
  at = skipDigits(exponent);
  return at === exponent ? 0 : at;
}

function skipDigits(at: usize): usize {
  while (load<u8>(at) - 48 < 10) at += 1;
  return at;
}
