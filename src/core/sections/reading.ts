/** How much of a day was read, in one sentence that is true for every state. */
import { hours, localTime, weekday } from '../format.ts';
import type { MeasuredDay } from '../report.ts';

const HOUR = 3_600_000;

/** `All 24 hours read, UTC.` or, of a partial day, how far the reading got. */
export function readingSentence(day: MeasuredDay): string {
  const all = hours(day.window.hours);
  if (day.coverage.complete && day.state !== 'partial') return `All ${all} hours read, ${day.zone}.`;
  const from = Date.parse(day.window.from);
  const to = Date.parse(day.window.to);
  const readTo = Date.parse(day.coverage.readTo);
  if (readTo >= to) {
    return `Incomplete: all ${all} hours of ${weekday(day.day)} were read, but not yet the hour after, in which late attempts end (${day.zone}).`;
  }
  const read = Math.max(0, readTo - from) / HOUR;
  return `Incomplete: ${hours(read)} of ${all} hours read, up to ${localTime(day.coverage.readTo, day.zone)} (${day.zone}).`;
}
