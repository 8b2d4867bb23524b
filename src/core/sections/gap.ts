/** What to do about a day without figures. */
import { localTime } from '../format.ts';
import type { UnmeasuredDay } from '../report.ts';
import type { ListBlock, Section } from './block.ts';

export const gap: Section<UnmeasuredDay> = ({ day }) => [
  {
    kind: 'list',
    title: 'What to do',
    subtitle: `The day runs from ${localTime(day.window.from, day.zone)} to ${localTime(day.window.to, day.zone)} (${day.zone}).`,
    entries: ENTRIES[day.state](day.day),
  },
];

const ENTRIES = {
  missing: (day) => [
    { term: 'Wait', text: 'A day is collected some hours after its end; the next run does it by itself.' },
    {
      term: 'Collect now',
      text: `Run “mfa-digest collect --day ${day}”, or send POST to /api/days/${day}/collect.`,
    },
    {
      term: 'If it stays',
      text: 'Run “mfa-digest collect”: it names a wrong setting, a missing permission or a source that does not answer.',
    },
  ],
  lost: (day) => [
    {
      term: 'Look for a copy',
      text: 'A storage account, a Log Analytics workspace or a download of the portal may still hold the sign-ins of this day.',
    },
    { term: 'Read the copy', text: `Run “mfa-digest report FOLDER --day ${day}” to see its figures.` },
    {
      term: 'Next time',
      text: 'Collecting runs every 15 minutes and heals an outage by itself while the source holds the records; health reports a day that stays behind.',
    },
  ],
} as const satisfies Record<UnmeasuredDay['state'], (day: string) => ListBlock['entries']>;
