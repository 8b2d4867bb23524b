/** For the help desk: what to do about those who could not get in for a reason that no card tells of. */
import { count, counted } from '../format.ts';
import { REASONS } from '../reasons.ts';
import type { MeasuredDay } from '../report.ts';
import type { Section } from './block.ts';
import { toldIssues } from './issues.ts';

export const otherReasons: Section<MeasuredDay> = ({ day, short }) => {
  const told = new Set(short ? [] : toldIssues(day).map(({ id }) => id));
  const others = day.reasons.filter(({ reason, unableUsers }) => unableUsers > 0 && !told.has(reason));
  if (others.length === 0) return [];
  const users = others.reduce((sum, { unableUsers }) => sum + unableUsers, 0);
  return [
    {
      kind: 'list',
      title: told.size === 0 ? 'What to do, by reason' : 'The other reasons',
      subtitle: `${counted(users, 'unable user')}, by the reason of the last failed attempt.`,
      entries: others
        .toSorted((a, b) => b.unableUsers - a.unableUsers)
        .map(({ reason, title, unableUsers }) => ({
          term: title,
          text: `${count(unableUsers)} unable. ${REASONS[reason].nextStep}`,
        })),
    },
  ];
};
