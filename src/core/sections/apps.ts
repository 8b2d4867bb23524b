/** Where people were going: the applications with most challenges, the rest folded. */
import { count, percent, share, shortened, UNMEASURED } from '../format.ts';
import type { MeasuredDay, Row } from '../report.ts';
import type { Section, TableRow } from './block.ts';

const SHOWN = 6;
/** Characters; CSV and JSON hold the whole name. */
const LONGEST_NAME = 80;

/** None on a quiet day in its short form. */
export const apps: Section<MeasuredDay> = ({ day, short }) => {
  const { rows, other } = day.breakdowns.app;
  const challenged = rows
    .filter((row) => row.challenged.attempts > 0)
    .toSorted((a, b) => b.challenged.attempts - a.challenged.attempts || (a.name < b.name ? -1 : 1));
  if (short || day.challenged.attempts === 0) return [];
  const folded = [
    ...challenged.slice(SHOWN),
    ...(other !== null && other.challenged.attempts > 0 ? [other] : []),
  ];
  return [
    {
      kind: 'table',
      id: 'apps',
      title: 'Apps',
      subtitle: 'Challenged and denied attempts; unable users may count in several apps.',
      nameColumn: 'App',
      columns: ['Challenged', 'Denied', 'Unable'],
      rows: [
        ...challenged.slice(0, SHOWN).map(appRow),
        ...(folded.length === 0 ? [] : [foldedRow(folded, other)]),
        {
          name: 'All',
          detail: detail(
            day.challenged.attempts,
            day.outcomes.completed.attempts,
            day.interrupted.abandoned.attempts,
          ),
          cells: [
            count(day.challenged.attempts),
            count(day.outcomes.denied.attempts),
            count(day.unable.users),
          ],
          total: true,
        },
      ],
    },
  ];
};

function appRow(row: Row): TableRow {
  return {
    name: shortened(row.name, LONGEST_NAME),
    detail: detail(row.challenged.attempts, row.completed.attempts, row.abandoned.attempts),
    cells: [count(row.challenged.attempts), count(row.denied.attempts), count(row.unableUsers)],
    total: false,
  };
}

/** Attempts add up over apps; users do not, so they stand only where one row already holds them exactly. */
function foldedRow(folded: readonly Row[], other: Row | null): TableRow {
  const sum = (of: (row: Row) => number) => folded.reduce((total, row) => total + of(row), 0);
  const challenged = sum((row) => row.challenged.attempts);
  const known = folded.filter((row) => row !== other).length;
  const [only] = folded;
  const name =
    other !== null && folded.includes(other)
      ? 'All other apps'
      : known === 1
        ? '1 more app'
        : `${count(known)} more apps`;
  return {
    name,
    detail: detail(
      challenged,
      sum((row) => row.completed.attempts),
      sum((row) => row.abandoned.attempts),
    ),
    cells: [
      count(challenged),
      count(sum((row) => row.denied.attempts)),
      folded.length === 1 && only !== undefined ? count(only.unableUsers) : UNMEASURED,
    ],
    total: false,
  };
}

function detail(challenged: number, completed: number, abandoned: number): string {
  const success = `${percent(share(completed, challenged))} success`;
  return abandoned === 0 ? success : `${success} · ${count(abandoned)} abandoned`;
}
