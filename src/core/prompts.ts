/** How much is asked of people on a day, as a distribution over those who were challenged. */
import type { Friction } from './report.ts';

/** Challenged users by the number of prompts they saw: few numbers, however many the users. */
export type PromptCounts = Readonly<Record<number, number>>;

export function promptFigures(users: PromptCounts): Pick<Friction, 'promptsMedian' | 'promptsP95'> {
  const ascending = Object.entries(users)
    .map(([prompts, some]) => ({ prompts: Number(prompts), users: some }))
    .sort((a, b) => a.prompts - b.prompts);
  const all = ascending.reduce((sum, { users: some }) => sum + some, 0);

  /** Nearest rank: the least number that at least that share of users does not exceed. */
  function percentile(percent: number): number | null {
    let seen = 0;
    for (const { prompts, users: some } of ascending) {
      seen += some;
      // In whole numbers: 0.95 * 20 is more than 19.
      if (seen * 100 >= all * percent) return prompts;
    }
    return null;
  }

  return { promptsMedian: percentile(50), promptsP95: percentile(95) };
}
