/**
 * The window of a calendar day in a time zone, found the slow way: ask the calendar what day it is,
 * minute by minute, until the day begins. Knows nothing of offsets or clock changes.
 */

const MINUTE = 60_000;

/** `[from, to)` of the day (`YYYY-MM-DD`) in the zone, ms since 1970, UTC: 23, 24, 25 or 23.5 hours. */
export function windowOf(day: string, zone: string): { day: string; zone: string; from: number; to: number } {
  return { day, zone, from: startOf(day, zone), to: startOf(dayAfter(day), zone) };
}

/** The first whole minute on which the zone's calendar shows this day. */
function startOf(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // No zone is more than 14 hours away from UTC.
  for (let at = midnight - 15 * 60 * MINUTE; at <= midnight + 15 * 60 * MINUTE; at += MINUTE) {
    if (dayAt(at, zone) >= day) return at;
  }
  throw new Error(`${day} never begins in ${zone}`);
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** What day the zone's calendar shows at this time. */
function dayAt(at: number, zone: string): string {
  let calendar = calendars.get(zone);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      calendar: 'gregory',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    calendars.set(zone, calendar);
  }
  const parts = new Map(calendar.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 60 * MINUTE).toISOString().slice(0, 10);
}
