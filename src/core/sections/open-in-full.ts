/** The way to the day's own page, where the base URL is known. */
import { weekday } from '../format.ts';
import type { Day } from '../report.ts';
import type { Section } from './block.ts';

export const openInFull: Section<Day> = ({ day, links }) => {
  const href = links.digest(day.day);
  return href === undefined
    ? []
    : [{ kind: 'action', link: { text: `Open ${weekday(day.day)} in full`, href } }];
};
