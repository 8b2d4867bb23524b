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
  /** Days older than this are removed, so they are not read. */
  readonly keepDays: number;
  readonly retentionDays: number;
};

/** From the end of a day back to where its reading begins: 25 hours and the look back. */
const DAY_AND_MORE = 26 * HOUR;

export type DueDay = { readonly day: string; readonly force: boolean };

/** A day this close to the end of the source's retention is read before all others. */
const LAST_CHANCE = 48 * HOUR;

/** Due days: those about to be lost first, then newest to oldest. */
export function dueDays(options: DueOptions): DueDay[] {
  const { now, calendar, requests, stored } = options;
  const today = calendar.dayOf(now);
  const published = new Map(stored.map((day) => [day.day, day]));
  const requested = new Map(requests.map((request) => [request.day, request.force]));
  // Since the first day there is, no day may be missing: an outage heals however short the backfill.
  const [first = today] = [addDays(today, -options.backfillDays), ...published.keys()].sort();
  const [, from = first] = [first, addDays(today, -options.keepDays)].sort();
  const days = new Set([...daysBetween(from, addDays(today, -1)), ...requested.keys()]);
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
  // Of a day whose beginning the source has forgotten, the rest is read once a day: it cannot become whole.
  const isWholeThere = now < Date.parse(stored.windowTo) - DAY_AND_MORE + options.retentionDays * 24 * HOUR;
  if (stored.state === 'partial' && isWholeThere) return true;
  const lastRead = Date.parse(stored.lastReadAt ?? stored.collectedAt);
  const seals = end + sealHours * HOUR;
  if (now >= seals && lastRead < seals) return true;
  return Math.floor((now - settled) / (24 * HOUR)) > Math.floor((lastRead - settled) / (24 * HOUR));
}

function leaves(day: string, options: DueOptions): boolean {
  return isLost(day, { ...options, now: options.now + LAST_CHANCE });
}
