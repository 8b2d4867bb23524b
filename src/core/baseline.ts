/** What is usual (design §2): the same weekday of the last four weeks. Why so: docs/decisions/0011. */
import { addDays } from './day.ts';
import type { Baseline, Figures } from './report.ts';
import type { StoredDay } from './stored-day.ts';

const WEEKS_BEFORE = [7, 14, 21, 28] as const;
/** Of the four weeks; fewer are no comparison. */
const FEWEST_DAYS = 2;

/** Differences of fewer users are chance: none is told where both numbers are below it. */
export const CHANGE_FLOOR = 3;

/** Whether all of the day was read: only then is what is not there a zero. */
export function isWhole({ state, coverage }: Pick<StoredDay, 'state' | 'coverage'>): boolean {
  return state !== 'partial' && coverage.complete;
}

/**
 * The days to compare with, newest first; none where there are fewer than two. Those of another
 * source, zone or classifier count otherwise, so they are not among them.
 */
export function baselineDays(of: StoredDay, days: readonly StoredDay[]): StoredDay[] {
  const comparable = WEEKS_BEFORE.flatMap((back) => {
    const day = days.find((each) => each.day === addDays(of.day, -back));
    return day !== undefined && isWhole(day) && isComparable(day, of) ? [day] : [];
  });
  return comparable.length < FEWEST_DAYS ? [] : comparable;
}

/** Whether two days were counted in the same way. */
export function isComparable(a: StoredDay, b: StoredDay): boolean {
  return a.source === b.source && a.zone === b.zone && a.classifier === b.classifier;
}

/** The usual value of a count over the days to compare with, a whole number; `null`: no comparison yet. */
export function baselineOf(days: readonly StoredDay[], figure: (figures: Figures) => number): number | null {
  const usual = median(days.map(({ figures }) => figure(figures)));
  return usual === undefined ? null : Math.round(usual);
}

/** Everything a digest compares its day with. */
export function baselineFigures(of: StoredDay, days: readonly StoredDay[]): Baseline | null {
  const comparable = baselineDays(of, days);
  if (comparable.length === 0) return null;
  const usual = (figure: (figures: Figures) => number) => baselineOf(comparable, figure) ?? 0;
  const rates = comparable.flatMap(({ figures: { rate } }) => (rate === null ? [] : [rate]));
  return {
    days: comparable.map(({ day }) => day),
    challengedUsers: usual(({ challenged }) => challenged.users),
    firstTryUsers: usual(({ completed }) => completed.firstTry.users),
    afterRetryUsers: usual(({ completed }) => completed.afterRetry.users),
    unableUsers: usual(({ unable }) => unable.users),
    rate: median(rates) ?? null,
  };
}

/** At least half as many again, and three users more. */
export function isWorse(users: number, usual: number | null): boolean {
  return usual !== null && 2 * users >= 3 * usual && users >= usual + CHANGE_FLOOR;
}

/** At most 67 of 100. */
export function isBetter(users: number, usual: number | null): boolean {
  return usual !== null && usual >= CHANGE_FLOOR && 100 * users <= 67 * usual;
}

/** How many more or fewer than usual; `null` where there is no comparison, or too few to tell. */
export function changeFrom(usual: number | null, users: number): number | null {
  if (usual === null || Math.max(usual, users) < CHANGE_FLOOR) return null;
  return users - usual;
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
