/** Days of files counted on as many threads as are allowed: each counts a part of the users. */
import type { FactsShare } from '../core/facts/facts-view.ts';
import type { ShardTally } from '../core/shard-tally.ts';
import type { DaysToTally } from '../core/tally-days.ts';
import { tallyPart } from './tally-part.ts';
import type { Threads } from './thread-work.ts';

export type ThreadsToTally = {
  readonly zone: string;
  /** At most so many; one where there is little to count. */
  readonly threads: number;
  readonly others: Threads;
};

/** A thread that has fewer rows to count costs more than it saves. */
const WORTH_A_THREAD = 100_000;

/** Of each day one tally by every part. What another thread fails to count is counted here. */
export async function tallyOnThreads(
  facts: FactsShare,
  days: DaysToTally,
  { others, threads, zone }: ThreadsToTally,
): Promise<ShardTally[][]> {
  const of = Math.max(1, Math.min(threads, Math.ceil(facts.rows / WORTH_A_THREAD)));
  const orders = Array.from({ length: of }, (_, number) => ({ ...days, facts, zone, part: { number, of } }));
  const [mine, ...theirs] = orders;
  const asked = theirs.map(async (order, nth) => {
    try {
      return await others.ask(nth + 1, 'tally', order);
    } catch {
      return tallyPart(order);
    }
  });
  const first = mine === undefined ? [] : tallyPart(mine);
  const tallies = [first, ...(await Promise.all(asked))];
  return days.days.map((_, day) => tallies.flatMap((part) => part[day] ?? []));
}
