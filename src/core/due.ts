/** Which days are to be read now: a pure function of what is stored, so a missed tick changes nothing (design §7). */
import { addDays, type Calendar, daysBetween, HOUR } from './day.ts';
import type { CollectRequest, Publishing } from './ports.ts';

export type DueOptions = {
  readonly now: number;
  readonly calendar: Calendar;
  /** All published days. */
  readonly stored: readonly Publishing[];
  readonly requests: readonly CollectRequest[];
  readonly settleHours: number;
  readonly sealHours: number;
  readonly backfillDays: number;
  readonly retentionDays: number;
};

export type DueDay = { readonly day: string; readonly force: boolean };

/** A day this close to the end of the source's retention is read before all others. */
const LAST_CHANCE = 48 * HOUR;

/** Due days: those about to be lost first, then newest to oldest. */
export function dueDays(options: DueOptions): DueDay[] {
  const { now, calendar, requests, stored } = options;
  const today = calendar.dayOf(now);
  const published = new Map(stored.map((day) => [day.day, day]));
  const requested = new Map(requests.map((request) => [request.day, request.force]));
  const days = new Set([
    ...daysBetween(addDays(today, -options.backfillDays), addDays(today, -1)),
    ...requested.keys(),
    // Once begun, a day is read until it is final, however short the backfill.
    ...stored.flatMap(({ day, state }) => (state === 'sealed' ? [] : [day])),
  ]);
  return [...days]
    .filter((day) => !isLost(day, options))
    .filter((day) => requested.has(day) || isDue(day, published.get(day), options))
    .map((day) => ({ day, force: requested.get(day) ?? false, leaves: leaves(day, options) }))
    .sort((a, b) => Number(b.leaves) - Number(a.leaves) || (a.day < b.day ? 1 : -1))
    .map(({ day, force }) => ({ day, force }));
}

/** The first time a day can be read as a whole, ms. */
export function firstDue(day: string, options: Pick<DueOptions, 'calendar' | 'settleHours'>): number {
  return options.calendar.window(day).to + options.settleHours * HOUR;
}

/** Whether the source no longer holds the day's records. */
export function isLost(
  day: string,
  options: Pick<DueOptions, 'calendar' | 'now' | 'retentionDays'>,
): boolean {
  return options.calendar.window(day).to + options.retentionDays * 24 * HOUR <= options.now;
}

function isDue(day: string, stored: Publishing | undefined, options: DueOptions): boolean {
  const { now, settleHours, sealHours } = options;
  if (stored === undefined) return now >= firstDue(day, options);
  if (stored.state === 'sealed') return false;
  // The end as stored: a day keeps the zone in which it was read first.
  const end = Date.parse(stored.windowTo);
  const settled = end + settleHours * HOUR;
  if (now < settled) return false;
  if (stored.state === 'partial') return true;
  const lastRead = Date.parse(stored.lastReadAt ?? stored.collectedAt);
  const seals = end + sealHours * HOUR;
  if (now >= seals && lastRead < seals) return true;
  return Math.floor((now - settled) / (24 * HOUR)) > Math.floor((lastRead - settled) / (24 * HOUR));
}

function leaves(day: string, options: DueOptions): boolean {
  return isLost(day, { ...options, now: options.now + LAST_CHANCE });
}
