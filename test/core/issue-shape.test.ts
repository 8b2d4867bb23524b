/** An outage has a shape, many single troubles have none. All figures are invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { issueShape, type ShapeContext } from '../../src/core/issue-shape.ts';
import type { Figures } from '../../src/core/report.ts';
import { row } from '../render/report-builder.ts';
import { au, figures, reasonOf } from '../store/builders.ts';

const HOURS = 24;
/** So many attempts in each of these hours, none in the others. */
const hours = (attempts: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: HOURS }, (_, hour) => attempts[hour] ?? 0);

/** 100 challenged users, spread evenly over the day; 80 on Windows, all in Germany, 40 in Teams. */
function context(
  challenged = hours(Object.fromEntries(Array.from({ length: 24 }, (_, n) => [n, 10]))),
): ShapeContext {
  const rowOf = (name: string, users: number) => row(name, name, users, users, [users, users, 0, 0], 0);
  const all = figures({
    challenged: au(100),
    hours: challenged.map((completed, hour) => ({
      from: `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`,
      signIns: completed,
      attempts: completed,
      completed,
      denied: 0,
      abandoned: 0,
    })),
  });
  return {
    figures: {
      ...all,
      breakdowns: {
        ...all.breakdowns,
        app: { rows: [rowOf('Teams', 40)], other: null },
        os: { rows: [rowOf('Windows', 80), rowOf('Android', 20)], other: null },
        country: { rows: [rowOf('DE', 100)], other: null },
      },
    },
    zone: 'UTC',
    windowFrom: '2026-11-23T00:00:00Z',
  };
}

type Given = Partial<Omit<Figures['reasons'][number], 'most'>> & {
  readonly most?: Partial<Figures['reasons'][number]['most']>;
};
function shape(users: number, { most, ...given }: Given, day = context()): string | null {
  const reason = reasonOf('noResponse', users, given);
  return issueShape({ ...reason, most: { ...reason.most, ...most } }, day);
}

const PUSH = 'App notification';

describe('a shape is told', () => {
  it.each<[rule: string, users: number, given: Given, expected: string | null]>([
    [
      'with the method and the time',
      41,
      { most: { method: { name: PUSH, users: 38 } }, hours: hours({ 14: 20, 17: 11, 20: 10 }) },
      '38 of 41 users by App notification, all attempts after 14:00: points to one cause, not to 41 single troubles.',
    ],
    [
      'from three quarters of the users on',
      8,
      { most: { app: { name: 'Teams', users: 6 } } },
      '6 of 8 users in Teams.',
    ],
    ['not below three quarters', 8, { most: { app: { name: 'Teams', users: 5 } } }, null],
    ['from five users on', 5, { most: { os: { name: 'Android', users: 4 } } }, '4 of 5 users on Android.'],
    ['not of fewer', 4, { most: { os: { name: 'Android', users: 4 } } }, null],
    [
      'from ten users on with what it points to',
      10,
      { most: { app: { name: 'Teams', users: 10 } } },
      'All 10 users in Teams: points to one cause, not to 10 single troubles.',
    ],
    ['of nine as a fact alone', 9, { most: { app: { name: 'Teams', users: 9 } } }, 'All 9 users in Teams.'],
    [
      'of a method alone as a fact: many reasons are about one',
      30,
      { most: { method: { name: PUSH, users: 30 } } },
      'All 30 users by App notification.',
    ],
    [
      'of a system alone as a fact: people of one kind of work have the same',
      30,
      { most: { os: { name: 'Android', users: 30 } } },
      'All 30 users on Android.',
    ],
    [
      'not of a system that most challenged users have',
      9,
      { most: { os: { name: 'Windows', users: 9 } } },
      null,
    ],
    ['not of the one country of the tenant', 9, { most: { country: { name: 'DE', users: 9 } } }, null],
    [
      'of a country that few are in',
      9,
      { most: { country: { name: 'PT', users: 9 } } },
      'All 9 users from PT.',
    ],
    [
      'not of what the log does not name',
      9,
      { most: { method: { name: 'Not recorded', users: 9 }, app: { name: 'unknown', users: 9 } } },
      null,
    ],
    ['not where nothing is common', 9, {}, null],
  ])('%s', (_, users, given, expected) => {
    expect(shape(users, given)).toBe(expected);
  });
});

describe('a time is told', () => {
  it.each<[rule: string, attempts: Record<number, number>, expected: string | null]>([
    ['of one hour', { 9: 6, 15: 2 }, '6 of 8 attempts between 09:00 and 10:00'],
    ['of two hours', { 13: 4, 14: 4 }, 'All attempts between 13:00 and 15:00'],
    ['of three hours', { 13: 2, 14: 2, 15: 2 }, 'All attempts between 13:00 and 16:00'],
    ['not where it takes four hours', { 5: 2, 8: 2, 9: 1, 10: 1, 11: 2 }, null],
    ['where all of it began at noon or later', { 12: 2, 15: 2, 18: 2, 21: 2 }, 'All attempts after 12:00'],
    ['not where it began before', { 11: 2, 15: 2, 18: 2, 21: 2 }, null],
  ])('%s', (_, attempts, expected) => {
    const told = shape(8, { hours: hours(attempts) });
    expect(told).toBe(expected === null ? null : `${expected}.`);
  });

  it('not where most challenges of the day fall into it', () => {
    const lateShift = context(hours({ 3: 2, 13: 50, 14: 50, 20: 20 }));
    expect(shape(8, { hours: hours({ 13: 4, 14: 4 }) }, lateShift)).toBeNull();
    expect(shape(8, { hours: hours({ 13: 2, 15: 2, 18: 2, 21: 2 }) }, lateShift)).toBeNull();
  });

  it('on the clock of the zone', () => {
    const berlin = { ...context(), zone: 'Europe/Berlin', windowFrom: '2026-11-22T23:00:00Z' };
    expect(shape(8, { hours: hours({ 14: 8 }) }, berlin)).toContain('between 14:00 and 15:00');
  });

  it('not of a day stored before hours were counted', () => {
    expect(shape(8, { hours: hours({}) })).toBeNull();
    expect(shape(8, { hours: [] })).toBeNull();
  });
});
