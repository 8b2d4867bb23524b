/** How much is asked of people on a day, as a distribution over those who were challenged. */
import type { Friction } from './report.ts';

export type Prompts = {
  /** One challenged user, and how many prompts they saw. */
  readonly add: (prompts: number) => void;
  readonly figures: () => Pick<Friction, 'promptsMedian' | 'promptsP95'>;
};

export function createPrompts(): Prompts {
  /** Users by number of prompts: few numbers, however many the users. */
  const users = new Map<number, number>();
  let all = 0;

  /** Nearest rank: the least number that at least that share of users does not exceed. */
  function percentile(percent: number): number | null {
    let seen = 0;
    for (const prompts of [...users.keys()].sort((a, b) => a - b)) {
      seen += users.get(prompts) ?? 0;
      // In whole numbers: 0.95 * 20 is more than 19.
      if (seen * 100 >= all * percent) return prompts;
    }
    return null;
  }

  return {
    add(prompts) {
      users.set(prompts, (users.get(prompts) ?? 0) + 1);
      all += 1;
    },
    figures: () => ({ promptsMedian: percentile(50), promptsP95: percentile(95) }),
  };
}
