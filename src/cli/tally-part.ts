/** What a thread counts of the days that others have read: the sign-ins of a part of the users. */
import { createCalendar } from '../core/day.ts';
import { type FactsShare, viewFacts } from '../core/facts/facts-view.ts';
import type { ShardTally } from '../core/shard-tally.ts';
import type { Part } from '../core/tally.ts';
import { type DaysToTally, tallyDays } from '../core/tally-days.ts';

export type TallyOrder = DaysToTally & {
  readonly facts: FactsShare;
  readonly zone: string;
  readonly part: Part;
};

/** One tally of each day. */
export function tallyPart({ facts, part, zone, ...days }: TallyOrder): ShardTally[] {
  return tallyDays(viewFacts(facts), createCalendar(zone), days, { part });
}
