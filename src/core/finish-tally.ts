/** A day's tally, of all its shards together → its figures. */
import { breakdownsOf, type Folds } from './breakdowns.ts';
import { dayFigures } from './day-figures.ts';
import type { Figures, Person } from './report.ts';
import type { ShardTally } from './shard-tally.ts';

export type Tallied = {
  readonly figures: Figures;
  /** How the breakdowns read where PRIVACY is aggregate. */
  readonly folds: Folds;
  /** Users who were unable, or are in a finding; worst first, at most 500. */
  readonly people: Person[];
};

export function finishTally({ of, day, users, breakdowns, people }: ShardTally): Tallied {
  const listed = breakdownsOf(breakdowns);
  return { figures: dayFigures(day, users, listed, of), folds: listed.folds, people: [...people] };
}
