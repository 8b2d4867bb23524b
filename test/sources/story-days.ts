/** Days of the invented tenant's story as a store would hold them, made without one. */
import { createCalendar } from '../../src/core/day.ts';
import { createFacts } from '../../src/core/facts.ts';
import type { ChunkHeader } from '../../src/core/ports.ts';
import { publishedDay, readWindow } from '../../src/core/published-day.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { readSignIn } from '../../src/sources/read-sign-in.ts';
import { dateAfter } from '../../src/sources/sample/sample-day.ts';
import { sampleRecords } from '../../src/sources/sample/sample-records.ts';
import { MISSING_PLACE, PARTIAL_PLACE, PARTIAL_UNTIL_HOUR } from '../../src/sources/sample/story.ts';

/** All places of the story, its day last. */
export const PLACES: readonly number[] = Array.from({ length: 120 }, (_, nth) => nth - 119);

const HOUR = 3_600_000;
const calendar = createCalendar('UTC');

/** The days at those places that can be read, each read once, long after it ended. */
export function storyDays(storyDay: string, places: readonly number[]): StoredDay[] {
  const records = new Map<string, readonly ReadRecord[]>();
  const recordsOf = (date: string): readonly ReadRecord[] => {
    const known = records.get(date) ?? sampleRecords(date, storyDay).map(readSignIn);
    records.set(date, known);
    return known;
  };
  return places
    .filter((place) => place !== MISSING_PLACE)
    .map((place) => {
      const day = dateAfter(storyDay, place);
      const near = [-1, 0, 1].flatMap((days) => recordsOf(dateAfter(day, days)));
      return dayOf(day, near, place === PARTIAL_PLACE);
    });
}

function dayOf(day: string, records: readonly ReadRecord[], isPartial: boolean): StoredDay {
  const window = calendar.window(day);
  const { from, to } = readWindow(window);
  const until = isPartial ? window.from + PARTIAL_UNTIL_HOUR * HOUR : to;
  const facts = createFacts();
  for (const record of records) {
    const ms = record.at?.ms ?? Number.NaN;
    if (ms >= from && ms < until) facts.add(record);
  }
  const startedAt = window.to + 72 * HOUR;
  const header: ChunkHeader = {
    pass: 1,
    chunk: 0,
    cursor: 'end',
    done: !isPartial,
    startedAt,
    writtenAt: startedAt,
    zone: calendar.zone,
    readTo: until,
    source: undefined,
    problem: undefined,
    notBefore: undefined,
  };
  return publishedDay(facts, {
    day,
    calendar,
    source: 'sample',
    sealHours: 48,
    retentionDays: 45,
    now: startedAt,
    exclude: { users: new Set(), apps: new Set() },
    exclusions: '',
    headers: [header],
    rowsOfLastPass: facts.rows,
    before: undefined,
  }).stored;
}
