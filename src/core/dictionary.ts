/**
 * Distinct values, numbered in the order in which they were first seen. A tenant has hundreds of
 * thousands of users: each value is kept once, as its JSON, and read again where it is asked for.
 */
export type Dictionary<T> = {
  readonly length: number;
  /** The value's number; added where it is new. */
  readonly numberOf: (value: T) => number;
  /** @throws RangeError where there is no such number */
  readonly at: (number: number) => T;
  /** From now on every entry that reads as `value` reads as the other one. */
  readonly rename: (value: T, other: T) => void;
};

export function createDictionary<T>(): Dictionary<T> {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    get length() {
      return texts.length;
    },
    numberOf(value) {
      const text = JSON.stringify(value);
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
      return JSON.parse(text) as T;
    },
    rename(value, other) {
      const [was, is] = [JSON.stringify(value), JSON.stringify(other)];
      texts.forEach((text, number) => {
        if (text === was) texts[number] = is;
      });
    },
  };
}

/** All values, by number. */
export function valuesOf<T>(dictionary: Dictionary<T>): T[] {
  return Array.from({ length: dictionary.length }, (_, number) => dictionary.at(number));
}
