/** Issues that somebody has taken note of: counted, and kept out of the headline until their end. */
import { count, shortDay } from '../format.ts';
import type { Issue, MeasuredDay } from '../report.ts';
import type { Section } from './block.ts';
import { issueWords, shortName } from './issue-words.ts';

export const acknowledged: Section<MeasuredDay> = ({ day }) => {
  const known = day.issues.filter(({ state }) => state !== 'fixed').flatMap(acknowledgedEntry);
  if (known.length === 0) return [];
  return [
    {
      kind: 'list',
      title: '○ Acknowledged',
      tone: 'calm',
      subtitle: 'Counted above, and kept out of the headline until the end that was set.',
      entries: known,
    },
  ];
};

function acknowledgedEntry(issue: Issue) {
  if (issue.acknowledged === null) return [];
  const { until, by, note } = issue.acknowledged;
  const said = `${by === '' ? '' : ` By ${shortName(by)}.`}${note === '' ? '' : ` “${note}”`}`;
  return [
    {
      term: `Until ${shortDay(until)}`,
      text: `${issueWords(issue)}, ${count(issue.unableUsers)} unable.${said}`,
    },
  ];
}
