import type { Batch, Clock, Source, Window } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import { readSignIn } from './read-sign-in.ts';
import { dateAfter, dateOf, sampleDay } from './sample/sample-day.ts';
import { type SampleRecord, sampleRecords } from './sample/sample-records.ts';
import { LATE, LATE_PLACE, MISSING_PLACE, PARTIAL_PLACE, PARTIAL_UNTIL_HOUR } from './sample/story.ts';

export { sampleRecords };

const BATCH = 500;
const HOUR_MS = 3_600_000;

export type SampleOptions = {
  readonly clock: Clock;
  /** The day on which the tenant's story ends, `YYYY-MM-DD`: the same for ever once it was told. */
  readonly storyDay: () => Promise<string>;
};

/**
 * The sign-ins of Contoso, an invented tenant. The records depend on their date and on the story day
 * alone, and so do the day that is missing, the one that is partial and the one whose last records come
 * late (docs/decisions/0012); on the clock depends only what has happened, or come, by then.
 *
 * The day of a window is the UTC date of its middle: a reading looks a little over both ends of its
 * day, and must not fail for its neighbour's sake.
 */
export function openSample({ clock, storyDay }: SampleOptions): Source {
  const recordsOf = rememberLast(4, sampleRecords);

  return {
    name: 'sample',
    retentionDays: 45,
    async *read(window, cursor) {
      const story = await storyDay();
      const date = dateOf((window.from + window.to) / 2);
      const now = clock();
      if (date === dateAfter(story, MISSING_PLACE))
        throw unavailable(date, 'is missing, to show how a gap looks');
      const isPartial = date === dateAfter(story, PARTIAL_PLACE);
      const cutOff = isPartial ? sampleDay(date).midnight + PARTIAL_UNTIL_HOUR * HOUR_MS : window.to;
      const readable = { from: window.from, to: Math.min(window.to, cutOff, now) };
      yield* batches(readable, cursor, (each) => {
        const records = recordsOf(each, story);
        return { records, late: lateRecords(records, { date: each, story, now }) };
      });
      if (cutOff < window.to) {
        throw unavailable(date, `stops at ${PARTIAL_UNTIL_HOUR}:00 UTC, to show how a partial day looks`);
      }
    },
  };
}

function unavailable(date: string, what: string): SourceError {
  return new SourceError(
    'unavailable',
    `sample: ${date} ${what}; nothing is wrong, and it stays so. Look at another day.`,
  );
}

type DateRecords = {
  readonly records: readonly SampleRecord[];
  /** Those of them that the source does not show yet. */
  readonly late: ReadonlySet<SampleRecord>;
};

/** The last records of an afternoon: a real log, too, shows some a day and a half after they happened. */
function lateRecords(
  records: readonly SampleRecord[],
  { date, story, now }: { readonly date: string; readonly story: string; readonly now: number },
): ReadonlySet<SampleRecord> {
  const shownFrom = sampleDay(story).midnight + LATE.shownFromHour * HOUR_MS;
  if (date !== dateAfter(story, LATE_PLACE) || now >= shownFrom) return new Set();
  const before = sampleDay(date).midnight + LATE.beforeHour * HOUR_MS;
  return new Set(records.filter((record) => timeOf(record) < before).slice(-LATE.records));
}

function* batches(
  window: Window,
  cursor: string | undefined,
  recordsOf: (date: string) => DateRecords,
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
    const { records, late } = recordsOf(date);
    for (; index < records.length; index++) {
      const record = records[index];
      if (record === undefined || !isWithin(record, window) || late.has(record)) continue;
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
  const readTo = timeOf(pending.at(-1) ?? {});
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
  const ms = timeOf(record);
  return ms >= window.from && ms < window.to;
}

function timeOf(record: SampleRecord): number {
  return Date.parse(String(record.createdDateTime));
}

/** Windows of neighbouring days share their dates: the last few are kept. */
function rememberLast<Value>(
  count: number,
  make: (date: string, storyDay: string) => Value,
): (date: string, storyDay: string) => Value {
  const kept = new Map<string, Value>();
  return (date, storyDay) => {
    const key = `${date} ${storyDay}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = make(date, storyDay);
    kept.set(key, value);
    const [oldest] = kept.keys();
    if (kept.size > count && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
