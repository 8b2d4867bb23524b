import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baselineDays,
  baselineFigures,
  baselineOf,
  changeFrom,
  isBetter,
  isWorse,
} from '../../src/core/baseline.ts';
import { addDays } from '../../src/core/day.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { au, coverage, figures, storedDay } from '../store/builders.ts';

/** A Monday. */
const DAY = '2026-11-23';
const monday = storedDay({ day: DAY });

/** So many challenged users on the day that many days before. */
function earlier(back: number, users = 0, given: Partial<StoredDay> = {}): StoredDay {
  return storedDay({
    day: addDays(DAY, -back),
    state: 'sealed',
    figures: figures({ challenged: au(users) }),
    ...given,
  });
}

const usual = (days: readonly StoredDay[]) =>
  baselineOf(baselineDays(monday, days), ({ challenged }) => challenged.users);

describe('a day is compared with the same weekday of the last four weeks', () => {
  it.each<[rule: string, days: StoredDay[], expected: string[]]>([
    ['all four, newest first', [28, 7, 21, 14].map((back) => earlier(back)), ['16', '09', '02', '26']],
    ['two of four are enough', [earlier(7), earlier(28)], ['16', '26']],
    ['one is no comparison', [earlier(7)], []],
    ['none is none', [], []],
    ['no other weekday', [earlier(6), earlier(8), earlier(13)], []],
    ['no fifth week, and not the day itself', [earlier(35), earlier(0), earlier(7)], []],
    ['no week ahead', [earlier(-7), earlier(7)], []],
    ['an open day counts', [earlier(7, 0, { state: 'open' }), earlier(14)], ['16', '09']],
    ['a partial day does not', [earlier(7, 0, { state: 'partial' }), earlier(14), earlier(21)], ['09', '02']],
    [
      'nor one of which something is unread',
      [earlier(7, 0, { coverage: coverage({ complete: false }) }), earlier(14), earlier(21)],
      ['09', '02'],
    ],
    ['another source counts otherwise', [earlier(7, 0, { source: 'graph v1.0' }), earlier(14)], []],
    ['another zone has other days', [earlier(7, 0, { zone: 'Europe/Berlin' }), earlier(14)], []],
    ['another classifier judges otherwise', [earlier(7, 0, { classifier: 2 }), earlier(14)], []],
  ])('%s', (_, days, expected) => {
    expect(baselineDays(monday, days).map(({ day }) => day.slice(-2))).toEqual(expected);
  });
});

describe('the usual value', () => {
  it.each<[rule: string, values: number[], expected: number | null]>([
    ['is the middle of three', [1, 100, 7], 7],
    ['is the mean of the middle two of four', [17, 10, 19, 400], 18],
    ['is a whole number', [17, 18], 18],
    ['does not move for one holiday', [17, 17, 17, 0], 17],
    ['does not move for one outage', [17, 17, 17, 640], 17],
    ['is nothing where there is no comparison', [17], null],
    ['may be none', [0, 0], 0],
  ])('%s', (_, values, expected) => {
    expect(usual(values.map((users, week) => earlier(7 * (week + 1), users)))).toBe(expected);
  });

  it('stays among the ordinary days, whatever one of four days was like', () => {
    const values = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(100_000), fc.nat(3));
    fc.assert(
      fc.property(values, ([a, b, c, odd, place]) => {
        const days = [a, b, c].toSpliced(place, 0, odd);
        const value = usual(days.map((users, week) => earlier(7 * (week + 1), users)));
        expect(value).toBeGreaterThanOrEqual(Math.min(a, b, c));
        expect(value).toBeLessThanOrEqual(Math.max(a, b, c));
      }),
    );
  });

  it('of a day are all told of the same days; the rate only where there was one', () => {
    const days = [
      earlier(7, 0, { figures: figures({ challenged: au(8, 6), rate: 0.75 }) }),
      earlier(14, 0, { figures: figures({ challenged: au(4, 4), rate: 0.25 }) }),
      earlier(21, 2),
    ];
    expect(baselineFigures(monday, days)).toEqual({
      days: ['2026-11-16', '2026-11-09', '2026-11-02'],
      challengedUsers: 4,
      firstTryUsers: 0,
      afterRetryUsers: 0,
      unableUsers: 0,
      rate: 0.5,
    });
    expect(baselineFigures(monday, days.slice(0, 1))).toBeNull();
  });
});

describe('a change', () => {
  it.each<[rule: string, users: number, usual: number | null, worse: boolean]>([
    ['is worse from half as many again on', 30, 20, true],
    ['not below', 29, 20, false],
    ['is worse from three users more on', 5, 2, true],
    ['not below, however many times as many', 4, 2, false],
    ['is worse than none from three on', 3, 0, true],
    ['not below', 2, 0, false],
    ['is unknown without a comparison', 100, null, false],
  ])('%s', (_, users, usually, worse) => {
    expect(isWorse(users, usually)).toBe(worse);
  });

  it.each<[rule: string, users: number, usual: number | null, better: boolean]>([
    ['is better up to 67 of 100', 67, 100, true],
    ['not above', 68, 100, false],
    ['is better than three', 2, 3, true],
    ['than two nothing is better: so few are chance', 0, 2, false],
    ['is unknown without a comparison', 0, null, false],
  ])('%s', (_, users, usually, better) => {
    expect(isBetter(users, usually)).toBe(better);
  });

  it.each<[rule: string, users: number, usual: number | null, change: number | null]>([
    ['is told with its sign', 2, 5, -3],
    ['is told where one of both reaches the floor', 3, 2, 1],
    ['is not told where both are below it', 2, 0, null],
    ['is not told without a comparison', 64, null, null],
  ])('%s', (_, users, usually, change) => {
    expect(changeFrom(usually, users)).toBe(change);
  });
});
