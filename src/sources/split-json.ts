/**
 * Bytes of JSON → its record-level values, whatever stands around them: one a line, an array, a page
 * (`{"value":[…]}`, `{"records":[…]}`), objects one after another, in one line or pretty-printed.
 *
 * A line that is JSON by itself is taken at once, which is how nearly all archives are written. For
 * the rest the splitter follows strings and brackets only: where a value ends is known without
 * knowing whether it is valid, so one broken value costs that value and no other.
 */
import { followValue, type JsonWindow } from './follow-value.ts';
import { JSON_BYTES } from './json-bytes.ts';
import { openNesting } from './nesting.ts';
import { BROKEN, isGap, parseLine, parseScalar } from './parse-line.ts';
import { isPage, recordsOfPage } from './record-page.ts';
import { LARGEST_RECORD, NOT_JSON, type Piece, type Splitter } from './split-piece.ts';
import { append, goTo, indexOfLineEnd, lend, makeRoom, openWindow, takeHome } from './split-window.ts';

const { CLOSE_ARRAY, CLOSE_OBJECT, LF, OPEN_ARRAY, OPEN_OBJECT } = JSON_BYTES;

export type LineSplitter = Splitter & {
  /** As `push`, in three steps: where the next bytes are to be put, that so many were, and what they hold. */
  readonly room: (size: number) => Buffer;
  readonly fill: (size: number) => void;
  readonly run: () => void;
  /** As `push`, of bytes that are looked at where they lie, and are not needed when this returns. */
  readonly look: (bytes: Buffer) => void;
  /** Whether all that was pushed is done, and its last line was one record by itself. */
  readonly isBetweenLines: () => boolean;
};

/** A faster way for lines that are one record each. */
export type KnownLines = {
  /** Where the lines must lie; of those that are lent, where they lie now. */
  readonly window: Buffer | undefined;
  /** Takes whole lines as long as it knows them; where the first one starts that was not taken. */
  readonly take: (from: number, to: number) => number;
};

/** `isWithinLines`: what is split follows lines of one record each. */
export function splitJson(
  emitPiece: (piece: Piece) => void,
  known?: KnownLines,
  { isWithinLines = false } = {},
): LineSplitter {
  const window: JsonWindow = { ...openWindow(known?.window), indent: 0 };
  /** False: more bytes are needed. */
  let step: () => boolean = between;
  /** What is open around the place where records stand: nothing, an array, a page, an array of pages. */
  let around: ('array' | 'page')[] = [];
  /** The last value was a whole line outside of any array: the file is one record a line. */
  let inLines = isWithinLines;
  /** The last piece was broken: what is left of it is not told a second time. */
  let afterBroken = false;

  return {
    push(chunk) {
      append(window, chunk);
      run();
    },
    room: (size) => makeRoom(window, size),
    fill(size) {
      window.length += size;
    },
    run,
    look(bytes) {
      const isOver = window.start === window.length;
      if (isOver) lend(window, bytes);
      else append(window, bytes);
      run();
      if (isOver) takeHome(window);
    },
    end(cut) {
      window.ended = true;
      run();
      if (cut && !afterBroken) emit(NOT_JSON);
    },
    isBetweenLines: () =>
      step === between &&
      around.length === 0 &&
      inLines &&
      !afterBroken &&
      window.indent !== undefined &&
      window.pos === window.length,
  };

  function run(): void {
    while (step());
  }

  function emit(piece: Piece): void {
    afterBroken = piece === NOT_JSON;
    emitPiece(piece);
  }

  /** Where a record may start. */
  function between(): boolean {
    const isSure = skipGaps();
    window.start = window.pos;
    if (!isSure) return false;
    if (window.pos >= window.length) return window.ended && around.length > 0 && endCut();
    if (window.indent !== undefined) {
      if (takeKnown()) return true;
      const taken = takeLine();
      if (taken !== 'none') return taken === 'taken';
    }
    const byte = window.bytes[window.pos];
    const isEnclosed = around.length > 0;
    if (byte === CLOSE_ARRAY && isEnclosed) return closeAround();
    if (byte === OPEN_ARRAY && !isEnclosed) return openAround('array');
    if (byte !== OPEN_OBJECT && byte !== OPEN_ARRAY) return isEnclosed ? takeScalar() : takeRubbish();
    const place = { mayBePage: around.at(-1) !== 'page', isEnclosed, isLine: inLines && !isEnclosed };
    const follow = followValue(window, place, emit);
    step = () => inside(follow);
    return true;
  }

  /** Also over byte order marks and what is left of a broken value. False: the bytes end within what may be a mark. */
  function skipGaps(): boolean {
    const skipsClosers = afterBroken && around.length === 0;
    for (; window.pos < window.length; window.pos++) {
      const byte = window.bytes[window.pos] ?? 0;
      if (byte === LF) {
        window.indent = -1;
      } else if (byte === 0xef) {
        if (window.pos + 2 >= window.length) return window.ended;
        if (window.bytes[window.pos + 1] !== 0xbb || window.bytes[window.pos + 2] !== 0xbf) return true;
        window.pos += 2;
        if (window.indent !== undefined) window.indent = -1;
      } else if (!isGap(byte) && !(skipsClosers && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT))) {
        return true;
      }
      if (window.indent !== undefined) window.indent++;
    }
    return true;
  }

  function takeKnown(): boolean {
    if (known === undefined || window.bytes !== known.window) return false;
    const end = known.take(window.pos, window.length);
    if (end === window.pos) return false;
    afterBroken = false;
    inLines = around.length === 0;
    goTo(window, end);
    window.indent = 0;
    return true;
  }

  /** The whole line as JSON, the usual case. */
  function takeLine(): 'taken' | 'none' | 'more' {
    const line = parseLine(window, window.pos);
    if (typeof line === 'string') return line;
    const { value, end } = line;
    // A page or a list at the margin is never an element of a page: what was open had been cut off.
    const isOutermost = Array.isArray(value) || (around.at(-1) === 'page' && isPage(value));
    if (around.length > 0 && window.indent === 0 && isOutermost) endCut();
    inLines = around.length === 0;
    if (inLines && Array.isArray(value)) for (const element of value) emitElement(element);
    else emitElement(value);
    goTo(window, end);
    return 'taken';
  }

  /** A record, or the records of a page where one may stand here. */
  function emitElement(value: unknown): void {
    if (around.at(-1) === 'page' || !isPage(value)) {
      emit({ kind: 'value', value });
      return;
    }
    afterBroken = false;
    for (const record of recordsOfPage(value)) emit({ kind: 'value', value: record });
  }

  function openAround(opened: 'array' | 'page'): true {
    around.push(opened);
    window.pos++;
    window.indent = undefined;
    step = between;
    return true;
  }

  function closeAround(): true {
    window.pos++;
    window.indent = undefined;
    afterBroken = false;
    if (around.pop() === 'page') {
      const rest = openNesting(CLOSE_OBJECT, true);
      step = () => behindRecords(rest);
    }
    return true;
  }

  /** Behind the records of a page the rest of the page follows, such as its link to the next one. */
  function behindRecords(rest: ReturnType<typeof openNesting>): boolean {
    window.start = window.pos - rest.needed();
    for (; ; window.pos++) {
      const event = rest.follow(window, window.length);
      if (event === 'end') return window.ended && endCut();
      if (event === 'records') return openAround('page');
      if (event === 'closed') break;
    }
    window.pos++;
    inLines = false;
    step = between;
    return true;
  }

  function inside(follow: ReturnType<typeof followValue>): boolean {
    const outcome = follow();
    if (outcome === 'more') return false;
    if (outcome === 'records') return openAround('page');
    if (outcome === 'closed') inLines = false;
    step = between;
    if (outcome !== 'over') return true;
    // Told of the value, and so of what is around it.
    afterBroken = true;
    return endCut();
  }

  /** A number, word or string among the elements of an array. */
  function takeScalar(): boolean {
    const scalar = parseScalar(window);
    const end = scalar === 'more' ? window.length : scalar.end;
    // Also where its end has come: how many bytes come at a time must not matter.
    if (end - window.pos > LARGEST_RECORD) return afterBroken ? skipLine() : takeRubbish();
    if (scalar === 'more') return false;
    if (scalar.value !== BROKEN) emit({ kind: 'value', value: scalar.value });
    else if (window.indent !== undefined || !afterBroken) emit(NOT_JSON);
    goTo(window, scalar.end);
    window.indent = undefined;
    return true;
  }

  /** A line that starts or goes on as no value does: one rejection, however long it is. */
  function takeRubbish(): boolean {
    emit(NOT_JSON);
    return skipLine();
  }

  function skipLine(): boolean {
    const lineEnd = indexOfLineEnd(window, window.pos);
    goTo(window, lineEnd < 0 ? window.length : lineEnd);
    step = lineEnd < 0 ? skipLine : between;
    return lineEnd >= 0;
  }

  /** What is open around the records will not be closed any more: told once. */
  function endCut(): false {
    if (!afterBroken) emit(NOT_JSON);
    around = [];
    return false;
  }
}
