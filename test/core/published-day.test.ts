/** What the readings of a day make of it: its state, and from when until when it was read. */
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/core/day.ts';
import { createFacts } from '../../src/core/facts.ts';
import type { ChunkHeader } from '../../src/core/ports.ts';
import { publishedDay } from '../../src/core/published-day.ts';
import { buildSignIn } from '../build-sign-in.ts';
import { headerOf, storedChunk, storedDay } from '../store/builders.ts';

/** 15 June 2026 in UTC is read from half an hour before it to an hour after it; it settles after 48 hours. */
const DAY = '2026-06-15';
const [FROM, TO] = ['2026-06-14T23:30:00Z', '2026-06-16T01:00:00Z'];
const WHOLE = [FROM, TO];

const facts = createFacts();
facts.add(buildSignIn({ at: `${DAY}T10:00:00Z` }));

/** The newest chunk of a reading that began then and came to its end. */
const whole = (startedAt: string): ChunkHeader => reading(startedAt, { done: true });

function reading(startedAt: string, given: Partial<ChunkHeader> = {}): ChunkHeader {
  return headerOf(storedChunk({ startedAt: Date.parse(startedAt), ...given }));
}

/** Published at that time by a source that keeps 30 days. */
function published(now: string, headers: readonly ChunkHeader[], was?: 'open' | 'sealed') {
  const { stored } = publishedDay(facts, {
    day: DAY,
    calendar: createCalendar('UTC'),
    source: 'invented',
    sealHours: 48,
    retentionDays: 30,
    now: Date.parse(now),
    exclude: { users: new Set(), apps: new Set() },
    exclusions: '',
    headers: headers.map((header, index) => ({ ...header, pass: index + 1 })),
    rowsOfLastPass: facts.rows,
    before: was && storedDay({ day: DAY, state: was }),
  });
  const { state, coverage } = stored;
  return { state, complete: coverage.complete, read: [coverage.readFrom, coverage.readTo] };
}

describe('a day is', () => {
  it.each<[what: string, found: ReturnType<typeof published>, state: string, read: readonly string[]]>([
    [
      'open after a reading that began when all of it was over',
      published('2026-06-16T03:10:00Z', [whole('2026-06-16T03:00:00Z')]),
      'open',
      WHOLE,
    ],
    [
      'partial after one that began earlier, and read up to then',
      published('2026-06-15T15:10:00Z', [whole('2026-06-15T15:00:00Z')]),
      'partial',
      [FROM, '2026-06-15T15:00:00Z'],
    ],
    [
      'partial while a reading goes on, and read as far as that got',
      published('2026-06-16T03:10:00Z', [
        reading('2026-06-16T03:00:00Z', { readTo: Date.parse('2026-06-15T08:00:00Z') }),
      ]),
      'partial',
      [FROM, '2026-06-15T08:00:00Z'],
    ],
    [
      'read until now at most, also where the source says there is nothing after that',
      published('2026-06-15T15:00:00Z', [
        reading('2026-06-15T15:00:00Z', { readTo: Date.parse('2026-06-16T01:00:00Z') }),
      ]),
      'partial',
      [FROM, '2026-06-15T15:00:00Z'],
    ],
    [
      'sealed by a reading 48 hours after it',
      published('2026-06-18T00:10:00Z', [whole('2026-06-18T00:00:00Z')]),
      'sealed',
      WHOLE,
    ],
    [
      'F25 sealed by one that began in the last moment in which the source kept its beginning',
      published('2026-07-14T23:50:00Z', [whole('2026-07-14T23:30:00Z')]),
      'sealed',
      WHOLE,
    ],
    [
      'F25 partial after one that began when the source had forgotten that, and read from where it had not',
      published('2026-07-15T06:10:00Z', [whole('2026-07-15T06:00:00Z')]),
      'partial',
      ['2026-06-15T06:00:00Z', TO],
    ],
    [
      'F25 read from where the first of several such readings could see',
      published('2026-07-15T09:10:00Z', [whole('2026-07-15T06:00:00Z'), whole('2026-07-15T09:00:00Z')]),
      'partial',
      ['2026-06-15T06:00:00Z', TO],
    ],
    [
      'F25 whole where an earlier reading saw what a later one could not',
      published('2026-07-15T06:10:00Z', [whole('2026-06-16T03:00:00Z'), whole('2026-07-15T06:00:00Z')]),
      'open',
      WHOLE,
    ],
    [
      'F28 final once it was, also where the clock stands earlier than then',
      published('2026-06-16T03:10:00Z', [whole('2026-06-16T03:00:00Z')], 'sealed'),
      'sealed',
      WHOLE,
    ],
    [
      'open again after another reading that began before it settled',
      published('2026-06-17T03:10:00Z', [whole('2026-06-17T03:00:00Z')], 'open'),
      'open',
      WHOLE,
    ],
  ])('%s', (_, found, state, read) => {
    expect({ ...found, read: found.read.map(Date.parse) }).toEqual({
      state,
      complete: state !== 'partial',
      read: read.map(Date.parse),
    });
  });
});
