/** Which days are to be read now: a pure function of what is stored, so a missed tick changes nothing (design §7). */
import { addDays, type Calendar, daysBetween, HOUR } from './day.ts';
import type { CollectRequest } from './ports.ts';
import type { StoredDay } from './stored-day.ts';

export type DueOptions = {
  readonly now: number;
  readonly calendar: Calendar;
  /** Published days of at least the last `backfillDays`. */
  readonly stored: readonly StoredDay[];
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

function isDue(day: string, stored: StoredDay | undefined, options: DueOptions): boolean {
  const { now, calendar, sealHours } = options;
  const settled = firstDue(day, options);
  if (now < settled || stored?.state === 'sealed') return false;
  if (stored === undefined || stored.state === 'partial') return true;
  const collected = Date.parse(stored.collectedAt);
  const seals = calendar.window(day).to + sealHours * HOUR;
  if (now >= seals && collected < seals) return true;
  return Math.floor((now - settled) / (24 * HOUR)) > Math.floor((collected - settled) / (24 * HOUR));
}

function leaves(day: string, options: DueOptions): boolean {
  return isLost(day, { ...options, now: options.now + LAST_CHANCE });
}
