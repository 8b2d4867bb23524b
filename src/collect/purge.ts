/** Removes what its time is up for: facts, days, deliveries, and requests that nothing can serve any more. */
import type { App } from '../app.ts';
import { addDays, HOUR, instantText } from '../core/day.ts';
import { isLost } from '../core/due.ts';
import type { Publishing } from '../core/ports.ts';

/** Facts hold who signed in, so they live three days at most; two hours are left for ticks that fail. */
const FACTS_LIFE = 70 * HOUR;
/** Deliveries are what a day is restated against. */
const SENT_DAYS = 90;

/** Does nothing where the clock is behind a publication: it cannot be trusted to say what is old. */
export async function purge(app: App, published: readonly Publishing[]): Promise<void> {
  const now = app.clock();
  const newest = Math.max(...published.map((day) => Date.parse(day.collectedAt)));
  if (newest > now) {
    app.log('purgeRefused', { clock: instantText(now), newest: instantText(newest) });
    return;
  }
  const today = app.calendar.dayOf(now);
  await app.store.dropDays(addDays(today, -app.settings.keepDays));
  await app.store.dropSent(addDays(today, -SENT_DAYS));
  const { calendar, source } = app;
  for (const { day } of await app.store.requests()) {
    if (isLost(day, { calendar, now, retentionDays: source.retentionDays }))
      await app.store.dropRequest(day, true);
  }
  const sealedAt = new Map(
    published.flatMap(({ day, state, collectedAt }) =>
      state === 'sealed' ? [[day, Date.parse(collectedAt)] as const] : [],
    ),
  );
  for (const [day, headers] of await app.store.progress()) {
    // Of a sealed day, what was read before it was sealed is left over from a run that was cut off there.
    const before = Math.max(now - FACTS_LIFE, (sealedAt.get(day) ?? 0) + 1);
    const isOld = headers.length === 0 || headers.some(({ startedAt }) => startedAt < before);
    if (isOld) await app.store.dropChunks(day, before);
  }
}
