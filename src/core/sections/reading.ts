/** How much of a day was read and how final it is, in sentences that are true for every state. */
import { hours, localTime, percent, weekday } from '../format.ts';
import { isUnstable } from '../published-day.ts';
import type { MeasuredDay } from '../report.ts';
import { STATE_TITLES } from '../titles.ts';

const HOUR = 3_600_000;

/** Both: what every mail and page says at least. */
export function coverageSentence(day: MeasuredDay): string {
  return [readingSentence(day), FINALITY[day.state](day)].filter((sentence) => sentence !== '').join(' ');
}

/** `All 24 hours read, UTC.` or, of a partial day, how far the reading surely got. */
export function readingSentence(day: MeasuredDay): string {
  const all = hours(day.window.hours);
  if (day.coverage.complete && day.state !== 'partial') return `All ${all} hours read, ${day.zone}.`;
  const { word } = STATE_TITLES.partial;
  const [readFrom, readTo] = [Date.parse(day.coverage.readFrom), Date.parse(day.coverage.readTo)];
  const forgotten = readFrom - Date.parse(day.window.from);
  if (forgotten > 0)
    return `${word}: the first ${hours(forgotten / HOUR)} of ${all} hours were past what the source keeps (${day.zone}).`;
  // A source that keeps no order cannot tell how far it got.
  if (readTo <= readFrom) return `${word}: some of the ${all} hours are unread (${day.zone}).`;
  if (readTo >= Date.parse(day.window.to)) {
    return `${word}: all ${all} hours of ${weekday(day.day)} were read, but not yet the hour after, in which late attempts end (${day.zone}).`;
  }
  const read = Math.max(0, readTo - Date.parse(day.window.from)) / HOUR;
  return `${word}: ${hours(read)} of ${all} hours read, up to ${localTime(day.coverage.readTo, day.zone)} (${day.zone}).`;
}

/** What an open day waits for that its source does not show again; empty where it agrees with itself. */
export function unstableSentence(day: MeasuredDay): string {
  if (day.state !== 'open' || !isUnstable(day.coverage)) return '';
  return `The source disagrees with itself: its last reading showed ${percent(day.coverage.agreement)} of the sign-ins it had shown before.`;
}

const FINALITY = {
  partial: () => '',
  open: (day) => `${STATE_TITLES.open.word}: figures may still grow. ${unstableSentence(day)}`.trim(),
  sealed: () => `${STATE_TITLES.sealed.word}: final.`,
} as const satisfies Record<MeasuredDay['state'], (day: MeasuredDay) => string>;
