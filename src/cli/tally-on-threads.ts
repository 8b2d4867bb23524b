/** Days of files counted on as many threads as are allowed: each counts a part of the users. */
import type { DaysOfFiles } from '../core/days-of-files.ts';
import type { ShardTally } from '../core/shard-tally.ts';
import type { DaysToTally } from '../core/tally-days.ts';
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
  files: Pick<DaysOfFiles, 'tally' | 'toShare'>,
  days: DaysToTally,
  { others, threads, zone }: ThreadsToTally,
): Promise<ShardTally[][]> {
  const { facts } = files.toShare();
  const of = Math.max(1, Math.min(threads, Math.ceil(facts.rows / WORTH_A_THREAD)));
  const asked = Array.from({ length: of - 1 }, async (_, nth) => {
    const part = { number: nth + 1, of };
    try {
      return await others.ask(part.number, 'tally', { ...days, facts, zone, part });
    } catch {
      return files.tally(days, part);
    }
  });
  const first = files.tally(days, { number: 0, of });
  const tallies = [first, ...(await Promise.all(asked))];
  return days.days.map((_, day) => tallies.flatMap((part) => part[day] ?? []));
}
