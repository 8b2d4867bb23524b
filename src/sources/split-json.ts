/**
 * Bytes of JSON → its record-level values, whatever stands around them: one a line, an array, a page
 * (`{"value":[…]}`, `{"records":[…]}`), objects one after another, in one line or pretty-printed.
 *
 * A line that is JSON by itself is taken at once, which is how nearly all archives are written. For
 * the rest the splitter follows strings and brackets only: where a value ends is known without
 * knowing whether it is valid, so one broken value costs that value and no other.
 */
import { isObject, type RecordObject } from './read-fields.ts';
import { LARGEST_RECORD, NOT_JSON, type Piece, type Splitter, TOO_LARGE } from './split-piece.ts';
import { append, indexOfByte, makeRoom, openWindow } from './split-window.ts';

/** Names under which a page holds its records. */
const PAGE_KEYS = ['value', 'records'] as const;
const LONGEST_PAGE_KEY = 7;
/** Deeper than any record that is accepted: past this, a suspicion that a value was cut is believed. */
const IMPLAUSIBLE_DEPTH = 64;
/** Brackets remembered by kind; deeper ones are only counted, so that a hostile file cannot fill memory. */
const DEEPEST_REMEMBERED = 1024;
const BROKEN = Symbol('not JSON');

const LF = 10;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const ENDS_STRING_RUN = bytesOf(LF, QUOTE, BACKSLASH);
const ENDS_PLAIN_RUN = bytesOf(LF, QUOTE, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT);

export type LineSplitter = Splitter & {
  /** As `push`, in three steps: where the next bytes are to be put, that so many were, and what they hold. */
  readonly room: (size: number) => Buffer;
  readonly fill: (size: number) => void;
  readonly run: () => void;
  /** Whether all that was pushed is done, and its last line was one record by itself. */
  readonly isBetweenLines: () => boolean;
};

/** A faster way for lines that are one record each. */
export type KnownLines = {
  /** Where the lines must lie. */
  readonly window: Buffer;
  /** Takes whole lines as long as it knows them; where the first one starts that was not taken. */
  readonly take: (from: number, to: number) => number;
};

/** `isWithinLines`: what is split follows lines of one record each. */
export function splitJson(
  emitPiece: (piece: Piece) => void,
  known?: KnownLines,
  { isWithinLines = false } = {},
): LineSplitter {
  const window = openWindow(known?.window);
  /** First byte still needed, and next byte to look at. */
  let start = 0;
  let pos = 0;
  /** Between these two there is no line end: not looked for again when more bytes come. */
  let searchedFrom = 0;
  let searchedTo = 0;
  let final = false;

  /** What is open around the place where records stand: nothing, an array, a page, an array of pages. */
  let around: ('array' | 'page')[] = [];
  let state: 'between' | 'inside' | 'restOfLine' = 'between';
  let lineStart = 0;
  /** Only blanks so far in this line. */
  let fresh = true;
  /** The last value was a whole line outside of any array: the file is one record a line. */
  let inLines = isWithinLines;
  /** The last piece was broken: what is left of it is not told a second time. */
  let afterBroken = false;

  /** Of the value being followed: its open brackets, and whether it lies in a string. */
  let closers: number[] = [];
  let uncounted = 0;
  let inString = false;
  let escaped = false;
  /** Column of the value where it is the first in its line, else 0: where the next one would start. */
  let column = 0;
  /** A later line that looks like the start of the next value, should this one prove broken. */
  let suspect = -1;
  let oversize = false;
  /** `page`: the object is known to be a page. `maybePage`: its first-level keys may still make it one. */
  let kind: 'plain' | 'maybePage' | 'page' = 'plain';
  let keyStart = -1;
  let isPageKey = false;
  let afterPageKey = false;

  function move(by: number): void {
    start -= by;
    pos -= by;
    searchedFrom -= by;
    searchedTo -= by;
    lineStart -= by;
    if (suspect >= 0) suspect -= by;
    if (keyStart >= 0) keyStart -= by;
  }

  return {
    push(chunk) {
      move(append(window, chunk, start));
      run();
    },
    room(size) {
      move(makeRoom(window, size, start));
      return window.bytes.subarray(window.length, window.length + size);
    },
    fill(size) {
      window.length += size;
    },
    run,
    end(cut) {
      final = true;
      run();
      if (cut && !afterBroken) emit(NOT_JSON);
    },
    isBetweenLines: () =>
      state === 'between' && around.length === 0 && inLines && !afterBroken && fresh && pos === window.length,
  };

  function emit(piece: Piece): void {
    afterBroken = piece === NOT_JSON;
    emitPiece(piece);
  }

  function run(): void {
    let goOn = true;
    while (goOn) {
      if (state === 'between') goOn = between();
      else if (state === 'inside') goOn = inside();
      else goOn = restOfLine();
    }
  }

  /** Where a record may start. False: more bytes are needed. */
  function between(): boolean {
    const isSure = skipBlanks();
    start = pos;
    if (!isSure) return false;
    if (pos >= window.length) {
      if (final && around.length > 0) endCut();
      return false;
    }
    const byte = window.bytes[pos];
    if (fresh) {
      if (takeKnown()) return true;
      const taken = takeLine();
      if (taken !== 'no') return taken === 'yes';
    }
    if (byte === CLOSE_ARRAY && around.length > 0) return closeAround();
    if (byte === OPEN_OBJECT) return begin(CLOSE_OBJECT, around.at(-1) === 'page' ? 'plain' : 'maybePage');
    if (byte === OPEN_ARRAY) return around.length > 0 ? begin(CLOSE_ARRAY, 'plain') : openAround('array');
    return around.length > 0 ? takeScalar() : takeRubbish();
  }

  /**
   * Blanks, commas, padding of zeros and byte order marks separate records; more is not asked of them.
   * False: the bytes end within what may be a mark.
   */
  function skipBlanks(): boolean {
    for (; pos < window.length; pos++) {
      const byte = window.bytes[pos] ?? 0;
      if (byte === LF) {
        lineStart = pos + 1;
        fresh = true;
      } else if (byte === 0xef) {
        if (pos + 2 >= window.length) return final;
        if (window.bytes[pos + 1] !== 0xbb || window.bytes[pos + 2] !== 0xbf) return true;
        pos += 2;
        if (fresh) lineStart = pos + 1;
      } else if (byte > 32 && byte !== COMMA) {
        return true;
      }
    }
    return true;
  }

  function takeKnown(): boolean {
    if (known === undefined || window.bytes !== known.window) return false;
    const end = known.take(pos, window.length);
    if (end === pos) return false;
    afterBroken = false;
    inLines = around.length === 0;
    goTo(end);
    lineStart = end;
    return true;
  }

  /** The whole line as JSON, the usual case. 'no' where it is none by itself, 'wait' until it is there. */
  function takeLine(): 'yes' | 'no' | 'wait' {
    const line = findLine(pos);
    if (line === 'wait' || line === 'none') return line === 'wait' ? 'wait' : 'no';
    const end = trimmedEnd(pos, line.end);
    const value = parseLine(pos, end);
    if (value === BROKEN) return 'no';
    // A page or a list at the margin is never an element of a page: what was open had been cut off.
    if (
      around.length > 0 &&
      pos === lineStart &&
      (Array.isArray(value) || (around.at(-1) === 'page' && isPage(value)))
    ) {
      endCut();
    }
    inLines = around.length === 0;
    if (around.length > 0) emitElement(value, around.at(-1) === 'array');
    else if (Array.isArray(value)) for (const element of value) emitElement(element, true);
    else emitElement(value, true);
    goTo(line.end);
    return 'yes';
  }

  function findLine(from: number): { readonly end: number } | 'none' | 'wait' {
    const lineEnd = indexOfByte(window, LF, from >= searchedFrom && from < searchedTo ? searchedTo : from);
    if (lineEnd < 0) {
      searchedFrom = from;
      searchedTo = window.length;
    }
    const end = lineEnd < 0 ? window.length : lineEnd;
    if (end - from > LARGEST_RECORD) return 'none';
    return lineEnd >= 0 || final ? { end } : 'wait';
  }

  /** Where the line's content ends: before blanks and commas. */
  function trimmedEnd(from: number, lineEnd: number): number {
    let end = lineEnd;
    while (end > from && ((window.bytes[end - 1] ?? 0) <= 32 || window.bytes[end - 1] === COMMA)) end--;
    return end;
  }

  /** Parsed only where its last character could end a value: not for the lines of pretty-printed JSON. */
  function parseLine(from: number, end: number): unknown {
    const first = window.bytes[from];
    const last = window.bytes[end - 1];
    if (first === OPEN_OBJECT && last !== CLOSE_OBJECT) return BROKEN;
    if (first === OPEN_ARRAY && last !== CLOSE_ARRAY) return BROKEN;
    return parse(from, end);
  }

  function parse(from: number, to: number): unknown {
    const text = window.bytes.toString('utf8', from, to);
    const value = parseText(text);
    // Raw zeros are forbidden in JSON but found in logs that were cut or padded; they are cleaned out.
    return value === BROKEN && text.includes('\0') ? parseText(text.replaceAll('\0', '')) : value;
  }

  /** A record, or the records of a page where one may stand here. */
  function emitElement(value: unknown, mayBePage: boolean): void {
    if (!mayBePage || !isPage(value)) {
      emit({ kind: 'value', value });
      return;
    }
    afterBroken = false;
    for (const key of Object.keys(value)) {
      const records = isPageName(key) ? value[key] : undefined;
      if (Array.isArray(records)) for (const record of records) emit({ kind: 'value', value: record });
    }
  }

  function openAround(opened: 'array' | 'page'): true {
    around.push(opened);
    pos++;
    fresh = false;
    state = 'between';
    return true;
  }

  /** Behind the records of a page the rest of the page follows, such as its link to the next one. */
  function closeAround(): true {
    pos++;
    fresh = false;
    if (around.pop() === 'page') begin(CLOSE_OBJECT, 'page');
    afterBroken = false;
    return true;
  }

  function begin(closer: number, what: typeof kind): true {
    state = 'inside';
    start = pos;
    kind = what;
    closers = [closer];
    uncounted = 0;
    inString = escaped = oversize = isPageKey = afterPageKey = false;
    suspect = keyStart = -1;
    column = fresh ? pos - lineStart : 0;
    if (what !== 'page') pos++;
    return true;
  }

  /** A number, word or string among the elements of an array. */
  function takeScalar(): boolean {
    let end = pos + 1;
    const isString = window.bytes[pos] === QUOTE;
    for (; end < window.length; end++) {
      const byte = window.bytes[end] ?? 0;
      if (byte === LF || (!isString && isPunctuation(byte))) break;
      if (isString && byte === BACKSLASH) end++;
      else if (isString && byte === QUOTE) break;
    }
    if (end >= window.length && !final) {
      if (window.length - pos <= LARGEST_RECORD) return false;
      if (!afterBroken) emit(NOT_JSON);
      state = 'restOfLine';
      return true;
    }
    const closed = isString && window.bytes[end] === QUOTE && end < window.length;
    const to = Math.min(closed ? end + 1 : end, window.length);
    const value = parse(pos, to);
    if (value !== BROKEN) emit({ kind: 'value', value });
    else if (fresh || !afterBroken) emit(NOT_JSON);
    goTo(to);
    fresh = false;
    return true;
  }

  /** A line that starts as no value does: one rejection, however long it is. */
  function takeRubbish(): true {
    const byte = window.bytes[pos];
    const restOfBroken = afterBroken && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT);
    if (restOfBroken) {
      pos++;
      return true;
    }
    emit(NOT_JSON);
    state = 'restOfLine';
    return true;
  }

  function restOfLine(): boolean {
    const lineEnd = indexOfByte(window, LF, pos);
    goTo(lineEnd < 0 ? window.length : lineEnd);
    if (lineEnd < 0) state = 'restOfLine';
    return lineEnd >= 0;
  }

  function goTo(offset: number): void {
    pos = start = offset;
    state = 'between';
  }

  /** Follows a value to its end. False: more bytes are needed. */
  function inside(): boolean {
    const kept = !oversize && kind !== 'page';
    // Of what is not kept only a name that may be a page's is still needed.
    if (!kept) start = inString && keyStart >= 0 && pos - keyStart <= LONGEST_PAGE_KEY ? keyStart : pos;
    const limit = kept ? Math.min(window.length, start + LARGEST_RECORD) : window.length;
    while (pos < limit) {
      if (!escaped) pos = skipUneventful(window.bytes, pos, limit, inString);
      if (pos >= limit) break;
      const byte = window.bytes[pos] ?? 0;
      if (byte === LF) {
        const next = nextLine();
        if (next !== 'follow') return next === 'left';
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) closeString();
      } else if (byte === QUOTE) {
        inString = true;
        keyStart = closers.length === 1 && kind !== 'plain' ? pos + 1 : -1;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (byte === OPEN_ARRAY && afterPageKey && closers.length === 1) return openAround('page');
        open(byte + 2);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        const closed = close(byte);
        if (closed !== 'open') return true;
      } else if (byte === COLON) {
        afterPageKey = isPageKey;
      } else if (byte === COMMA) {
        isPageKey = afterPageKey = false;
      }
      pos++;
    }
    if (kept && pos - start >= LARGEST_RECORD) return outgrow();
    if (!final) return false;
    return endInside();
  }

  /** Remembers whether the string just closed is a first-level name under which pages hold records. */
  function closeString(): void {
    inString = false;
    const length = pos - keyStart;
    isPageKey =
      keyStart >= start &&
      length <= LONGEST_PAGE_KEY &&
      isPageName(window.bytes.toString('latin1', keyStart, pos));
    keyStart = -1;
  }

  function open(closer: number): void {
    isPageKey = afterPageKey = false;
    if (closers.length < DEEPEST_REMEMBERED) closers.push(closer);
    else uncounted++;
  }

  /**
   * A bracket closes the innermost one of its kind and all that was left open within it, so a value
   * with a bracket missing ends where its writer meant it to.
   */
  function close(closer: number): 'open' | 'left' {
    if (uncounted > 0) {
      uncounted--;
      return 'open';
    }
    const depth = closers.lastIndexOf(closer);
    if (depth < 0) {
      // It closes what is around the value: the value itself was never closed.
      if (around.length === 0 || kind === 'page') return 'open';
      fail(pos);
      return 'left';
    }
    closers.length = depth;
    if (depth > 0) return 'open';
    finish(pos + 1);
    return 'left';
  }

  function finish(end: number): void {
    const wanted = !oversize && kind !== 'page';
    inLines = false;
    const value = wanted ? parse(start, end) : undefined;
    if (value === BROKEN) {
      fail(end);
      return;
    }
    if (wanted) emit({ kind: 'value', value });
    goTo(end);
    fresh = false;
  }

  /** One rejection, and on with the suspected next value or behind this one. */
  function fail(end: number): void {
    if (!oversize) emit(NOT_JSON);
    goTo(suspect >= 0 ? suspect : end);
    fresh = suspect >= 0;
    if (fresh) lineStart = pos - column;
  }

  /**
   * A line ends within a value. No string reaches over a line end. A following line that starts in
   * the value's own column may be the next value, where this one was cut: certainly so if it is a
   * whole record by itself, otherwise should this one prove broken.
   */
  function nextLine(): 'follow' | 'wait' | 'left' {
    inString = escaped = false;
    if (kind === 'page') return 'follow';
    let next = pos + 1;
    while (next < window.length && isSpace(window.bytes[next])) next++;
    if (next >= window.length && !final && next - pos <= LARGEST_RECORD) return 'wait';
    const opening = next < window.length ? window.bytes[next] : undefined;
    if (next - pos - 1 === column && (opening === OPEN_OBJECT || opening === OPEN_ARRAY)) {
      const line = findLine(next);
      if (line === 'wait') return 'wait';
      const isRecord = line !== 'none' && looksLikeRecord(parseLine(next, trimmedEnd(next, line.end)));
      if (suspect < 0 && (isRecord || !oversize)) suspect = next;
      if (isRecord || (suspect >= 0 && closers.length + uncounted > IMPLAUSIBLE_DEPTH)) {
        fail(next);
        return 'left';
      }
    }
    // Where a record a line is the rule, the next line is the next record, whatever it looks like.
    if (suspect < 0 && inLines && around.length === 0 && !oversize) suspect = pos + 1;
    lineStart = pos + 1;
    return 'follow';
  }

  /** More bytes than a record may have: skipped to its end, or taken for broken where a suspicion stands. */
  function outgrow(): true {
    if (suspect >= 0) fail(suspect);
    else {
      oversize = true;
      kind = 'plain';
      emit(TOO_LARGE);
    }
    return true;
  }

  /** The bytes end within a value. */
  function endInside(): boolean {
    if (kind === 'page' || oversize) {
      if (kind === 'page' && !afterBroken) emit(NOT_JSON);
      afterBroken = true;
      around = [];
      goTo(pos);
      return false;
    }
    const resumes = suspect >= 0;
    fail(pos);
    return resumes || endCut();
  }

  /** What is open around the records will not be closed any more: told once. */
  function endCut(): false {
    if (around.length > 0 && !afterBroken) emit(NOT_JSON);
    around = [];
    return false;
  }
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

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return BROKEN;
    throw error;
  }
}

function isPage(value: unknown): value is RecordObject {
  return isObject(value) && PAGE_KEYS.some((key) => Object.hasOwn(value, key) && Array.isArray(value[key]));
}

function isPageName(name: string): boolean {
  return PAGE_KEYS.some((key) => key === name);
}

/** Something that only records have, so that a nested value in a line of its own is not taken for one. */
function looksLikeRecord(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(looksLikeRecord);
  if (!isObject(value)) return false;
  return ['id', 'Id', 'properties', 'createdDateTime', 'CreatedDateTime', 'TimeGenerated', ...PAGE_KEYS].some(
    (name) => Object.hasOwn(value, name),
  );
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

/** What ends a number or a word. */
function isPunctuation(byte: number): boolean {
  return (
    byte <= 32 ||
    byte === COMMA ||
    byte === QUOTE ||
    byte === OPEN_ARRAY ||
    byte === CLOSE_ARRAY ||
    byte === OPEN_OBJECT ||
    byte === CLOSE_OBJECT
  );
}
