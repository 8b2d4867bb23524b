/** Whether the job still does its work: what a monitor asks (contract §6). */
import type { App } from './app.ts';
import { daysToCollect } from './collect/days-to-collect.ts';
import { addDays, HOUR, instantText } from './core/day.ts';
import { newestSendTime } from './core/due-digest.ts';

export type Health = {
  readonly status: 'ok' | 'stale' | 'failing';
  readonly lastCollected: string | null;
  readonly lastSent: string | null;
  /** Days that could be read now and are not. */
  readonly daysDue: number;
  readonly reasons: readonly string[];
};

/** Silence after which something is wrong. */
const STALE_AFTER = 36 * HOUR;

export async function health(app: App): Promise<Health> {
  const now = app.clock();
  const today = app.calendar.dayOf(now);
  const stored = await app.store.days(addDays(today, -app.settings.backfillDays), today);
  const due = await daysToCollect(app, {});
  const collected = Math.max(...stored.map((day) => Date.parse(day.collectedAt)));
  const lastSent = await app.store.lastSent();
  const reasons: string[] = [];
  if (stored.length === 0) reasons.push('No day has been published yet.');
  else if (now - collected > STALE_AFTER)
    reasons.push(`No day was published since ${instantText(collected)}.`);
  const shouldHaveSent = newestSendTime({ ...app.settings, calendar: app.calendar, now: now - STALE_AFTER });
  const since = Math.min(...stored.map((day) => Date.parse(day.collectedAt)));
  // A new installation has had nothing to send yet.
  const isNew = lastSent === undefined && now - since <= STALE_AFTER;
  if (
    !isNew &&
    shouldHaveSent !== undefined &&
    Date.parse(lastSent?.at ?? '1970-01-01T00:00:00Z') < shouldHaveSent
  ) {
    reasons.push(
      lastSent === undefined ? 'No digest has been sent yet.' : `No digest was sent since ${lastSent.at}.`,
    );
  }
  return {
    status: reasons.length === 0 ? 'ok' : 'stale',
    lastCollected: stored.length === 0 ? null : instantText(collected),
    lastSent: lastSent?.at ?? null,
    daysDue: due.length,
    reasons,
  };
}
