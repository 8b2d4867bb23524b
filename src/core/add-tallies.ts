/** Tallies of two parts of one day → that of both: in any order, the day's own. */
import { addBreakdowns } from './breakdown-counters.ts';
import { worstOf } from './people.ts';
import type { ShardTally } from './shard-tally.ts';

/** @throws RangeError where they are of different days, or were read at different times */
export function addTallies(a: ShardTally, b: ShardTally): ShardTally {
  if (a.of.from !== b.of.from || a.of.to !== b.of.to || a.of.readAt !== b.of.readAt)
    throw new RangeError(
      `Tallies of ${JSON.stringify(a.of)} and of ${JSON.stringify(b.of)} cannot be added: expected one window and one time of reading.`,
    );
  return {
    of: a.of,
    day: addCounts(a.day, b.day),
    users: addCounts(a.users, b.users),
    breakdowns: addBreakdowns(a.breakdowns, b.breakdowns),
    people: worstOf([...a.people, ...b.people]),
  };
}

/** Numbers, by any names and as deep as they lie. */
type Counts = number | readonly Counts[] | { readonly [name: string]: Counts };

/** Adds number by number; what only one of them has is as it is there. */
function addCounts<T extends Counts>(a: T, b: T): T {
  // Sums have the shape of what is summed.
  return sumOf(a, b) as T;
}

function sumOf(a: Counts | undefined, b: Counts | undefined): Counts {
  if (a === undefined || b === undefined) return a ?? b ?? 0;
  if (typeof a === 'number' || typeof b === 'number') return Number(a) + Number(b);
  if (isList(a) && isList(b)) return a.map((value, index) => sumOf(value, b[index]));
  const [some, others] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  const names = new Set([...some.keys(), ...others.keys()]);
  return Object.fromEntries([...names].map((name) => [name, sumOf(some.get(name), others.get(name))]));
}

function isList(counts: Counts): counts is readonly Counts[] {
  return Array.isArray(counts);
}
