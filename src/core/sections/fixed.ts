/** What stood out within the last week and does not any more. */
import { shortDay } from '../format.ts';
import type { MeasuredDay } from '../report.ts';
import type { Section } from './block.ts';
import { ISSUE_PILLS } from './issue-words.ts';

export const fixed: Section<MeasuredDay> = ({ day }) => {
  const gone = day.issues.filter(({ state }) => state === 'fixed');
  if (gone.length === 0) return [];
  const { sign, word, tone } = ISSUE_PILLS.fixed;
  return [
    {
      kind: 'list',
      title: `${sign} ${word}`,
      tone,
      subtitle: 'Stood out last on the day beside it; at least three whole days since were below the floor.',
      entries: gone.map(({ title, lastDay }) => ({ term: shortDay(lastDay), text: `${title}.` })),
    },
  ];
};
