/** The records of a file that a window asks for, in batches with a cursor. */
import type { Batch, Window } from '../core/ports.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import type { LineReader } from './line-reader.ts';
import type { Bytes } from './read-bytes.ts';
import { readRecords } from './read-records.ts';

/** Records looked at before progress is written down, where none of them is of the day. */
const STRIDE = 100_000;

/** Records of the window behind the first `done`, and those without a time: they may belong to it. */
export async function* archiveBatches(
  bytes: Bytes,
  options: {
    readonly name: string;
    readonly reader: LineReader | undefined;
    readonly window: Window;
    readonly done: number;
    /** After so many records. */
    readonly cursorAt: (record: number) => string;
  },
): AsyncIterable<Batch> {
  const { name, reader, window, done, cursorAt } = options;
  let seen = 0;
  let told = 0;
  for await (const records of readRecords(bytes, { name, reader })) {
    const isNew = seen + records.length > done;
    const kept = isNew ? recordsWithin(records.slice(Math.max(0, done - seen)), window) : [];
    seen += records.length;
    if (kept.length === 0 && (!isNew || seen - told < STRIDE)) continue;
    told = seen;
    yield { records: kept, cursor: cursorAt(seen) };
  }
}

export function recordsWithin(records: readonly ReadRecord[], window: Window): readonly ReadRecord[] {
  return records.filter(({ at }) => at === undefined || (at.ms >= window.from && at.ms < window.to));
}
