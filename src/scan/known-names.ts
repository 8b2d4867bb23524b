/**
 * The names of an object's members, known again by their bytes. Records of one writer hold their
 * members in one order, so the name that followed last time is tried first: comparing it costs a
 * quarter of the steps that reading it would.
 */
import { isPacked, packWords, wordsFor } from './pack-words.ts';
import { COLON, QUOTE, skipString } from './skip-value.ts';

export type Name<Field> = {
  /** What is wanted of the member; `undefined` where it is not wanted. */
  readonly field: Field | undefined;
  /** `"name":` as bytes. */
  readonly length: number;
  readonly words: Int32Array;
  /** Those that followed it, the latest first. */
  next: Name<Field> | undefined;
  other: Name<Field> | undefined;
};

export type KnownNames<Field> = {
  /** Stands before the first member. */
  readonly first: Name<Field>;
  /**
   * The name at `at`, behind the one before it; `undefined` where none stands there that is plain.
   * Where its member's value starts: behind the name where `isDirect`, else after blanks.
   */
  readonly find: (view: DataView, at: number, to: number, before: Name<Field>) => Name<Field> | undefined;
};

/** Names that are learnt: more than any record has, but an end to what a hostile file can make us keep. */
const MOST_NAMES = 1024;
const LONGEST_NAME = 256;
const BACKSLASH = 92;

export function createKnownNames<Field>(wanted: ReadonlyMap<string, Field>): KnownNames<Field> {
  const known = new Map<string, Name<Field>>();
  const first: Name<Field> = {
    field: undefined,
    length: 0,
    words: new Int32Array(0),
    next: undefined,
    other: undefined,
  };

  function find(view: DataView, at: number, to: number, before: Name<Field>): Name<Field> | undefined {
    const { next, other } = before;
    if (next !== undefined && isAt(view, at, to, next)) return next;
    const found = other !== undefined && isAt(view, at, to, other) ? other : read(view, at, to);
    if (found === undefined) return undefined;
    before.other = next;
    before.next = found;
    return found;
  }

  function read(view: DataView, at: number, to: number): Name<Field> | undefined {
    if (at >= to || view.getUint8(at) !== QUOTE) return undefined;
    const end = skipString(view, at + 1, to);
    if (end < 0 || end - at > LONGEST_NAME || end >= to || view.getUint8(end) !== COLON) return undefined;
    let text = '';
    for (let byte = at + 1; byte < end - 1; byte += 1) {
      const unit = view.getUint8(byte);
      // An escape may spell any name.
      if (unit === BACKSLASH) return undefined;
      text += String.fromCharCode(unit);
    }
    return known.get(text) ?? learn(view, at, end + 1, text);
  }

  function learn(view: DataView, at: number, end: number, text: string): Name<Field> {
    const length = end - at;
    const words = new Int32Array(wordsFor(length));
    packWords(view, at, end, words, 0);
    const name = { field: wanted.get(text), length, words, next: undefined, other: undefined };
    if (known.size < MOST_NAMES) known.set(text, name);
    return name;
  }

  return { first, find };
}

function isAt<Field>(view: DataView, at: number, to: number, { length, words }: Name<Field>): boolean {
  return at + length <= to && isPacked(view, at, at + length, words, 0);
}
