import { describe, expect, it } from 'vitest';
import { backOffMs, retryAfterMs, tryLimitMs } from '../src/retry-timing.ts';

describe('F3 Retry-After', () => {
  const now = Date.parse('2026-11-23T03:00:00Z');
  it.each([
    { header: '7', wait: 7_000 },
    { header: ' 7 ', wait: 7_000 },
    { header: '0', wait: 1_000 },
    { header: '86400', wait: 86_400_000 },
    { header: 'Mon, 23 Nov 2026 03:00:30 GMT', wait: 30_000 },
    { header: 'Monday, 23-Nov-26 03:00:30 GMT', wait: 30_000 },
    { header: 'Mon, 23 Nov 2026 02:00:00 GMT', wait: 1_000 },
    { header: '86401', wait: 86_400_000 },
    { header: '9'.repeat(400), wait: 86_400_000 },
    { header: 'Fri, 31 Dec 9999 23:59:59 GMT', wait: 86_400_000 },
    { header: '-1', wait: undefined },
    { header: 'abc', wait: undefined },
    { header: '2026-11-23', wait: undefined },
    { header: 'Mon, 99 Nov 2026 02:00:00 GMT', wait: undefined },
    { header: '', wait: undefined },
    { header: undefined, wait: undefined },
  ])('"$header" asks for $wait ms', ({ header, wait }) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});

describe('F2 back-off', () => {
  it.each([
    { tried: 1, chance: 0, wait: 1_000 },
    { tried: 1, chance: 0.999, wait: 1_998 },
    { tried: 2, chance: 0.5, wait: 2_000 },
    { tried: 4, chance: 0.5, wait: 8_000 },
    { tried: 7, chance: 0.5, wait: 30_000 },
    { tried: 30, chance: 0.5, wait: 30_000 },
  ])('after $tried tries at chance $chance waits $wait ms', ({ tried, chance, wait }) => {
    expect(backOffMs(tried, chance)).toBe(wait);
  });
});

describe('F32 the time limit of a try', () => {
  it.each([
    { left: undefined, limit: 100_000 },
    { left: 600_000, limit: 100_000 },
    { left: 40_000, limit: 40_000 },
    { left: 999, limit: 1_000 },
    { left: -5_000, limit: 1_000 },
  ])('of 100 s with $left ms left is $limit ms', ({ left, limit }) => {
    expect(tryLimitMs(100_000, left === undefined ? undefined : () => left)).toBe(limit);
  });

  it('is never more than what a try gets at most', () => {
    expect(tryLimitMs(200, () => 0)).toBe(200);
  });
});
