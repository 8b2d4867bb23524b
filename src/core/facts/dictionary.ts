/**
 * Distinct lists of texts, numbered in the order in which they were first seen. A tenant has hundreds
 * of thousands of users: each is kept once, and made texts of where it is asked for.
 */
import { createTextTable, type Texts, textAt } from './text-table.ts';
import { type Memory, ownMemory } from './with-room.ts';

type Values = readonly (string | null)[];

/** Lists of texts by number, to be looked at. */
export type Entries<T extends Values> = {
  readonly length: number;
  /** @throws RangeError where there is no such number */
  readonly at: (number: number) => T;
};

export type Dictionary<T extends Values> = Entries<T> & {
  /** The value's number; added where it is new. */
  readonly numberOf: (value: T) => number;
  /** From now on every entry that reads as `value` reads as the other one; the numbers of these entries. */
  readonly rename: (value: T, other: T) => readonly number[];
  readonly share: () => DictionaryShare;
  /** The numbers of all entries of another one as they came, by their numbers there; added where they are new. */
  readonly merge: (share: DictionaryShare) => Uint32Array;
};

/** A dictionary as data that other threads can look at: good as long as nothing is added. */
export type DictionaryShare = {
  readonly texts: Texts;
  /** Entries that read as another one. */
  readonly renamed: ReadonlyMap<number, string>;
};

export function createDictionary<T extends Values>(memory: Memory = ownMemory): Dictionary<T> {
  const table = createTextTable(memory);
  const renamed = new Map<number, string>();
  const share = (): DictionaryShare => ({ texts: table.share(), renamed });
  return {
    get length() {
      return table.length;
    },
    numberOf: (value) => table.numberOf(written(value)),
    at: (number) => entryAt(share(), number),
    rename(value, other) {
      const [was, is] = [written(value), written(other)];
      const numbers = [...renamed].flatMap(([number, text]) => (text === was ? [number] : []));
      const own = table.find(was);
      if (own !== undefined && !renamed.has(own)) numbers.push(own);
      for (const number of numbers) renamed.set(number, is);
      return numbers;
    },
    share,
    merge: ({ texts }) => table.merge(texts),
  };
}

/** The entries of a dictionary of another thread. */
export function entriesOf<T extends Values>(share: DictionaryShare): Entries<T> {
  return { length: share.texts.length, at: (number) => entryAt(share, number) };
}

function entryAt<T extends Values>({ renamed, texts }: DictionaryShare, number: number): T {
  if (!(number >= 0 && number < texts.length))
    throw new RangeError(`Dictionary has no entry ${number} (of ${texts.length}).`);
  // Written by `written`, and nowhere else.
  return read(renamed.get(number) ?? textAt(texts, number)) as Values as T;
}

/** All values, by number. */
export function valuesOf<T extends Values>(dictionary: Entries<T>): T[] {
  return Array.from({ length: dictionary.length }, (_, number) => dictionary.at(number));
}

/** Between two texts, for one that is none, and before one that holds a character of these three. */
const BETWEEN = '\u0000';
const NONE = '\u0001';
const QUOTED = '\u0002';
const SPECIAL = [BETWEEN, NONE, QUOTED];

/** Texts are clean, so control characters are free to tell them apart; a text that has one is quoted. */
function written(value: Values): string {
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

function read(text: string): Values {
  return text.split(BETWEEN).map((each) => {
    if (each === NONE) return null;
    return each.startsWith(QUOTED) ? String(JSON.parse(each.slice(1))) : each;
  });
}
