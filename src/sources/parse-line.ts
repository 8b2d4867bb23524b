/** JSON of a window that need not be followed: a whole line, or a number, word or string. */
import { JSON_BYTES } from './json-bytes.ts';
import { LARGEST_RECORD } from './split-piece.ts';
import { type ByteWindow, indexOfLineEnd } from './split-window.ts';

export const BROKEN = Symbol('not JSON');
const { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, COMMA, LF, OPEN_ARRAY, OPEN_OBJECT, QUOTE } = JSON_BYTES;
const BRACKETS: readonly number[] = [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT];

/** The rest of the line from that byte on. `none`: it is no JSON by itself. `more`: not all of it has come. */
export function parseLine(
  window: ByteWindow,
  from: number,
): { readonly value: unknown; readonly end: number } | 'none' | 'more' {
  const lineEnd = indexOfLineEnd(window, from);
  const end = lineEnd < 0 ? window.length : lineEnd;
  if (end - from > LARGEST_RECORD) return 'none';
  if (lineEnd < 0 && !window.ended) return 'more';
  const { bytes } = window;
  let to = end;
  while (to > from && isGap(bytes[to - 1] ?? 0)) to--;
  const first = bytes[from];
  // Not parsed where its last byte cannot end a value, as in the lines of pretty-printed JSON.
  if ((first === OPEN_OBJECT || first === OPEN_ARRAY) && bytes[to - 1] !== first + 2) return 'none';
  const value = parseBytes(bytes, from, to);
  return value === BROKEN ? 'none' : { value, end };
}

/** The number, word or string at `window.pos`; its value may be `BROKEN`. `more`: its end has not come. */
export function parseScalar({ bytes, ended, length, pos }: ByteWindow) {
  const isString = bytes[pos] === QUOTE;
  let end = pos + 1;
  for (; end < length; end++) {
    const byte = bytes[end] ?? 0;
    if (byte === LF || byte === QUOTE) break;
    if (isString && byte === BACKSLASH) end++;
    else if (!isString && (isGap(byte) || BRACKETS.includes(byte))) break;
  }
  if (end >= length && !ended) return 'more';
  const to = Math.min(isString && bytes[end] === QUOTE ? end + 1 : end, length);
  return { value: parseBytes(bytes, pos, to), end: to };
}

/** Blanks, commas and padding of zeros stand between values; more is not asked of them. */
export function isGap(byte: number): boolean {
  return byte <= 32 || byte === COMMA;
}

/** The value, or `BROKEN`. */
export function parseBytes(bytes: Buffer, from: number, to: number): unknown {
  const text = bytes.toString('utf8', from, to);
  const value = parseText(text);
  // Raw zeros are forbidden in JSON but found in logs that were cut or padded; they are cleaned out.
  return value === BROKEN && text.includes('\0') ? parseText(text.replaceAll('\0', '')) : value;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return BROKEN;
    throw error;
  }
}
