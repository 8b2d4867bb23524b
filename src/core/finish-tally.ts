/** Tallies of all parts of a day → its figures: those of the day in one piece, whatever the parts and their order. */
import { addCounts } from './add-counts.ts';
import { breakdownsOf, type Folds } from './breakdowns.ts';
import { dayFigures } from './day-figures.ts';
import { worstOf } from './people.ts';
import type { Figures, Person } from './report.ts';
import type { ShardTally } from './shard-tally.ts';

export type Tallied = {
  readonly figures: Figures;
  /** How the breakdowns read where PRIVACY is aggregate. */
  readonly folds: Folds;
  /** Users who were unable, or are in a finding; worst first, at most 500. */
  readonly people: Person[];
};

/** @throws RangeError where there is none, they are of different days, or they were read at different times */
export function finishTally(parts: readonly ShardTally[]): Tallied {
  const [first, ...others] = parts;
  if (first === undefined)
    throw new RangeError('A day is made of at least one tally: expected some, got none.');
  const { of } = first;
  for (const other of others)
    if (other.of.from !== of.from || other.of.to !== of.to || other.of.readAt !== of.readAt)
      throw new RangeError(
        `Tallies of ${JSON.stringify(of)} and of ${JSON.stringify(other.of)} cannot be added: expected one window and one time of reading.`,
      );
  const listed = breakdownsOf(parts.map(({ breakdowns }) => breakdowns));
  const day = others.reduce((sum, part) => addCounts(sum, part.day), first.day);
  const users = others.reduce((sum, part) => addCounts(sum, part.users), first.users);
  return {
    figures: dayFigures(day, users, listed, of),
    folds: listed.folds,
    people: worstOf(parts.flatMap(({ people }) => people)),
  };
}
