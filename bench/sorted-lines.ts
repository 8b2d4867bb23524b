/** A file of generated sign-ins as one run of bytes, oldest first, so that any part of it is a page of Graph. */
import { openSync, readSync, statSync } from 'node:fs';

export type SortedLines = {
  /** Lines divided by commas: what stands between the brackets of a JSON array. */
  readonly bytes: Buffer;
  /** Where each line begins; one more than there are lines. */
  readonly starts: Float64Array;
  /** `createdDateTime` of each line, ms, ascending. */
  readonly times: Float64Array;
};

const LINE_END = 10;
const COMMA = 44;
const BEFORE_TIME = Buffer.from('"createdDateTime":"');
const LENGTH_OF_TIME = '2026-11-16T00:00:00Z'.length;
/** `readSync` takes no more at once. */
const LARGEST_READ = 2 ** 30;

/** Each line of the file is a record and ends with a line end; its own `createdDateTime` stands before any other. */
export function readSortedLines(path: string): SortedLines {
  const file = readBytes(path);
  const lines: { from: number; to: number; ms: number }[] = [];
  for (let from = 0; from < file.length; ) {
    const to = file.indexOf(LINE_END, from) + 1;
    const at = file.indexOf(BEFORE_TIME, from) + BEFORE_TIME.length;
    lines.push({ from, to, ms: Date.parse(file.toString('latin1', at, at + LENGTH_OF_TIME)) });
    from = to;
  }
  lines.sort((a, b) => a.ms - b.ms);

  const bytes = Buffer.allocUnsafe(file.length);
  const starts = new Float64Array(lines.length + 1);
  let length = 0;
  for (const [nth, { from, to }] of lines.entries()) {
    starts[nth] = length;
    length += file.copy(bytes, length, from, to);
    bytes[length - 1] = COMMA;
  }
  starts[lines.length] = length;
  return { bytes, starts, times: Float64Array.from(lines, ({ ms }) => ms) };
}

function readBytes(path: string): Buffer {
  const bytes = Buffer.allocUnsafe(statSync(path).size);
  const file = openSync(path, 'r');
  for (let at = 0; at < bytes.length; ) {
    at += readSync(file, bytes, at, Math.min(LARGEST_READ, bytes.length - at), at);
  }
  return bytes;
}

/** How many of the ascending times lie before that one. */
export function countBefore(times: Float64Array, ms: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
