/** Where a value of JSON ends: told by its strings and brackets alone, whether it is valid or not. */
import { JSON_BYTES } from './json-bytes.ts';
import { isPageKey, LONGEST_PAGE_KEY } from './record-page.ts';
import type { ByteWindow } from './split-window.ts';

const { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, LF, OPEN_ARRAY, OPEN_OBJECT, QUOTE } = JSON_BYTES;

/** Brackets remembered by kind; deeper ones are only counted, so that a hostile file cannot fill memory. */
const DEEPEST_REMEMBERED = 1024;

const ENDS_STRING_RUN = bytesOf(LF, QUOTE, BACKSLASH);
const ENDS_PLAIN_RUN = bytesOf(LF, QUOTE, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT);

type Told = 'lineEnd' | 'closed' | 'aroundClosed' | 'records' | 'end';

/** A value behind its first bracket, and how that is closed. `hasNames`: those of its first level may make it a page. */
export function openNesting(closer: number, hasNames: boolean) {
  const closers = [closer];
  let uncounted = 0;
  let inString = false;
  let escaped = false;
  /** The last name of the first level was a page's; and what follows is its value. */
  let isKey = false;
  let afterKey = false;
  /** Bytes that have come of a name, or -1. */
  let seen = -1;

  const nesting = {
    hasNames,
    follow,
    depth: () => closers.length + uncounted,
    /** Bytes before `window.pos` that are still needed: a name that may be a page's. */
    needed: () => Math.max(seen, 0),
  };
  return nesting;

  /**
   * On from `window.pos`, which it leaves at the byte that tells: a line ends, the value is closed, what
   * is around it is closed, or the list of a page's records opens. `end`: none before `limit`.
   */
  function follow(window: ByteWindow, limit: number): Told {
    const { bytes } = window;
    let { pos } = window;
    let told: Told = 'end';
    let nameStart = seen < 0 ? -1 : pos - seen;
    seen = -1;
    for (; pos < limit; pos++) {
      if (!escaped) pos = skipUneventful(bytes, pos, limit, inString);
      if (pos >= limit) break;
      const byte = bytes[pos] ?? 0;
      if (byte === LF) {
        // No string reaches over a line end.
        inString = escaped = false;
        told = 'lineEnd';
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          isKey = isKeyBetween(bytes, nameStart, pos);
        }
      } else if (byte === QUOTE) {
        inString = true;
        nameStart = closers.length === 1 && nesting.hasNames ? pos + 1 : -1;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (byte === OPEN_ARRAY && afterKey && closers.length === 1) told = 'records';
        else open(byte + 2);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        told = close(byte);
      } else if (byte === COLON) {
        afterKey = isKey;
      } else if (byte === COMMA) {
        isKey = afterKey = false;
      }
      if (told !== 'end') break;
    }
    window.pos = pos;
    if (inString && nameStart >= 0 && pos - nameStart <= LONGEST_PAGE_KEY) seen = pos - nameStart;
    return told;
  }

  function open(closer: number): void {
    isKey = afterKey = false;
    if (closers.length < DEEPEST_REMEMBERED) closers.push(closer);
    else uncounted++;
  }

  /**
   * A bracket closes the innermost one of its kind and all that was left open within it, so a value
   * with a bracket missing ends where its writer meant it to.
   */
  function close(closer: number): Told {
    if (uncounted > 0) {
      uncounted--;
      return 'end';
    }
    const depth = closers.lastIndexOf(closer);
    if (depth < 0) return 'aroundClosed';
    closers.length = depth;
    return depth > 0 ? 'end' : 'closed';
  }
}

function isKeyBetween(bytes: Buffer, from: number, to: number): boolean {
  return from >= 0 && to - from <= LONGEST_PAGE_KEY && isPageKey(bytes.toString('latin1', from, to));
}

/**
 * The next byte that can change anything: within a string its end, an escape or a line end, outside
 * also the punctuation. A tight loop of its own: most of a file passes through here.
 */
function skipUneventful(bytes: Buffer, from: number, limit: number, inString: boolean): number {
  const event = inString ? ENDS_STRING_RUN : ENDS_PLAIN_RUN;
  let index = from;
  while (index < limit && event[bytes[index] ?? 0] === 0) index++;
  return index;
}

function bytesOf(...eventful: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of eventful) table[byte] = 1;
  return table;
}
