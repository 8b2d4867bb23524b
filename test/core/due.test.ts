import { describe, expect, it } from 'vitest';
import { createCalendar, HOUR } from '../../src/core/day.ts';
import { type DueOptions, dueDays, firstDue, isLost } from '../../src/core/due.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { storedDay } from '../store/builders.ts';

/** An ordinary tenant in UTC, of which only the newest three days are looked at. */
const OPTIONS: DueOptions = {
  now: Date.parse('2026-06-16T12:00:00Z'),
  calendar: createCalendar('UTC'),
  stored: [],
  requests: [],
  settleHours: 3,
  sealHours: 48,
  backfillDays: 3,
  keepDays: 400,
  retentionDays: 30,
};

/** A day as it stands in the store since that time. */
function stored(day: string, state: StoredDay['state'], collectedAt: string): StoredDay {
  return storedDay({ day, state, collectedAt });
}

/** The days due at that time, as text; `!` marks one that is read whatever its state. */
function due(now: string, given: Partial<DueOptions> = {}): string[] {
  return dueDays({ ...OPTIONS, now: Date.parse(now), ...given }).map(
    ({ day, force }) => `${day}${force ? '!' : ''}`,
  );
}

describe('when 15 June is due', () => {
  const of = (now: string, day?: StoredDay) =>
    due(now, { stored: day === undefined ? [] : [day], backfillDays: 40 }).includes('2026-06-15');
  const open = (collectedAt: string) => stored('2026-06-15', 'open', collectedAt);
  const partial = (collectedAt: string) => stored('2026-06-15', 'partial', collectedAt);
  const sealed = (collectedAt: string) => stored('2026-06-15', 'sealed', collectedAt);

  it.each<[rule: string, now: string, day: StoredDay | undefined, expected: boolean]>([
    ['not while it lasts', '2026-06-15T23:59:59Z', undefined, false],
    ['not before it has settled', '2026-06-16T02:59:59Z', undefined, false],
    ['its first pass three hours after its end', '2026-06-16T03:00:00Z', undefined, true],
    ['still, after ticks that were missed', '2026-06-20T10:00:00Z', undefined, true],
    ['not again a tick later', '2026-06-16T03:15:00Z', open('2026-06-16T03:00:07Z'), false],
    ['not again the same day', '2026-06-17T02:45:00Z', open('2026-06-16T03:00:07Z'), false],
    ['a second pass a day later', '2026-06-17T03:00:00Z', open('2026-06-16T03:00:07Z'), true],
    ['also where the first was late', '2026-06-17T03:00:00Z', open('2026-06-17T02:00:00Z'), true],
    ['its sealing pass 48 hours after its end', '2026-06-18T00:00:00Z', open('2026-06-17T03:00:00Z'), true],
    ['not before that', '2026-06-17T23:45:00Z', open('2026-06-17T03:00:00Z'), false],
    [
      'daily again where that pass did not seal it',
      '2026-06-18T03:00:00Z',
      open('2026-06-18T00:00:05Z'),
      true,
    ],
    [
      'a part that is unread, at the next tick',
      '2026-06-16T03:15:00Z',
      partial('2026-06-16T03:00:07Z'),
      true,
    ],
    [
      'so also on the last tick at which the source shows all of it',
      '2026-07-14T21:45:00Z',
      partial('2026-07-14T21:30:00Z'),
      true,
    ],
    [
      'not at the next tick once the source has forgotten its first hours',
      '2026-07-14T22:15:00Z',
      partial('2026-07-14T22:00:00Z'),
      false,
    ],
    ['what is left of it then, once a day', '2026-07-15T03:00:00Z', partial('2026-07-14T22:00:00Z'), true],
    ['never once it is sealed', '2026-06-30T00:00:00Z', sealed('2026-06-18T00:00:05Z'), false],
    ['not when the source has lost it', '2026-07-16T00:00:00Z', undefined, false],
    ['until the moment the source loses it', '2026-07-15T23:59:59Z', undefined, true],
  ])('%s', (_, now, day, expected) => {
    expect(of(now, day)).toBe(expected);
  });

  it('ticks every 15 minutes read it three times, and no more', () => {
    const day = '2026-06-15';
    const end = Date.parse('2026-06-16T00:00:00Z');
    const passes: number[] = [];
    let known: StoredDay | undefined;
    for (let now = end; now < end + 90 * HOUR; now += HOUR / 4) {
      const options = { ...OPTIONS, now, stored: known === undefined ? [] : [known], backfillDays: 10 };
      if (!dueDays(options).some((one) => one.day === day)) continue;
      passes.push((now - end) / HOUR);
      const state = now >= end + 48 * HOUR ? 'sealed' : 'open';
      known = stored(day, state, new Date(now).toISOString());
    }
    expect(passes).toEqual([3, 27, 48]);
  });
});

describe('the order of what is due', () => {
  it('newest to oldest, so that the first digest does not wait for the backfill', () => {
    expect(due('2026-06-16T12:00:00Z')).toEqual(['2026-06-15', '2026-06-14', '2026-06-13']);
  });

  it('what the source is about to lose comes first', () => {
    // 17 May is lost at the end of 16 June, 18 May a day later; 16 May is lost already.
    expect(due('2026-06-16T12:00:00Z', { backfillDays: 31 }).slice(0, 4)).toEqual([
      '2026-05-18',
      '2026-05-17',
      '2026-06-15',
      '2026-06-14',
    ]);
  });

  it('a day that is about to be lost but sealed is left alone', () => {
    const known = stored('2026-05-17', 'sealed', '2026-05-20T00:00:00Z');
    expect(due('2026-06-16T12:00:00Z', { backfillDays: 31, stored: [known] })).not.toContain('2026-05-17');
  });

  it('nothing older than the backfill is read at first', () => {
    expect(due('2026-06-16T12:00:00Z', { backfillDays: 1 })).toEqual(['2026-06-15']);
    expect(due('2026-06-16T12:00:00Z', { backfillDays: 0 })).toEqual([]);
  });
});

describe('days that are missing', () => {
  const since = (day: string) => ({ stored: [stored(day, 'sealed', `${day}T00:00:00Z`)] });

  it.each<[rule: string, given: Partial<DueOptions>, expected: string[]]>([
    [
      'F24 since the first that was published are read, however short the backfill',
      { ...since('2026-06-11'), backfillDays: 1 },
      ['2026-06-15', '2026-06-14', '2026-06-13', '2026-06-12'],
    ],
    ['but none before it', { ...since('2026-06-13'), backfillDays: 1 }, ['2026-06-15', '2026-06-14']],
    [
      'and not those that would be removed as too old, however long the backfill',
      { keepDays: 3, backfillDays: 8 },
      ['2026-06-15', '2026-06-14', '2026-06-13'],
    ],
    [
      'nor those where days were published before',
      { ...since('2026-06-01'), keepDays: 3 },
      ['2026-06-15', '2026-06-14', '2026-06-13'],
    ],
    [
      'nor what the source has lost',
      { ...since('2026-06-01'), backfillDays: 1, retentionDays: 3 },
      ['2026-06-14', '2026-06-13', '2026-06-15'],
    ],
  ])('%s', (_, given, expected) => {
    expect(due('2026-06-16T12:00:00Z', given)).toEqual(expected);
  });
});

describe('a request', () => {
  const requested = (day: string, force = false) => ({
    requests: [{ day, force, requestedAt: '2026-06-16T00:00:00Z' }],
  });
  const sealed = {
    stored: ['2026-06-15', '2026-06-16', '2026-06-17'].map((day) =>
      stored(day, 'sealed', '2026-06-20T00:00:05Z'),
    ),
  };

  it.each<[rule: string, now: string, given: Partial<DueOptions>, expected: string[]]>([
    [
      'makes a sealed day due, to be read only where it is forced',
      '2026-06-18T12:00:00Z',
      { ...sealed, ...requested('2026-06-15', true), backfillDays: 0 },
      ['2026-06-15!'],
    ],
    [
      'reaches behind the backfill',
      '2026-06-16T12:00:00Z',
      { ...requested('2026-06-01'), backfillDays: 1 },
      ['2026-06-15', '2026-06-01'],
    ],
    [
      'names a day that is due anyway but once',
      '2026-06-16T12:00:00Z',
      { ...requested('2026-06-15'), backfillDays: 1 },
      ['2026-06-15'],
    ],
    [
      'does not wait until the day has settled',
      '2026-06-16T01:00:00Z',
      { ...requested('2026-06-15'), backfillDays: 0 },
      ['2026-06-15'],
    ],
    [
      'for a day that the source has lost is not read',
      '2026-06-16T12:00:00Z',
      { ...requested('2026-05-16', true), backfillDays: 0 },
      [],
    ],
  ])('%s', (_, now, given, expected) => {
    expect(due(now, given)).toEqual(expected);
  });
});

describe('the day of the zone', () => {
  const berlin = createCalendar('Europe/Berlin');

  it('a day of 25 hours settles three hours after its own end', () => {
    const at = firstDue('2026-10-25', { calendar: berlin, settleHours: 3 });
    expect(new Date(at).toISOString()).toBe('2026-10-26T02:00:00.000Z');
  });

  it('yesterday is yesterday there, not in UTC', () => {
    const given = { calendar: berlin, backfillDays: 1 };
    expect(due('2026-06-15T21:59:59Z', given)).toEqual(['2026-06-14']);
    // In Berlin the 15th has just ended, so it is the newest; it has not settled.
    expect(due('2026-06-15T22:00:00Z', given)).toEqual([]);
    expect(due('2026-06-16T01:00:00Z', given)).toEqual(['2026-06-15']);
  });

  it('a day is lost when the retention has passed since its end', () => {
    const options = { calendar: berlin, retentionDays: 7 };
    const end = Date.parse('2026-06-15T22:00:00Z');
    expect(isLost('2026-06-15', { ...options, now: end + 7 * 24 * HOUR - 1 })).toBe(false);
    expect(isLost('2026-06-15', { ...options, now: end + 7 * 24 * HOUR })).toBe(true);
  });
});
