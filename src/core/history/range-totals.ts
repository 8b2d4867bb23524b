import type { Headline } from '../report.ts';

/** Attempts of a range added up; users of several days do not add up. */
export type RangeTotals = {
  /** Days with figures. */
  readonly measured: number;
  readonly challenged: number;
  readonly completed: number;
};

export function rangeTotals(trend: readonly Headline[]): RangeTotals {
  const sum = (of: (headline: Headline) => number | null) =>
    trend.reduce((total, day) => total + (of(day) ?? 0), 0);
  return {
    measured: trend.filter((day) => day.signIns !== null).length,
    challenged: sum((day) => day.challengedAttempts),
    completed: sum((day) => day.completed),
  };
}
