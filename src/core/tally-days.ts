/** Days of one set of facts, counted; or the part of them that falls to one of several who count side by side. */
import type { Calendar } from './day.ts';
import type { FactsView } from './facts/facts-view.ts';
import { type RowsByDay, rowsByDay } from './facts/rows-by-day.ts';
import type { ShardTally } from './shard-tally.ts';
import { type Part, type TallyOptions, tallyShard } from './tally.ts';

export type DaysToTally = {
  readonly days: readonly string[];
  /** Counts as the time at which the data was read, ms. */
  readonly asOf: number;
  readonly exclude: TallyOptions['exclude'];
};

/** One tally of each day, in that order; of the part's users, or of all. */
export function tallyDays(
  facts: FactsView,
  calendar: Calendar,
  { asOf, days, exclude }: DaysToTally,
  {
    part,
    rows = rowsByDay(facts, calendar),
  }: { readonly part?: Part | undefined; readonly rows?: RowsByDay } = {},
): ShardTally[] {
  const dayEnd = (ms: number) => calendar.window(calendar.dayOf(ms)).to;
  return days.map((day) =>
    tallyShard(facts, {
      window: calendar.window(day),
      readAt: asOf,
      exclude,
      dayEnd,
      rows: rows.around(day),
      part,
    }),
  );
}
