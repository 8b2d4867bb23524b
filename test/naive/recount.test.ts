/** The second implementation is checked too: a wrong judge is worse than none. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryReadAt, arbitraryRecords, INVENTED_DAYS } from '../arbitrary-sign-ins.ts';
import { expectInvariants } from './invariants.ts';
import { recount } from './recount.ts';
import { windowOf } from './window.ts';

const HOUR = 3_600_000;

describe('the window of a day, by asking the calendar', () => {
  it.each([
    ['2026-03-10', 'UTC', '2026-03-10T00:00:00.000Z', 24],
    ['2026-03-29', 'Europe/Amsterdam', '2026-03-28T23:00:00.000Z', 23],
    ['2026-10-25', 'Europe/Amsterdam', '2026-10-24T22:00:00.000Z', 25],
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', 23.5],
    ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z', 24.5],
    ['2026-06-01', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z', 24],
    ['2026-12-31', 'America/New_York', '2026-12-31T05:00:00.000Z', 24],
  ])('%s in %s begins at %s and has %d hours', (day, zone, begins, hours) => {
    const { from, to } = windowOf(day, zone);
    expect(new Date(from).toISOString()).toBe(begins);
    expect((to - from) / HOUR).toBe(hours);
  });
});

describe.each(INVENTED_DAYS)('the recount of $day in $zone', (day) => {
  it('keeps the invariants of the report', () => {
    fc.assert(
      fc.property(arbitraryRecords(day), arbitraryReadAt(day), (records, readAt) => {
        expectInvariants(recount(records, day, { readAt }));
      }),
      { numRuns: 100 },
    );
  });

  it('is the same for any order of the records, and after a second reading', () => {
    const shuffled = arbitraryRecords(day).chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
    );
    fc.assert(
      fc.property(shuffled, arbitraryReadAt(day), ([records, otherOrder], readAt) => {
        const { figures, coverage } = recount(records, day, { readAt });
        expect(recount(otherOrder, day, { readAt })).toEqual({ figures, coverage });
        const twice = recount([...records, ...otherOrder], day, { readAt });
        expect(twice.figures).toEqual(figures);
      }),
      { numRuns: 100 },
    );
  });
});
