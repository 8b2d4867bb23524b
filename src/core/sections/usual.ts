/** What is usual, in the words that every section uses. */
import { changeFrom } from '../baseline.ts';
import { count, dayAndMonth, listed, weekday } from '../format.ts';
import type { MeasuredDay } from '../report.ts';

/** `usually 5`, `usually none`, `no comparison yet`. */
export function usualWords(usual: number | null): string {
  if (usual === null) return 'no comparison yet';
  return `usually ${usual === 0 ? 'none' : count(usual)}`;
}

/**
 * `usual 1,354, +32`; without the change where there is none, too little to tell, or where it is
 * of a part of the day and may still reach what is usual. Empty without a comparison.
 */
export function usualAndChange(usual: number | undefined, users: number, isOfPart: boolean): string {
  if (usual === undefined) return '';
  const change = changeFrom(usual, users) ?? 0;
  if (change === 0 || (change < 0 && isOfPart)) return `usual ${count(usual)}`;
  return `usual ${count(usual)}, ${change > 0 ? '+' : '−'}${count(Math.abs(change))}`;
}

/** Of which days the usual values are, or that there are none. */
export function usualSentence({ day, baseline }: MeasuredDay): string {
  const name = weekday(day);
  return baseline === null
    ? `No comparison yet: fewer than two of the last four ${name}s were read whole and in the same way.`
    : `Usual for a ${name}: the median of ${listed(baseline.days.map(dayAndMonth))}.`;
}
