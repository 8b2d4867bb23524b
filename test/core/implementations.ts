/** Whoever counts a day must pass the same table of rules. */
import { createCalendar } from '../../src/core/day.ts';
import { createFacts } from '../../src/core/facts.ts';
import { addRejected, placeRows } from '../../src/core/placed.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { tally } from '../../src/core/tally.ts';
import { type Recount, type RecountedDay, recount } from '../naive/recount.ts';

export type Implementation = (
  records: readonly ReadRecord[],
  day: RecountedDay,
  options: { readonly readAt: number },
) => Recount;

export const IMPLEMENTATIONS: readonly (readonly [name: string, count: Implementation])[] = [
  ['naive', recount],
  ['core', countWithCore],
];

/** The product's own count of a day. */
export function countWithCore(
  records: readonly ReadRecord[],
  day: RecountedDay,
  { readAt }: { readonly readAt: number },
): Recount {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  const calendar = createCalendar(day.zone);
  const window = { ...day };
  const exclude = { users: new Set<string>(), apps: new Set<string>() };
  const dayEnd = (ms: number) => calendar.window(calendar.dayOf(ms)).to;
  const { rejected, ...placed } = placeRows(facts, window, exclude);
  const figures = tally(facts, { window, readAt, exclude, dayEnd });
  const all = addRejected(facts.rejected, rejected);
  const { excluded: _, ...counted } = placed;
  return {
    figures,
    coverage: {
      ...counted,
      records: facts.records,
      outOfScope: placed.outOfScope + facts.unkeyed,
      duplicates: facts.records - facts.rows - facts.unkeyed - addRejected(facts.rejected, {}).total,
      rejected: all,
    },
  };
}
