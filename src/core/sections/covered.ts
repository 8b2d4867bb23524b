/** The days that no mail of their own tells of, where `DIGEST_ON` leaves their mornings out. */
import { counted, listed, shortDay } from '../format.ts';
import type { Day, TrendDay } from '../report.ts';
import { trendOf } from '../trend-of.ts';
import type { SectionInput } from './block.ts';

/** `This mail also covers Fri 20 Nov (12 unable users) and Sat 21 Nov (missing).`; none where it stands for its day alone. */
export function coveredSentence({ report, covered }: SectionInput<Day>): string[] {
  const days = trendOf(report).filter(({ day }) => covered.includes(day));
  return days.length === 0 ? [] : [`This mail also covers ${listed(days.map(coveredDay))}.`];
}

function coveredDay({ day, state, unableUsers }: TrendDay): string {
  const figure = unableUsers === null ? undefined : counted(unableUsers, 'unable user');
  const told = [...(figure === undefined ? [] : [figure]), ...(IS_TOLD[state] ? [state] : [])];
  return `${shortDay(day)} (${told.join(', ')})`;
}

const IS_TOLD = {
  missing: true,
  partial: true,
  lost: true,
  open: false,
  sealed: false,
} as const satisfies Record<TrendDay['state'], boolean>;
