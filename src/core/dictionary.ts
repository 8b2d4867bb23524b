/**
 * Distinct lists of texts, numbered in the order in which they were first seen. A tenant has hundreds
 * of thousands of users: each is kept once, as one text, and taken apart where it is asked for.
 */
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
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    get length() {
      return texts.length;
    },
    numberOf(value) {
      const text = writeTexts(value);
      let number = numbers.get(text);
      if (number === undefined) {
        number = texts.length;
        texts.push(text);
        numbers.set(text, number);
      }
      return number;
    },
    at(number) {
      const text = texts[number];
      if (text === undefined) throw new RangeError(`Dictionary has no entry ${number} (of ${texts.length}).`);
      // Written above, and nowhere else.
      return readTexts(text) as Texts as T;
    },
    rename(value, other) {
      const [was, is] = [writeTexts(value), writeTexts(other)];
      texts.forEach((text, number) => {
        if (text === was) texts[number] = is;
      });
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
function writeTexts(value: Texts): string {
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

function readTexts(text: string): Texts {
  return text.split(BETWEEN).map((each) => {
    if (each === NONE) return null;
    return each.startsWith(QUOTED) ? String(JSON.parse(each.slice(1))) : each;
  });
}
