/**
 * Partition and row keys. They hold only ASCII letters, digits and `-`, so no key ever needs
 * quoting in a filter or escaping in a URL, and tenant ids and days stay readable as they are.
 *
 * A `-` between two letters or digits stands for itself; any other character becomes `--` and four
 * hex digits (its UTF-16 unit); `---` joins parts. None of the three can be taken for another.
 */
import { DamagedRow } from './damaged-row.ts';

/** Sorts after everything that may follow a prefix; for filters only, never part of a key. */
const AFTER_ALL = '~';

/** Keys hold at most 1 KiB, and the service counts two bytes a character. */
const LONGEST = 512;

/** @throws Error if the parts make a key longer than the service takes */
export function toKey(...parts: readonly string[]): string {
  const key = parts.map(encodePart).join('---');
  if (key.length > LONGEST) {
    throw new Error(`A key of ${key.length} characters is too long for Table Storage (at most ${LONGEST}).`);
  }
  return key;
}

/** The parts a key was made of. @throws DamagedRow if it is none of ours */
export function fromKey(key: string): readonly string[] {
  const parts: string[] = [''];
  for (const [token] of key.matchAll(TOKENS)) {
    if (token === '---') parts.push('');
    else parts[parts.length - 1] += token.startsWith('--') ? decodeUnit(token) : token;
  }
  if (toKey(...parts) !== key) throw new DamagedRow(`"${key}" is not a key of MFA Digest.`);
  return parts;
}

/** Half-open bounds `[from, to)` of all row keys that begin with these parts. */
export function prefixRange(...parts: readonly string[]): { readonly from: string; readonly to: string } {
  const from = `${toKey(...parts)}---`;
  return { from, to: from + AFTER_ALL };
}

/** Row key of a chunk: sorts by pass, then by chunk. @throws Error outside 0..9999 and 0..999999 */
export function chunkKey(pass: number, chunk: number): string {
  return toKey(padded('pass', pass, 4), padded('chunk', chunk, 6));
}

/** Chunks' keys begin with a digit, and sort before this; what stands beside them has a word in front. */
export const AFTER_CHUNKS = ':';

/** Row key of a shard of a pass, counted in the way that the mark stands for. */
export function shardKey(shard: {
  readonly pass: number;
  readonly mark: string;
  readonly number: number;
}): string {
  return toKey('shard', padded('pass', shard.pass, 4), shard.mark, padded('shard', shard.number, 4));
}

function padded(name: string, value: number, digits: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 10 ** digits) {
    throw new Error(`The ${name} number of a chunk must be 0 to ${10 ** digits - 1}, not ${value}.`);
  }
  return String(value).padStart(digits, '0');
}

const TOKENS = /---|--[0-9a-f]{4}|-|[A-Za-z0-9]+/g;
const TO_ENCODE = /(?<![A-Za-z0-9])-|-(?![A-Za-z0-9])|[^A-Za-z0-9-]/g;

function encodePart(part: string): string {
  return part.replace(TO_ENCODE, (unit) => `--${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function decodeUnit(token: string): string {
  return String.fromCharCode(Number.parseInt(token.slice(2), 16));
}
