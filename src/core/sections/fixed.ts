/** What stood out within the last week and does not any more. */
import { shortDay } from '../format.ts';
import type { MeasuredDay } from '../report.ts';
import type { Section } from './block.ts';
import { ISSUE_PILLS } from './issue-words.ts';

export const fixed: Section<MeasuredDay> = ({ day }) => {
  const gone = day.issues.filter(({ state }) => state === 'fixed');
  if (gone.length === 0) return [];
  const named = gone.map(({ title, lastDay }) => `${title} (last stood out on ${shortDay(lastDay)})`);
  const { sign, word } = ISSUE_PILLS.fixed;
  return [{ kind: 'note', text: `${sign} ${word}: ${named.join(', ')}.` }];
};
