/** Method by outcome, in attempts; they add up to the challenged attempts. */
import { count, counted, percent, share } from '../format.ts';
import { METHODS, STRENGTHS } from '../methods.ts';
import type { MeasuredDay } from '../report.ts';
import type { Section, TableRow } from './block.ts';

const SHOWN = 8;

/** None on a quiet day in its short form. */
export const methods: Section<MeasuredDay> = ({ day, short }) => {
  if (short || day.challenged.attempts === 0) return [];
  return [
    {
      kind: 'table',
      id: 'methods',
      title: 'Methods',
      subtitle: 'Challenged attempts, by the method that decided them.',
      nameColumn: 'Method',
      columns: ['Completed', 'Denied', 'Abandoned'],
      rows: [
        ...day.methods
          .slice(0, SHOWN)
          .map(({ method, strength, completed, denied, abandoned }) =>
            row(
              METHODS[method].title,
              method === 'unknown' ? '' : STRENGTHS[strength].title,
              completed.attempts,
              denied.attempts,
              abandoned.attempts,
            ),
          ),
        ...foldedRows(day.methods.slice(SHOWN)),
        {
          ...row(
            'All',
            '',
            day.outcomes.completed.attempts,
            day.outcomes.denied.attempts,
            day.interrupted.abandoned.attempts,
          ),
          total: true,
        },
      ],
    },
  ];
};

/** Attempts add up over methods: each has one. */
function foldedRows(folded: MeasuredDay['methods']): TableRow[] {
  if (folded.length === 0) return [];
  const sum = (outcome: 'completed' | 'denied' | 'abandoned') =>
    folded.reduce((total, method) => total + method[outcome].attempts, 0);
  return [row(counted(folded.length, 'more method'), '', sum('completed'), sum('denied'), sum('abandoned'))];
}

function row(name: string, strength: string, completed: number, denied: number, abandoned: number): TableRow {
  const success = share(completed, completed + denied + abandoned);
  const parts = [...(success === null ? [] : [`${percent(success)} success`]), strength];
  return {
    name,
    detail: parts.filter((part) => part !== '').join(' · '),
    cells: [count(completed), count(denied), count(abandoned)],
    total: false,
  };
}
