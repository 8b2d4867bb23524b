/** Chance that can be repeated: the same seed gives the same numbers on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [0, below). */
  below(below: number): number;
  /** Whole number in [from, to], both ends included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError on an empty list */
  pick<T>(list: readonly T[]): T;
  /** One of the values, as often as its weight says. @throws RangeError on an empty list */
  weighted<T>(rows: readonly Weighted<T>[]): T;
  /** Lower-case GUID of version 4. */
  guid(): string;
};

export type Weighted<T> = readonly [value: T, weight: number];

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * sfc32. Its state has 128 bits, so that the sequences of two seeds do not run into each other: a
 * generator with 32 bits would repeat GUIDs between days.
 */
export function seededRandom(seed: string): Random {
  let [a, b, c, d] = hash128(seed);

  const word = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) word();

  const next = (): number => word() / 4294967296;
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => at(list, below(list.length));
  const hex = (bits: number): string => `${HEX[(bits >>> 8) & 255]}${HEX[bits & 255]}`;

  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
    pick,
    weighted: (rows) => {
      let left = next() * rows.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of rows) {
        left -= weight;
        if (left < 0) return value;
      }
      return at(rows, rows.length - 1)[0];
    },
    guid: () => {
      const [w, x, y, z] = [word(), word(), word(), word()];
      const version = (x & 0x0fff) | 0x4000;
      const variant = ((y >>> 16) & 0x3fff) | 0x8000;
      return `${hex(w >>> 16)}${hex(w)}-${hex(x >>> 16)}-${hex(version)}-${hex(variant)}-${hex(y)}${hex(z >>> 16)}${hex(z)}`;
    },
  };
}

/** The entry at an index that is known to be inside the list. @throws RangeError where it is not */
export function at<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new RangeError(`index ${index} in a list of ${list.length}`);
  return entry;
}

/** Four words from a text (cyrb128). */
function hash128(text: string): [number, number, number, number] {
  let [w, x, y, z] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    w = x ^ Math.imul(w ^ unit, 597399067);
    x = y ^ Math.imul(x ^ unit, 2869860233);
    y = z ^ Math.imul(y ^ unit, 951274213);
    z = w ^ Math.imul(z ^ unit, 2716044179);
  }
  w = Math.imul(y ^ (w >>> 18), 597399067);
  x = Math.imul(z ^ (x >>> 22), 2869860233);
  y = Math.imul(w ^ (y >>> 17), 951274213);
  z = Math.imul(x ^ (z >>> 19), 2716044179);
  w ^= x ^ y ^ z;
  return [w, x ^ w, y ^ w, z ^ w];
}
