/** A day beside what Microsoft itself counts for it: told in the coverage, and no figure rests on it. */
import { isComparable, isWhole, median } from './baseline.ts';
import type { CrossCheck } from './report.ts';
import type { StoredDay } from './stored-day.ts';

/** The newest of these many earlier days make what is usual; fewer than the fewest make nothing. */
const MOST_DAYS = 28;
const FEWEST_DAYS = 7;

/**
 * `days` in any order; of them, those before this day that are whole, counted in the same way and have
 * the same counter. `null` where the day has none, or one of zero.
 */
export function crossCheckOf(of: StoredDay, days: readonly StoredDay[]): CrossCheck | null {
  const { counters } = of;
  const ratio = ratioOf(of);
  if (counters === undefined || ratio === undefined) return null;
  const ratios = days
    .filter(({ day }) => day < of.day)
    .filter((each) => isWhole(each) && isComparable(each, of) && each.counters?.counter === counters.counter)
    .toSorted((a, b) => (a.day < b.day ? 1 : -1))
    .flatMap((each) => ratioOf(each) ?? [])
    .slice(0, MOST_DAYS);
  return {
    counter: counters.counter,
    theirs: counters.signIns,
    ours: received(of),
    ratio,
    usual: ratios.length < FEWEST_DAYS ? null : (median(ratios) ?? null),
    days: ratios.length,
  };
}

/** More than a tenth off what is usual. Multiplied out, so that a tenth is exactly a tenth. */
export function deviation({ ours, theirs, usual }: CrossCheck): 'fewer' | 'more' | undefined {
  if (usual === null) return undefined;
  const expected = theirs * usual;
  if (10 * ours < 9 * expected) return 'fewer';
  return 10 * ours > 11 * expected ? 'more' : undefined;
}

function ratioOf(day: StoredDay): number | undefined {
  const theirs = day.counters?.signIns ?? 0;
  return theirs === 0 ? undefined : received(day) / theirs;
}

/** Those left out on purpose too: a change of EXCLUDE_USERS is not to look like records gone missing. */
function received({ coverage: { signIns, excluded } }: StoredDay): number {
  return signIns + excluded;
}
