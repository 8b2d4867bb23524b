/** Days of files counted on as many threads as are allowed: each counts a part of the users, and the parts are added. */
import { addTallies } from '../core/add-tallies.ts';
import type { FactsShare } from '../core/facts-view.ts';
import type { ShardTally } from '../core/shard-tally.ts';
import type { DaysToTally } from '../core/tally-days.ts';
import { tallyPart } from './tally-part.ts';
import { askThread } from './thread-work.ts';

export type ThreadsToTally = {
  readonly zone: string;
  /** At most so many; one where there is little to count. */
  readonly threads: number;
  /** The program, for other threads to start from. */
  readonly program: URL;
};

/** A thread that has fewer rows to count costs more than it saves. */
const WORTH_A_THREAD = 100_000;

/** One tally of each day. What another thread fails to count is counted here. */
export async function tallyOnThreads(
  facts: FactsShare,
  days: DaysToTally,
  { program, threads, zone }: ThreadsToTally,
): Promise<ShardTally[]> {
  const of = Math.max(1, Math.min(threads, Math.ceil(facts.rows / WORTH_A_THREAD)));
  const orders = Array.from({ length: of }, (_, number) => ({ ...days, facts, zone, part: { number, of } }));
  const [mine, ...theirs] = orders;
  const others = theirs.map(async (order) => {
    try {
      return await askThread(program, 'tally', order);
    } catch {
      return tallyPart(order);
    }
  });
  const first = mine === undefined ? [] : tallyPart(mine);
  const tallies = [first, ...(await Promise.all(others))];
  return days.days.flatMap((_, day) => {
    const parts = tallies.flatMap((part) => part[day] ?? []);
    return parts.length === 0 ? [] : [parts.reduce(addTallies)];
  });
}
