/** Every kind of day that a digest can be about: what the golden files, the browser and the pictures show. */
import type { Report } from '../../src/core/report.ts';
import { namesDay, sampleDay, worstDays } from './extreme-days.ts';
import { SAMPLE_REPORTS } from './sample-pages.ts';

/** Made when first asked for: some take a second. */
export const EVERY_DAY = {
  trouble: () => SAMPLE_REPORTS.trouble,
  quiet: () => SAMPLE_REPORTS.quiet,
  partial: () => SAMPLE_REPORTS.partial,
  missing: () => SAMPLE_REPORTS.missing,
  lost: () => SAMPLE_REPORTS.lost,
  zero: () => SAMPLE_REPORTS.zero,
  worst: once(() => worstDays('equals')('masked')),
  names: once(() => namesDay()),
  sample: once(() => sampleDay()),
} as const satisfies Record<string, () => Report>;
export type DayName = keyof typeof EVERY_DAY;
export const DAY_NAMES: readonly DayName[] = [
  'trouble',
  'quiet',
  'partial',
  'missing',
  'lost',
  'zero',
  'worst',
  'names',
];
/** With the sample tenant's, which takes seconds to make: for eyes, and for the browser. */
export const SHOWN_DAY_NAMES: readonly DayName[] = [...DAY_NAMES, 'sample'];

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
