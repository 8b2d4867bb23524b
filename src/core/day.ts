/** Calendar days of a zone, and the windows of time they are. Days are `YYYY-MM-DD`. */
import type { Window } from './ports.ts';

export const HOUR = 3_600_000;
const DAY_MS = 24 * HOUR;

/** A day's `[from, to)` in milliseconds: 23, 24 or 25 hours, or half an hour off. */
export type DayWindow = Window & { readonly day: string; readonly zone: string };

export type Calendar = {
  readonly zone: string;
  readonly window: (day: string) => DayWindow;
  /** The day in which an instant lies. */
  readonly dayOf: (ms: number) => string;
  /** First instant at which the clock on the wall shows that time of the day (ms since midnight) or later. */
  readonly at: (day: string, timeOfDay: number) => number;
};

/** @throws RangeError where the zone is no IANA zone. */
export function createCalendar(zone: string): Calendar {
  const localTime = localClock(zone);
  const windows = new Map<string, DayWindow>();

  /** The clock may skip a time of the day, or show it twice: the first instant that is not before it. */
  function at(day: string, timeOfDay: number): number {
    const wanted = Date.parse(`${day}T00:00:00Z`) + timeOfDay;
    let before = wanted - 15 * HOUR;
    let after = wanted + 15 * HOUR;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (localTime(middle) >= wanted) after = middle;
      else before = middle;
    }
    return after;
  }

  function window(day: string): DayWindow {
    let known = windows.get(day);
    if (known === undefined) {
      known = { day, zone, from: at(day, 0), to: at(addDays(day, 1), 0) };
      windows.set(day, known);
    }
    return known;
  }

  let latest: DayWindow | undefined;
  function dayOf(ms: number): string {
    if (latest === undefined || ms < latest.from || ms >= latest.to) {
      let day = dayText(localTime(ms));
      // Where the clock goes back over midnight, the window decides, not the hand of the clock.
      if (ms < window(day).from) day = addDays(day, -1);
      else if (ms >= window(day).to) day = addDays(day, 1);
      latest = window(day);
    }
    return latest.day;
  }

  return { zone, window, dayOf, at };
}

/** The instants at which an hour of the window starts, counted from its beginning. */
export function startedHours(window: Window): number[] {
  const hours: number[] = [];
  for (let at = window.from; at < window.to; at += HOUR) hours.push(at);
  return hours;
}

export function addDays(day: string, days: number): string {
  return dayText(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** All days from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Whether the text is a day of the calendar: `2026-02-30` is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && dayText(ms) === text;
}

/** Whether a log can hold this instant: years 2000 to 2999. Others are slips, or stand for "none" (0001, 9999). */
export function isLogTime(ms: number): boolean {
  return ms >= Date.UTC(2000, 0) && ms < Date.UTC(3000, 0);
}

/** RFC 3339, UTC; milliseconds only where there are any. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** What the clock on the wall shows, as if it were UTC, in milliseconds. */
function localClock(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (ms) => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(ms)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((ms % 1000) + 1000) % 1000);
  };
}
