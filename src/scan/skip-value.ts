/**
 * Where a JSON value ends, by its bytes alone. As strict as `JSON.parse`: what that would refuse is
 * refused here, as -1. Bytes from 128 up are of no concern, they only stand in strings.
 */

/** Deeper values are refused here: whoever asks has a slower way for them. */
const DEEPEST = 16;

const TAB = 9;
const LF = 10;
const CR = 13;
export const SPACE = 32;
export const QUOTE = 34;
const PLUS = 43;
export const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
export const COLON = 58;
export const OPEN_ARRAY = 91;
const BACKSLASH = 92;
export const CLOSE_ARRAY = 93;
const LOWER_U = 117;
const DELETE = 127;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;

/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`: what may follow a backslash, besides `u`. */
const ESCAPED = new Set([QUOTE, BACKSLASH, 47, 98, 102, 110, 114, 116]);

/** Four letters of the words that are values, as a little-endian number. */
const TRUE = 0x65757274;
const ALSE = 0x65736c61;
const NULL = 0x6c6c756e;
const LOWER_F = 102;

/**
 * Behind the value that starts at `at`; -1 where none does. A word may seem to end behind `to`, up to
 * where there must be four more bytes to read: so the caller, which waits for a bracket, finds none.
 */
export function skipValue(view: DataView, at: number, to: number, levels: number = DEEPEST): number {
  if (at >= to) return -1;
  const first = view.getUint8(at);
  if (first === QUOTE) return skipString(view, at + 1, to);
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return skipNested(view, at, to, levels);
  const word = view.getInt32(at, true);
  if (word === NULL || word === TRUE) return at + 4;
  if (first === LOWER_F) return view.getInt32(at + 1, true) === ALSE ? at + 5 : -1;
  return skipNumber(view, at, to);
}

/**
 * Behind the quote that ends the string whose first character is at `at`. Four bytes at a time: a
 * word is looked at closely only where one of them may be a quote, a backslash or a control character.
 */
export function skipString(view: DataView, at: number, to: number): number {
  let next = at;
  for (;;) {
    while (next + 4 <= to) {
      const word = view.getInt32(next, true);
      // With its second bit turned a quote is a blank: below 33 lie now quotes and control characters.
      const quotes = word ^ 0x02020202;
      const escapes = word ^ 0x5c5c5c5c;
      const found =
        (((quotes - 0x21212121) & ~quotes) | ((escapes - 0x01010101) & ~escapes)) & (0x80808080 | 0);
      if (found !== 0) break;
      next += 4;
    }
    // The lowest mark is a true one; only those above it may be false.
    const stop = Math.min(to, next + 4);
    for (; next < stop; next += 1) {
      const byte = view.getUint8(next);
      if (byte === QUOTE) return next + 1;
      if (byte < SPACE) return -1;
      if (byte === BACKSLASH) {
        next = skipEscape(view, next + 1, to);
        if (next < 0) return -1;
        break;
      }
    }
    if (next >= to) return -1;
  }
}

/**
 * As `skipString`, of a string that reads as it is written: ASCII without escapes. -1 for all others.
 */
export function skipPlainString(view: DataView, at: number, to: number): number {
  let next = at;
  while (next + 4 <= to) {
    const word = view.getInt32(next, true);
    const quotes = word ^ 0x02020202;
    const escapes = word ^ 0x5c5c5c5c;
    const deletes = word ^ 0x7f7f7f7f;
    const found =
      ((quotes - 0x21212121) | (escapes - 0x01010101) | (deletes - 0x01010101) | word) & (0x80808080 | 0);
    if (found !== 0) break;
    next += 4;
  }
  for (; next < to; next += 1) {
    const byte = view.getUint8(next);
    if (byte === QUOTE) return next + 1;
    if (byte < SPACE || byte === BACKSLASH || byte >= DELETE) return -1;
  }
  return -1;
}

/** Behind an escape whose backslash is passed. */
function skipEscape(view: DataView, at: number, to: number): number {
  if (at >= to) return -1;
  const byte = view.getUint8(at);
  if (byte !== LOWER_U) return ESCAPED.has(byte) ? at + 1 : -1;
  if (at + 5 > to) return -1;
  for (let digit = at + 1; digit < at + 5; digit += 1) if (!isHex(view.getUint8(digit))) return -1;
  return at + 5;
}

function isHex(byte: number): boolean {
  const lower = byte | 32;
  return (byte >= ZERO && byte <= NINE) || (lower >= 97 && lower <= 102);
}

/** Behind the blanks at `at`, as JSON knows them. */
export function skipBlanks(view: DataView, at: number, to: number): number {
  let next = at;
  while (next < to) {
    const byte = view.getUint8(next);
    if (byte !== SPACE && byte !== TAB && byte !== CR && byte !== LF) break;
    next += 1;
  }
  return next;
}

function skipNested(view: DataView, at: number, to: number, levels: number): number {
  if (levels === 0) return -1;
  const isObject = view.getUint8(at) === OPEN_OBJECT;
  const close = isObject ? CLOSE_OBJECT : CLOSE_ARRAY;
  let next = skipBlanks(view, at + 1, to);
  if (next < to && view.getUint8(next) === close) return next + 1;
  for (;;) {
    if (isObject) {
      next = skipName(view, next, to);
      if (next < 0) return -1;
    }
    next = skipValue(view, next, to, levels - 1);
    if (next < 0) return -1;
    next = skipBlanks(view, next, to);
    if (next >= to) return -1;
    const byte = view.getUint8(next);
    if (byte === close) return next + 1;
    if (byte !== COMMA) return -1;
    next = skipBlanks(view, next + 1, to);
  }
}

/** Behind the name at `at`, its colon and blanks: where the member's value starts. */
function skipName(view: DataView, at: number, to: number): number {
  if (at >= to || view.getUint8(at) !== QUOTE) return -1;
  const end = skipString(view, at + 1, to);
  return end < 0 ? -1 : skipColon(view, end, to);
}

/** Behind the colon that follows a name, and blanks. */
export function skipColon(view: DataView, at: number, to: number): number {
  const colon = skipBlanks(view, at, to);
  if (colon >= to || view.getUint8(colon) !== COLON) return -1;
  return skipBlanks(view, colon + 1, to);
}

function skipNumber(view: DataView, at: number, to: number): number {
  let next = view.getUint8(at) === MINUS ? at + 1 : at;
  const whole = next;
  next = skipDigits(view, next, to);
  if (next === whole || (view.getUint8(whole) === ZERO && next > whole + 1)) return -1;
  if (next < to && view.getUint8(next) === POINT) {
    const fraction = next + 1;
    next = skipDigits(view, fraction, to);
    if (next === fraction) return -1;
  }
  if (next < to && (view.getUint8(next) | 32) === 101) {
    const sign = next + 1 < to ? view.getUint8(next + 1) : 0;
    const exponent = sign === PLUS || sign === MINUS ? next + 2 : next + 1;
    next = skipDigits(view, exponent, to);
    if (next === exponent) return -1;
  }
  return next;
}

function skipDigits(view: DataView, at: number, to: number): number {
  let next = at;
  while (next < to && isDigit(view.getUint8(next))) next += 1;
  return next;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
