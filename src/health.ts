/** Whether the job still does its work: what a monitor asks (contract §6). */
import type { App } from './app.ts';
import { daysToCollect, recentDays } from './collect/days-to-collect.ts';
import { addDays, HOUR, instantText } from './core/day.ts';
import { newestSendTime } from './core/due-digest.ts';
import type { Publishing } from './core/ports.ts';
import { isUnstable } from './core/published-day.ts';
import { type TroubledDays, troubledDays, troubleSentences } from './core/troubled-days.ts';

export type Health = {
  /** `stale` for silence alone: days in trouble are named beside it, and most heal by themselves. */
  readonly status: 'ok' | 'stale' | 'failing';
  readonly lastCollected: string | null;
  readonly lastSent: string | null;
  /** Days that could be read now and are not. */
  readonly daysDue: number;
  readonly days: TroubledDays;
  readonly reasons: readonly string[];
};

/** The same before it is summed up: why it is stale, apart for reading and for sending. */
export type Pulse = Omit<Health, 'status' | 'reasons'> & {
  readonly silent: { readonly collecting: readonly string[]; readonly sending: readonly string[] };
  /** One sentence for each trouble that any day is in. */
  readonly troubles: readonly string[];
};

/** Silence after which something is wrong. */
const STALE_AFTER = 36 * HOUR;

export async function health(app: App): Promise<Health> {
  const { silent, troubles, ...state } = await pulse(app);
  const silences = [...silent.collecting, ...silent.sending];
  const status = silences.length === 0 ? 'ok' : 'stale';
  return { status, ...state, reasons: [...silences, ...troubles] };
}

export async function pulse(app: App): Promise<Pulse> {
  const today = app.calendar.dayOf(app.clock());
  const stored = await recentDays(app);
  const [oldest] = await app.store.headlines(addDays(today, -app.settings.keepDays), today);
  const due = await daysToCollect(app, {});
  const lastSent = (await app.store.lastSent())?.at;
  const collected = stored.map((day) => Date.parse(day.collectedAt));
  const days = troubledDays({
    ...app.settings,
    now: app.clock(),
    calendar: app.calendar,
    retentionDays: app.source.retentionDays,
    stored,
    first: oldest?.day,
    unstable: await unstableDays(app, stored),
  });
  return {
    lastCollected: stored.length === 0 ? null : instantText(Math.max(...collected)),
    lastSent: lastSent ?? null,
    daysDue: due.length,
    days,
    silent: {
      collecting: collectingSilence(app, collected, oldest?.day),
      sending: await sendingSilence(app, collected, lastSent),
    },
    troubles: troubleSentences(days),
  };
}

/** `collected`: when each recent day was last published, ms; `oldest`: the first day there is. */
function collectingSilence(app: App, collected: readonly number[], oldest: string | undefined): string[] {
  if (collected.length === 0)
    return [oldest === undefined ? 'No day has been published yet.' : 'No recent day was published.'];
  const latest = Math.max(...collected);
  return app.clock() - latest > STALE_AFTER ? [`No day was published since ${instantText(latest)}.`] : [];
}

async function sendingSilence(
  app: App,
  collected: readonly number[],
  lastSent: string | undefined,
): Promise<string[]> {
  const now = app.clock();
  // A new installation has had nothing to send yet.
  if (lastSent === undefined && now - Math.min(...collected) <= STALE_AFTER) return [];
  const due = newestSendTime({ ...app.settings, calendar: app.calendar, now: now - STALE_AFTER });
  if (due === undefined || (await wasSkippedSince(app, due))) return [];
  if (lastSent === undefined) return ['No digest has been sent yet.'];
  return Date.parse(lastSent) < due ? [`No digest was sent since ${lastSent}.`] : [];
}

/** A quiet day that QUIET_DAYS leaves out was dealt with: nothing had to be sent. */
async function wasSkippedSince(app: App, due: number): Promise<boolean> {
  if (app.settings.quietDays !== 'skip') return false;
  const today = app.calendar.dayOf(app.clock());
  const rows = await app.store.sent(addDays(app.calendar.dayOf(due), -1), today);
  return rows.some(({ status, at }) => status === 'skipped' && Date.parse(at) >= due);
}

/** Open days whose readings disagree; only the day itself knows, so the few that are open are read. */
async function unstableDays(app: App, stored: readonly Publishing[]): Promise<string[]> {
  const earliest = addDays(app.calendar.dayOf(app.clock()), -app.settings.backfillDays);
  const open = stored.filter(({ day, state }) => state === 'open' && day >= earliest).map(({ day }) => day);
  const [from, to] = [open.sort().at(0), open.at(-1)];
  if (from === undefined || to === undefined) return [];
  const days = await app.store.days(from, to);
  return days.filter(({ state, coverage }) => state === 'open' && isUnstable(coverage)).map(({ day }) => day);
}
