/**
 * An object or list of JSON to its end, over lines and over what is missing in it: a value that was cut
 * costs itself and not the next one.
 */
import { JSON_BYTES } from './json-bytes.ts';
import { openNesting } from './nesting.ts';
import { BROKEN, parseBytes, parseLine } from './parse-line.ts';
import { looksLikeRecord } from './record-page.ts';
import { LARGEST_RECORD, NOT_JSON, type Piece, TOO_LARGE } from './split-piece.ts';
import { type ByteWindow, goTo } from './split-window.ts';

/** Deeper than any record that is accepted: past this, a suspicion that a value was cut is believed. */
const IMPLAUSIBLE_DEPTH = 64;

const { CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT } = JSON_BYTES;

export type JsonWindow = ByteWindow & {
  /** Blanks before `pos` in its line; `undefined` where something else stands there. */
  indent: number | undefined;
};

/** What is known of a value by what it stands in. */
type Place = {
  readonly mayBePage: boolean;
  /** An array or a page is around it. */
  readonly isEnclosed: boolean;
  /** A record a line is the rule. */
  readonly isLine: boolean;
};

/**
 * From the bracket at `window.pos` on, once and again when more bytes have come. `closed`: by its own
 * bracket, and told. `left`: told as broken. `records`: it is a page, whose list of records opens here.
 * `more`: more bytes are needed. `over`: they end within it.
 */
export function followValue(window: JsonWindow, place: Place, emit: (piece: Piece) => void) {
  const isObject = window.bytes[window.pos] === OPEN_OBJECT;
  const nesting = openNesting(isObject ? CLOSE_OBJECT : CLOSE_ARRAY, place.mayBePage && isObject);
  /** Where the value stands in its line, and so the next one would, if it is the first there; else 0. */
  const column = window.indent ?? 0;
  /** A later line that looks like the start of the next value, should this one prove broken: bytes from `start`. */
  let suspect = -1;
  let oversize = false;
  window.start = window.pos++;
  return follow;

  function follow(): 'closed' | 'left' | 'records' | 'more' | 'over' {
    if (oversize) window.start = window.pos - nesting.needed();
    const limit = oversize ? window.length : Math.min(window.length, window.start + LARGEST_RECORD);
    for (; ; window.pos++) {
      const event = nesting.follow(window, limit);
      if (event === 'end') break;
      if (event === 'records') return 'records';
      if (event === 'closed') return finish(window.pos + 1);
      // The value itself was never closed.
      if (event === 'aroundClosed' && place.isEnclosed) return fail(window.pos);
      const next = event === 'lineEnd' ? nextLine() : 'follow';
      if (next !== 'follow') return next;
    }
    if (!oversize && window.pos - window.start >= LARGEST_RECORD) return outgrow();
    if (!window.ended) return 'more';
    fail(window.pos);
    return suspect >= 0 ? 'left' : 'over';
  }

  function finish(end: number): 'closed' {
    const value = oversize ? undefined : parseBytes(window.bytes, window.start, end);
    if (value === BROKEN) fail(end);
    else {
      if (!oversize) emit({ kind: 'value', value });
      leave(end);
    }
    return 'closed';
  }

  /** One rejection, and on with the suspected next value or behind this one. */
  function fail(end: number): 'left' {
    if (!oversize) emit(NOT_JSON);
    if (suspect >= 0) leave(window.start + suspect, column);
    else leave(end);
    return 'left';
  }

  function leave(offset: number, indent?: number): void {
    goTo(window, offset);
    window.indent = indent;
  }

  /**
   * A following line that starts in the value's own column may be the next value, where this one was
   * cut: certainly so if it is a whole record by itself, otherwise should this one prove broken.
   */
  function nextLine(): 'follow' | 'more' | 'left' {
    const { bytes, length, pos, start } = window;
    let next = pos + 1;
    while (next < length && (bytes[next] === 32 || bytes[next] === 9)) next++;
    if (next >= length && !window.ended && next - pos <= LARGEST_RECORD) return 'more';
    const opening = next < length ? bytes[next] : undefined;
    if (next - pos - 1 === column && (opening === OPEN_OBJECT || opening === OPEN_ARRAY)) {
      const line = parseLine(window, next);
      if (line === 'more') return 'more';
      const isRecord = line !== 'none' && looksLikeRecord(line.value);
      if (suspect < 0 && (isRecord || !oversize)) suspect = next - start;
      if (isRecord || (suspect >= 0 && nesting.depth() > IMPLAUSIBLE_DEPTH)) return fail(next);
    }
    // Where a record a line is the rule, the next line is the next record, whatever it looks like.
    if (suspect < 0 && place.isLine && !oversize) suspect = pos + 1 - start;
    return 'follow';
  }

  /** More bytes than a record may have: skipped to its end, or taken for broken where a suspicion stands. */
  function outgrow(): ReturnType<typeof follow> {
    if (suspect >= 0) return fail(window.pos);
    oversize = true;
    nesting.hasNames = false;
    emit(TOO_LARGE);
    return follow();
  }
}
