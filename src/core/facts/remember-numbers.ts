/**
 * Numbers by value, remembered for values met lately. Numbering a value takes writing it out as one
 * text; most values of a log were met a moment ago, and comparing their texts, which often are the
 * same ones in memory, takes a tenth of that.
 */
type Text = string | null | undefined;

/** Values that are remembered, each in a place of its own; a newcomer takes the place over. */
const PLACES = 4096;

/**
 * As `numberOf`, which must say the same of a value each time and keep none of its members. Values that
 * are the same have the same place; values that share one need not be the same.
 */
export function rememberNumbers<Value extends object>(
  numberOf: (value: Value) => number,
  placeOf: (value: Value) => number,
  isSame: (a: Value, b: Value) => boolean,
): (value: Value) => number {
  const values: (Value | undefined)[] = Array.from({ length: PLACES });
  const numbers = new Int32Array(PLACES);
  return (value) => {
    const place = placeOf(value) & (PLACES - 1);
    const known = values[place];
    if (known !== undefined && (known === value || isSame(known, value))) return numbers[place] ?? 0;
    const number = numberOf(value);
    values[place] = value;
    numbers[place] = number;
    return number;
  };
}

/** A place by a few characters of each text. */
export function placeOfTexts(texts: readonly Text[]): number {
  let place = 0;
  for (let index = 0; index < texts.length; index += 1) place = addText(place, texts[index]);
  return place ^ (place >>> 12);
}

/** Adds a text to what decides a place. */
export function addText(place: number, text: Text): number {
  if (text === null || text === undefined || text === '') return Math.imul(place, 31) | 0;
  const { length } = text;
  const few =
    text.charCodeAt(length - 1) ^ (text.charCodeAt(length >> 1) << 4) ^ (text.charCodeAt(length >> 2) << 8);
  return (Math.imul(place ^ length, 0x9e3779b1) + few) | 0;
}

/** Whether two lists of as many texts are the same. */
export function sameTexts(a: readonly Text[], b: readonly Text[]): boolean {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
