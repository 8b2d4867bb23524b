/** Removes what its time is up for: facts, days, deliveries, and requests that nothing can serve any more. */
import type { App } from '../app.ts';
import { addDays, HOUR, instantText } from '../core/day.ts';
import { isLost } from '../core/due.ts';
import type { ChunkHeader, Publishing, Window } from '../core/ports.ts';

/** Facts hold who signed in, so they live three days at most; two hours are left for ticks that fail. */
const FACTS_LIFE = 70 * HOUR;
/** A reading that began later than so has had a wrong clock; nobody goes on with it. */
const CLOCKS_APART = 24 * HOUR;
/** Deliveries are what a day is restated against. */
const SENT_DAYS = 90;
/** An acknowledgement that has ended is part of what was said of the days before. */
const ACK_DAYS = 90;

/** When readings may have begun whose facts are kept: where a clock is wrong, their day is read anew. */
export function lifeOfFacts(now: number): Window {
  return { from: now - FACTS_LIFE, to: now + CLOCKS_APART };
}

/** Of a sealed day, what was read before it was sealed is left over from a run that was cut off there. */
export async function purgeLeftovers(
  app: App,
  published: readonly Publishing[],
  progress: ReadonlyMap<string, readonly ChunkHeader[]>,
): Promise<void> {
  for (const { day, state, collectedAt } of published) {
    const headers = progress.get(day);
    if (state !== 'sealed' || headers === undefined) continue;
    const before = Date.parse(collectedAt) + 1;
    const isOld = headers.length === 0 || headers.some(({ startedAt }) => startedAt < before);
    if (isOld) await app.store.dropChunks(day, before);
  }
}

/** Removes nothing where the clock is behind a publication: it cannot be trusted to say what is old. */
export async function purgeDays(app: App, published: readonly Publishing[]): Promise<void> {
  const now = app.clock();
  const { calendar, source, store, settings } = app;
  for (const { day } of await store.requests())
    if (isLost(day, { calendar, now, retentionDays: source.retentionDays }))
      await store.dropRequest(day, true);
  const newest = Math.max(...published.map((day) => Date.parse(day.collectedAt)));
  if (newest > now) {
    app.log('purgeRefused', { clock: instantText(now), newest: instantText(newest) });
    return;
  }
  const today = calendar.dayOf(now);
  await store.dropDays(addDays(today, -settings.keepDays));
  await store.dropSent(addDays(today, -SENT_DAYS));
  await store.dropPeopleBefore(addDays(today, -settings.keepPeopleDays));
  await store.dropShardPeopleBefore(addDays(today, -settings.keepPeopleDays));
  await store.dropAcks(addDays(today, -ACK_DAYS));
}
