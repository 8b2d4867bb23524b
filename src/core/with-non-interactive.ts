/** What a source has counted and not read, as part of a day's coverage. */
import type { Coverage } from './report.ts';

/**
 * At least so many sign-ins that are not interactive. Those among the facts are not counted twice, and
 * what was counted once stays so; they stand among the records, as if each had been received once.
 */
export function withNonInteractive<Day extends { readonly coverage: Coverage }>(
  day: Day,
  counted: number,
): Day {
  const { coverage } = day;
  const more = Math.max(0, counted - coverage.nonInteractive);
  return {
    ...day,
    coverage: {
      ...coverage,
      nonInteractive: coverage.nonInteractive + more,
      records: coverage.records + more,
    },
  };
}
