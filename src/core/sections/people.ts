/** Who could not get in, and whom to check: worst first, with what the help desk asks first. */
import { FINDING_KINDS } from '../finding-kinds.ts';
import { clockTime, count } from '../format.ts';
import { METHODS } from '../methods.ts';
import { REASONS } from '../reasons.ts';
import type { MeasuredDay, Person } from '../report.ts';
import type { Section, TableRow } from './block.ts';
import { shortName } from './issue-words.ts';

const SHOWN = 12;

/** None where people are not kept, or not to be shown. */
export const people: Section<MeasuredDay> = ({ day }) => {
  if (day.people.length === 0) return [];
  const shown = day.people.slice(0, SHOWN);
  // At most 500 are kept: there may be more unable users than people.
  const rest = Math.max(day.people.length, day.unable.users) - shown.length;
  return [
    {
      kind: 'table',
      id: 'people',
      title: 'People',
      subtitle: `Who could not get in, and whom to check: worst first, with the last failed attempt. Times in ${day.zone}.`,
      nameColumn: 'User',
      columns: ['Attempts', 'Last at'],
      rows: [...shown.map((person) => personRow(person, day)), ...(rest > 0 ? [restRow(rest)] : [])],
    },
  ];
};

function personRow(person: Person, { day, zone }: MeasuredDay): TableRow {
  const { user, admin, reason, method, detail, app, findings, attempts, lastAt } = person;
  const methodTitle = method === null ? undefined : METHODS[method].title;
  const parts = [
    reason === null ? undefined : REASONS[reason].title,
    ...findings.map((kind) => FINDING_KINDS[kind].title),
    detail === null ? methodTitle : [methodTitle, shortName(detail)].filter(isSaid).join(' '),
    app === null ? undefined : shortName(app),
  ];
  return {
    name: `${shortName(user)}${admin ? ' (admin)' : ''}`,
    detail: parts.filter(isSaid).join(' · '),
    cells: [count(attempts), clockTime(lastAt, zone, day)],
    total: false,
  };
}

const isSaid = (part: string | undefined): part is string => part !== undefined && part !== '';

function restRow(rest: number): TableRow {
  return { name: `and ${count(rest)} more`, detail: '', cells: ['', ''], total: false };
}
