/** Where the unable users stopped: each counts once, so the parts add up to the headline. */
import { count } from '../format.ts';
import { CAUSES } from '../reasons.ts';
import type { MeasuredDay } from '../report.ts';
import type { Section } from './block.ts';

export const causes: Section<MeasuredDay> = ({ day }) => {
  if (day.unable.users === 0) return [];
  const rows = day.causes
    .map(({ cause, attempts }) => ({ cause, attempts, unable: day.unable.byCause[cause] }))
    .filter(({ unable }) => unable > 0)
    .toSorted((a, b) => b.unable - a.unable);
  return [
    {
      kind: 'table',
      id: 'causes',
      title: 'Who could not get in, by cause',
      subtitle: 'Each unable user counts once, under the cause of the last attempt.',
      nameColumn: 'Cause',
      columns: ['Unable users'],
      rows: [
        ...rows.map(({ cause, unable }) => ({
          name: CAUSES[cause].title,
          detail: CAUSES[cause].meaning,
          cells: [count(unable)],
          total: false,
        })),
        { name: 'All', detail: '', cells: [count(day.unable.users)], total: true },
      ],
    },
  ];
};
