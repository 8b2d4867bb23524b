import { describe, expect, it } from 'vitest';
import { createCalendar, daysBetween } from '../../src/core/day.ts';
import type { Publishing } from '../../src/core/ports.ts';
import { type TroubledDays, troubledDays, troubleSentences } from '../../src/core/troubled-days.ts';
import { storedDay } from '../store/builders.ts';

const NONE: TroubledDays = { partial: [], lost: [], unstable: [], overdue: [] };

/** 16 June 2026, noon: the 15th has been due since 3, the 14th for more than a day. The source keeps a week. */
function troubles(
  stored: readonly Publishing[],
  given: {
    readonly unstable?: readonly string[];
    readonly backfillDays?: number;
    readonly now?: string;
  } = {},
): TroubledDays {
  return troubledDays({
    now: Date.parse(given.now ?? '2026-06-16T12:00:00Z'),
    calendar: createCalendar('UTC'),
    stored,
    settleHours: 3,
    sealHours: 48,
    backfillDays: given.backfillDays ?? 30,
    retentionDays: 7,
    keepDays: 400,
    unstable: given.unstable ?? [],
    first: stored.map(({ day }) => day).sort()[0],
  });
}

/** Sealed days, as of which nothing is left to do. */
const sealed = (...days: string[]): Publishing[] =>
  days.map((day) => storedDay({ day, state: 'sealed', windowTo: `${day}T24:00:00Z` }));

describe('days in trouble', () => {
  it.each<[rule: string, found: TroubledDays, expected: Partial<TroubledDays>]>([
    ['none where nothing was published yet: there is nothing to miss', troubles([]), {}],
    ['none before the first published day: those are the backfill', troubles(sealed('2026-06-15')), {}],
    [
      'a partial day',
      troubles([...sealed('2026-06-14'), storedDay({ day: '2026-06-15', state: 'partial' })]),
      { partial: ['2026-06-15'] },
    ],
    [
      'F25 a day between published ones that the source holds no longer',
      troubles(
        sealed(
          '2026-06-06',
          '2026-06-09',
          '2026-06-10',
          '2026-06-11',
          '2026-06-12',
          '2026-06-13',
          '2026-06-14',
          '2026-06-15',
        ),
      ),
      { lost: ['2026-06-07', '2026-06-08'] },
    ],
    [
      'F25 such a day for a week, however short the backfill',
      troubles(sealed('2026-05-20', '2026-06-15'), { backfillDays: 5, now: '2026-06-16T02:00:00Z' }),
      { lost: daysBetween('2026-06-02', '2026-06-08'), overdue: daysBetween('2026-06-09', '2026-06-13') },
    ],
    [
      'F25 and as long as the backfill reaches back to it',
      troubles(sealed('2026-05-20', '2026-06-15'), { backfillDays: 18, now: '2026-06-16T02:00:00Z' }),
      { lost: daysBetween('2026-05-29', '2026-06-08'), overdue: daysBetween('2026-06-09', '2026-06-13') },
    ],
    [
      'F24 a day that was due a day ago and is still',
      troubles(sealed('2026-06-13', '2026-06-15')),
      { overdue: ['2026-06-14'] },
    ],
    ['not a day that is due since this morning', troubles(sealed('2026-06-13', '2026-06-14')), {}],
    [
      'F33 an open day whose source does not agree with itself',
      troubles(
        [...sealed('2026-06-14'), storedDay({ day: '2026-06-15', lastReadAt: '2026-06-16T03:00:00Z' })],
        {
          unstable: ['2026-06-15'],
        },
      ),
      { unstable: ['2026-06-15'] },
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual({ ...NONE, ...expected });
  });

  it('are told in one sentence a trouble, which names five days at most', () => {
    const lost = ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04', '2026-06-05', '2026-06-06'];
    expect(troubleSentences({ ...NONE, partial: ['2026-06-15'], lost })).toEqual([
      'Partial, part of it unread: 2026-06-15.',
      "Lost, never collected and past the source's retention: 2026-06-02, 2026-06-03, 2026-06-04, 2026-06-05, 2026-06-06 and 1 earlier day.",
    ]);
    expect(troubleSentences(NONE)).toEqual([]);
  });
});
