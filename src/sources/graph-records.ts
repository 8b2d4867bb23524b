/** The records of one page: the same verdicts as on files, and the time of the reading on each. */
import type { ReadRecord } from '../core/sign-in.ts';
import type { Page } from './graph-page.ts';
import { isObject } from './read-fields.ts';
import { readSignIn, rejection } from './read-sign-in.ts';
import { LARGEST_RECORD } from './split-piece.ts';

/** Bytes that one UTF-16 unit can take in JSON, escaped (`\u0000`): it decides what is worth measuring. */
const MOST_BYTES_A_UNIT = 6;
/** A little deeper than `readSignIn` looks, which rejects what is left out here. */
const DEEPEST_MEASURED = 40;

/** In the order of the page. `readAt` (`readingTime`) stands for when Graph wrote a version, which it does not say. */
export function readPageRecords({ value, length }: Page, readAt: number): ReadRecord[] {
  const mayHoldLarge = length * MOST_BYTES_A_UNIT > LARGEST_RECORD;
  return value.map((row) => {
    if (mayHoldLarge && isTooLarge(row)) return rejection('tooLarge');
    const record = readSignIn(row);
    return record.kind === 'rejected' ? record : { ...record, readAt };
  });
}

/**
 * Adding up its texts costs a tenth of parsing a record, writing it out half: only what may be too
 * large by its texts is written out and measured.
 */
function isTooLarge(row: unknown): boolean {
  if (unitsOf(row, DEEPEST_MEASURED) * MOST_BYTES_A_UNIT <= LARGEST_RECORD) return false;
  return Buffer.byteLength(JSON.stringify(row)) > LARGEST_RECORD;
}

/**
 * UTF-16 units of its texts and names, and enough for the rest. Minus infinity for what is nested too
 * deeply to be written out: small enough to go on to `readSignIn`, which rejects it.
 */
function unitsOf(value: unknown, levels: number): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 25;
  if (levels === 0) return Number.NEGATIVE_INFINITY;
  let units = 2;
  if (Array.isArray(value)) for (const inner of value) units += unitsOf(inner, levels - 1) + 1;
  // `for in`, because it costs a third of `Object.entries`; a parsed object has own properties only.
  else if (isObject(value))
    for (const name in value) units += name.length + 4 + unitsOf(value[name], levels - 1);
  return units;
}
