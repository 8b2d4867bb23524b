import type { Batch, Clock, Source, Window } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import { readSignIn } from './read-sign-in.ts';
import { dateAfter, dateOf, sampleDay } from './sample/sample-day.ts';
import { type SampleRecord, sampleRecords } from './sample/sample-records.ts';

export { sampleRecords };

const BATCH = 500;
const HOUR_MS = 3_600_000;

/** The day that many days before today cannot be read at all. */
export const MISSING_DAYS_AGO = 9;
/** Of the day that many days before today, only the records before `PARTIAL_UNTIL_HOUR` UTC can be read. */
export const PARTIAL_DAYS_AGO = 4;
export const PARTIAL_UNTIL_HOUR = 17;

/**
 * The sign-ins of Contoso, an invented tenant. The records depend on their date alone; on the clock
 * depends only which have happened yet, and which day is missing and which is partial, so that a
 * digest can show both (docs/decisions/0006).
 *
 * The day of a window is the UTC date of its middle: a reading looks a little over both ends of its
 * day, and must not fail for its neighbour's sake.
 */
export function openSample({ clock }: { readonly clock: Clock }): Source {
  const recordsOf = rememberLast(4, sampleRecords);

  return {
    name: 'sample',
    retentionDays: 45,
    async *read(window, cursor) {
      const date = dateOf((window.from + window.to) / 2);
      const now = clock();
      const missing = dateAfter(dateOf(now), -MISSING_DAYS_AGO);
      const partial = dateAfter(dateOf(now), -PARTIAL_DAYS_AGO);
      if (date === missing) throw unavailable(date, 'is missing, to show how a gap looks');
      const cutOff = date === partial ? sampleDay(date).midnight + PARTIAL_UNTIL_HOUR * HOUR_MS : window.to;
      yield* batches({ from: window.from, to: Math.min(window.to, cutOff, now) }, cursor, recordsOf);
      if (cutOff < window.to) {
        throw unavailable(date, `stops at ${PARTIAL_UNTIL_HOUR}:00 UTC, to show how a partial day looks`);
      }
    },
  };
}

function unavailable(date: string, what: string): SourceError {
  return new SourceError(
    'unavailable',
    `sample: ${date} ${what}; nothing is wrong. Collect again after its date has moved on, or look at another day.`,
  );
}

function* batches(
  window: Window,
  cursor: string | undefined,
  recordsOf: (date: string) => readonly SampleRecord[],
): Generator<Batch> {
  const start = placeOf(cursor) ?? { date: dateOf(window.from), index: 0 };
  let pending: SampleRecord[] = [];
  // Behind the last record handed over, never further: a day that was partial goes on from there.
  let after = '';
  for (
    let { date, index } = start;
    sampleDay(date).midnight < window.to;
    date = dateAfter(date, 1), index = 0
  ) {
    const records = recordsOf(date);
    for (; index < records.length; index++) {
      const record = records[index];
      if (record === undefined || !isWithin(record, window)) continue;
      pending.push(record);
      after = `${date}/${index + 1}`;
      if (pending.length === BATCH) {
        yield batchOf(pending, after);
        pending = [];
      }
    }
  }
  if (pending.length > 0) yield batchOf(pending, after);
}

function batchOf(pending: readonly SampleRecord[], cursor: string): Batch {
  const readTo = Date.parse(String(pending.at(-1)?.createdDateTime));
  return { records: pending.map(readSignIn), cursor, readTo };
}

/**
 * Where to go on: a date and an index into its records, whatever the window. A cursor of another
 * source begins anew; what is read twice counts once.
 */
function placeOf(cursor: string | undefined): { date: string; index: number } | undefined {
  const [, date, index] = /^(\d{4}-\d\d-\d\d)\/(\d+)$/.exec(cursor ?? '') ?? [];
  return date === undefined ? undefined : { date, index: Number(index) };
}

function isWithin(record: SampleRecord, window: Window): boolean {
  const ms = Date.parse(String(record.createdDateTime));
  return ms >= window.from && ms < window.to;
}

/** Windows of neighbouring days share their dates: the last few are kept. */
function rememberLast<Value>(count: number, make: (key: string) => Value): (key: string) => Value {
  const kept = new Map<string, Value>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    kept.set(key, value);
    const [oldest] = kept.keys();
    if (kept.size > count && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
