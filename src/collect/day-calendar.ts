/** The calendar of one day: a day keeps the zone in which it was first read (docs/decisions/0008). */
import type { App } from '../app.ts';
import { type Calendar, createCalendar } from '../core/day.ts';
import type { ChunkHeader } from '../core/ports.ts';
import type { StoredDay } from '../core/stored-day.ts';

export function dayCalendar(
  app: App,
  stored: StoredDay | undefined,
  headers: readonly ChunkHeader[],
): Calendar {
  const zone = stored?.zone ?? headers.at(-1)?.zone ?? app.calendar.zone;
  return zone === app.calendar.zone ? app.calendar : createCalendar(zone);
}
