/**
 * Distinct lists of texts, numbered in the order in which they were first seen. A tenant has hundreds
 * of thousands of users: each is kept once, and made texts of where it is asked for.
 */
import { createTextTable } from './text-table.ts';

type Texts = readonly (string | null)[];

export type Dictionary<T extends Texts> = {
  readonly length: number;
  /** The value's number; added where it is new. */
  readonly numberOf: (value: T) => number;
  /** @throws RangeError where there is no such number */
  readonly at: (number: number) => T;
  /** From now on every entry that reads as `value` reads as the other one. */
  readonly rename: (value: T, other: T) => void;
};

export function createDictionary<T extends Texts>(): Dictionary<T> {
  const table = createTextTable();
  /** Entries that read as another one. */
  const renamed = new Map<number, string>();
  return {
    get length() {
      return table.length;
    },
    numberOf: (value) => table.numberOf(written(value)),
    at(number) {
      if (!(number >= 0 && number < table.length))
        throw new RangeError(`Dictionary has no entry ${number} (of ${table.length}).`);
      // Written above, and nowhere else.
      return read(renamed.get(number) ?? table.at(number)) as Texts as T;
    },
    rename(value, other) {
      const [was, is] = [written(value), written(other)];
      for (const [number, text] of renamed) if (text === was) renamed.set(number, is);
      const own = table.find(was);
      if (own !== undefined && !renamed.has(own)) renamed.set(own, is);
    },
  };
}

/** All values, by number. */
export function valuesOf<T extends Texts>(dictionary: Dictionary<T>): T[] {
  return Array.from({ length: dictionary.length }, (_, number) => dictionary.at(number));
}

/** Between two texts, for one that is none, and before one that holds a character of these three. */
const BETWEEN = '\u0000';
const NONE = '\u0001';
const QUOTED = '\u0002';
const SPECIAL = [BETWEEN, NONE, QUOTED];

/** Texts are clean, so control characters are free to tell them apart; a text that has one is quoted. */
function written(value: Texts): string {
  let all = '';
  for (let index = 0; index < value.length; index += 1) {
    const text = value[index] ?? null;
    if (index > 0) all += BETWEEN;
    all += text === null ? NONE : isSpecial(text) ? QUOTED + JSON.stringify(text) : text;
  }
  return all;
}

function isSpecial(text: string): boolean {
  return SPECIAL.some((character) => text.includes(character));
}

function read(text: string): Texts {
  return text.split(BETWEEN).map((each) => {
    if (each === NONE) return null;
    return each.startsWith(QUOTED) ? String(JSON.parse(each.slice(1))) : each;
  });
}
