/** Who could not get in, and whom to check: worst first, with what the help desk asks first. */
import type { Audience } from '../audiences.ts';
import { FINDING_KINDS } from '../finding-kinds.ts';
import { clockTime, count, shortDay } from '../format.ts';
import type { Links } from '../links.ts';
import { METHODS } from '../methods.ts';
import { REASONS } from '../reasons.ts';
import type { MeasuredDay, Person } from '../report.ts';
import type { Section, TableRow } from './block.ts';
import { shortName } from './issue-words.ts';

type Selection = {
  readonly title: string;
  readonly subtitle: string;
  /** Rows at most. */
  readonly rows: number;
  readonly isShown: (person: Person) => boolean;
  /** Users to tell of, also where fewer people are kept: at most 500 are. */
  readonly atLeast: (day: MeasuredDay) => number;
};

const SELECTIONS = {
  everyone: {
    title: 'People',
    rows: 8,
    subtitle: 'Who could not get in, and whom to check: worst first, with the last failed attempt.',
    isShown: () => true,
    atLeast: ({ unable }) => unable.users,
  },
  security: {
    title: 'Whom to check',
    rows: 20,
    subtitle: 'Everybody in a finding: worst first, with the last failed attempt.',
    isShown: ({ findings }) => findings.length > 0,
    atLeast: () => 0,
  },
  helpdesk: {
    title: 'Who could not get in',
    rows: 20,
    subtitle: 'Worst first, with the last failed attempt.',
    isShown: ({ unable }) => unable,
    atLeast: ({ unable }) => unable.users,
  },
} as const satisfies Record<Audience, Selection>;

/**
 * None where people are not kept, or not to be shown. On a quiet day in its short form only those whose
 * task it is are told.
 */
export const people: Section<MeasuredDay> = ({ day, links, audience, short }) => {
  const { title, subtitle, rows, isShown, atLeast } = SELECTIONS[audience];
  const among = day.people.filter(isShown);
  if ((short && audience === 'everyone') || among.length === 0) return [];
  const shown = among.slice(0, rows);
  const rest = Math.max(among.length, atLeast(day)) - shown.length;
  return [
    {
      kind: 'table',
      id: 'people',
      title,
      subtitle: `${subtitle} Times in ${day.zone}.`,
      nameColumn: 'User',
      columns: ['Attempts', 'Last at'],
      rows: [
        ...shown.map((person) => personRow(person, day, { audience, links })),
        ...(rest > 0 ? [restRow(rest)] : []),
      ],
      linkNote: `A name leads to that user’s sign-ins in the Entra admin center. The address holds no day: choose ${shortDay(day.day)} there.`,
    },
  ];
};

function personRow(
  person: Person,
  { day, zone }: MeasuredDay,
  { audience, links }: { readonly audience: Audience; readonly links: Links },
): TableRow {
  const { id, user, admin, reason, method, detail, app, findings, attempts, lastAt } = person;
  const methodTitle = method === null ? undefined : METHODS[method].title;
  const parts = [
    reason === null ? undefined : REASONS[reason].title,
    // What a finding says of somebody is not for the help desk.
    ...(audience === 'helpdesk' ? [] : findings.map((kind) => FINDING_KINDS[kind].title)),
    detail === null ? methodTitle : [methodTitle, shortName(detail)].filter(isSaid).join(' '),
    app === null ? undefined : shortName(app),
  ];
  return {
    name: `${shortName(user)}${admin ? ' (admin)' : ''}`,
    href: links.signIns(id),
    detail: parts.filter(isSaid).join(' · '),
    cells: [count(attempts), clockTime(lastAt, zone, day)],
    total: false,
  };
}

const isSaid = (part: string | undefined): part is string => part !== undefined && part !== '';

function restRow(rest: number): TableRow {
  return { name: `and ${count(rest)} more`, detail: '', cells: ['', ''], total: false };
}
