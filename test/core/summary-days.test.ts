import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/core/day.ts';
import { summaryDays, type TenantTime } from '../../src/core/summary-days.ts';

const time = (zone: string, at = '07:30', given: Partial<TenantTime> = {}): TenantTime => ({
  calendar: createCalendar(zone),
  digestAt: { hour: Number(at.slice(0, 2)), minute: Number(at.slice(3)) },
  digestOn: [0, 1, 2, 3, 4, 5, 6],
  digestWaitHours: 4,
  ...given,
});
const WEEKDAYS = { digestOn: [1, 2, 3, 4, 5] };
const newest = (tenants: readonly TenantTime[], now: string, own = time('UTC')) =>
  summaryDays(tenants, { own, now: Date.parse(now) }).at(-1);
const instants = (due: ReturnType<typeof newest>) =>
  due && {
    day: due.day,
    sendAt: new Date(due.sendAt).toISOString(),
    waitUntil: new Date(due.waitUntil).toISOString(),
  };

describe('the summary of a day', () => {
  it.each<[string, readonly TenantTime[], string, string, string, string]>([
    [
      'the time of the last tenant',
      [time('UTC'), time('America/New_York')],
      '2026-11-24T12:30:00Z',
      '2026-11-23',
      '2026-11-24T12:30:00.000Z',
      '2026-11-24T16:30:00.000Z',
    ],
    [
      'no earlier than that',
      [time('UTC'), time('America/New_York')],
      '2026-11-24T12:29:59Z',
      '2026-11-22',
      '2026-11-23T12:30:00.000Z',
      '2026-11-23T16:30:00.000Z',
    ],
    [
      'whoever waits longest',
      [time('UTC', '07:30', { digestWaitHours: 12 }), time('UTC', '09:00')],
      '2026-11-24T09:00:00Z',
      '2026-11-23',
      '2026-11-24T09:00:00.000Z',
      '2026-11-24T19:30:00.000Z',
    ],
    [
      'only those that are told of it',
      [time('UTC', '07:30'), time('UTC', '20:00', WEEKDAYS)],
      '2026-11-22T07:30:00Z',
      '2026-11-21',
      '2026-11-22T07:30:00.000Z',
      '2026-11-22T11:30:00.000Z',
    ],
    [
      'its own time where nobody is',
      [time('UTC', '20:00', WEEKDAYS)],
      '2026-11-22T07:30:00Z',
      '2026-11-21',
      '2026-11-22T07:30:00.000Z',
      '2026-11-22T11:30:00.000Z',
    ],
    [
      'a day that is over in the far east alone',
      [time('Pacific/Kiritimati')],
      '2026-11-23T17:30:00Z',
      '2026-11-23',
      '2026-11-23T17:30:00.000Z',
      '2026-11-23T21:30:00.000Z',
    ],
  ])('is due by %s', (_, tenants, now, day, sendAt, waitUntil) => {
    expect(instants(newest(tenants, now))).toEqual({ day, sendAt, waitUntil });
  });

  it('is due until it is time for the next', () => {
    const [tenants, own] = [[time('UTC')], time('UTC')];
    for (const { day, until } of summaryDays(tenants, { own, now: Date.parse('2026-11-24T08:00:00Z') }))
      expect(new Date(until).toISOString().slice(0, 10) > day).toBe(true);
    expect(newest(tenants, '2026-11-24T08:00:00Z')?.until).toBe(Date.parse('2026-11-25T07:30:00Z'));
  });

  it('is of the days that DIGEST_ON of the deployment names', () => {
    const days = summaryDays([time('UTC')], {
      own: time('UTC', '07:30', WEEKDAYS),
      now: Date.parse('2026-11-24T08:00:00Z'),
    });
    // The mornings of Tuesday, Monday and Friday.
    expect(days.map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-23']);
  });
});
