import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  createCalendar,
  daysBetween,
  HOUR,
  instantText,
  isDay,
  startedHours,
} from '../../src/core/day.ts';
import { windowOf } from '../naive/window.ts';

/** Day, zone, its window in UTC and its hours. */
const WINDOWS: readonly (readonly [
  why: string,
  day: string,
  zone: string,
  from: string,
  to: string,
  hours: number,
])[] = [
  ['an ordinary day', '2026-03-10', 'UTC', '2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z', 24],
  [
    'the clock goes forward at 2:00',
    '2026-03-29',
    'Europe/Berlin',
    '2026-03-28T23:00:00Z',
    '2026-03-29T22:00:00Z',
    23,
  ],
  [
    'the clock goes back at 3:00',
    '2026-10-25',
    'Europe/Berlin',
    '2026-10-24T22:00:00Z',
    '2026-10-25T23:00:00Z',
    25,
  ],
  [
    'half an hour forward',
    '2026-10-04',
    'Australia/Lord_Howe',
    '2026-10-03T13:30:00Z',
    '2026-10-04T13:00:00Z',
    23.5,
  ],
  [
    'half an hour back',
    '2026-04-05',
    'Australia/Lord_Howe',
    '2026-04-04T13:00:00Z',
    '2026-04-05T13:30:00Z',
    24.5,
  ],
  [
    'midnight is skipped, so the day begins at 1:00',
    '2017-10-15',
    'America/Sao_Paulo',
    '2017-10-15T03:00:00Z',
    '2017-10-16T02:00:00Z',
    23,
  ],
  [
    'the day before ends where midnight is skipped',
    '2017-10-14',
    'America/Sao_Paulo',
    '2017-10-14T03:00:00Z',
    '2017-10-15T03:00:00Z',
    24,
  ],
  [
    'the clock goes back at midnight, so the last hour comes twice',
    '2018-02-17',
    'America/Sao_Paulo',
    '2018-02-17T02:00:00Z',
    '2018-02-18T03:00:00Z',
    25,
  ],
  ['5:45 from UTC', '2026-06-15', 'Asia/Kathmandu', '2026-06-14T18:15:00Z', '2026-06-15T18:15:00Z', 24],
  [
    'a day that the calendar left out',
    '2011-12-30',
    'Pacific/Apia',
    '2011-12-30T10:00:00Z',
    '2011-12-30T10:00:00Z',
    0,
  ],
  [
    'the day after one that was left out',
    '2011-12-31',
    'Pacific/Apia',
    '2011-12-30T10:00:00Z',
    '2011-12-31T10:00:00Z',
    24,
  ],
  [
    '14 hours ahead of UTC',
    '2026-01-01',
    'Pacific/Kiritimati',
    '2025-12-31T10:00:00Z',
    '2026-01-01T10:00:00Z',
    24,
  ],
  ['a leap day', '2028-02-29', 'UTC', '2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z', 24],
  [
    'the last day of a year',
    '2026-12-31',
    'America/New_York',
    '2026-12-31T05:00:00Z',
    '2027-01-01T05:00:00Z',
    24,
  ],
];

describe('the window of a day', () => {
  it.each(WINDOWS)('%s: %s in %s', (_, day, zone, from, to, hours) => {
    const window = createCalendar(zone).window(day);
    expect([window.day, window.zone]).toEqual([day, zone]);
    expect([instantText(window.from), instantText(window.to)]).toEqual([from, to]);
    expect((window.to - window.from) / HOUR).toBe(hours);
    expect(startedHours(window)).toHaveLength(Math.ceil(hours));
  });

  it('is what the calendar shows, minute by minute', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'America/St_Johns',
      'Asia/Kathmandu',
    );
    const days = fc.integer({ min: 0, max: 5_000 }).map((number) => addDays('2015-01-01', number));
    fc.assert(
      fc.property(zones, days, (zone, day) => {
        expect(createCalendar(zone).window(day)).toEqual(windowOf(day, zone));
      }),
      { numRuns: 60 },
    );
  });

  it.each(['Europe/Atlantis', 'Berlin', ''])('a zone that is none is refused: %j', (zone) => {
    expect(() => createCalendar(zone)).toThrow(RangeError);
  });
});

describe('the day of an instant', () => {
  const measured = WINDOWS.filter(([, , , , , hours]) => hours > 0);

  it.each(measured)('%s: first and last millisecond of %s in %s', (_, day, zone, from, to) => {
    const { dayOf } = createCalendar(zone);
    expect(dayOf(Date.parse(from))).toBe(day);
    expect(dayOf(Date.parse(to) - 1)).toBe(day);
    expect(dayOf(Date.parse(from) - 1)).not.toBe(day);
    expect(dayOf(Date.parse(to))).not.toBe(day);
  });

  it('lies in the window of that day, whatever was asked before', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Pacific/Apia',
      'Asia/Kathmandu',
    );
    const instants = fc.array(
      fc.integer({ min: Date.parse('2010-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(zones, instants, (zone, all) => {
        const { dayOf, window } = createCalendar(zone);
        for (const at of all) {
          const { from, to } = window(dayOf(at));
          expect(from <= at && at < to).toBe(true);
        }
      }),
    );
  });

  it.each(['2017-10-13', '2018-02-16', '2011-12-28', '2026-03-28', '2026-10-24'])(
    'the days from %s on follow each other without gap or overlap',
    (first) => {
      for (const zone of ['America/Sao_Paulo', 'Pacific/Apia', 'Europe/Berlin', 'Asia/Kathmandu']) {
        const { window } = createCalendar(zone);
        for (const day of daysBetween(first, addDays(first, 3)))
          expect(window(day).to).toBe(window(addDays(day, 1)).from);
      }
    },
  );
});

describe('a time of the day', () => {
  it.each([
    ['an ordinary morning', '2026-03-10', 'UTC', 7.5, '2026-03-10T07:30:00Z'],
    ['after the clock went forward', '2026-03-29', 'Europe/Berlin', 7.5, '2026-03-29T05:30:00Z'],
    [
      'a time that the clock skips is the first after it',
      '2026-03-29',
      'Europe/Berlin',
      2.5,
      '2026-03-29T01:00:00Z',
    ],
    [
      'a time that the clock shows twice is the first of the two',
      '2026-10-25',
      'Europe/Berlin',
      2.5,
      '2026-10-25T00:30:00Z',
    ],
    ['midnight that is skipped', '2017-10-15', 'America/Sao_Paulo', 0, '2017-10-15T03:00:00Z'],
    ['5:45 from UTC', '2026-06-15', 'Asia/Kathmandu', 7.5, '2026-06-15T01:45:00Z'],
  ])('%s', (_, day, zone, hours, expected) => {
    expect(instantText(createCalendar(zone).at(day, hours * HOUR))).toBe(expected);
  });
});

describe('days as text', () => {
  it.each([
    ['2026-03-10', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-3-1', false],
    ['26-03-10', false],
    ['2026-03-10T00:00:00Z', false],
    [' 2026-03-10', false],
    ['', false],
    ['latest', false],
  ])('%j is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2027-01-01', -1, '2026-12-31'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-03-10', 0, '2026-03-10'],
    ['2026-03-10', -365, '2025-03-10'],
  ])('%s and %i days is %s', (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected);
  });

  it('a range holds both its ends, and nothing where it runs backwards', () => {
    expect(daysBetween('2026-12-30', '2027-01-02')).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
    ]);
    expect(daysBetween('2026-03-10', '2026-03-10')).toEqual(['2026-03-10']);
    expect(daysBetween('2026-03-10', '2026-03-09')).toEqual([]);
  });

  it('an instant shows its milliseconds only where it has any', () => {
    expect(instantText(Date.parse('2026-03-10T08:00:00Z'))).toBe('2026-03-10T08:00:00Z');
    expect(instantText(Date.parse('2026-03-10T08:00:00.250Z'))).toBe('2026-03-10T08:00:00.250Z');
  });
});
