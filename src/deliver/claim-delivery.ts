/** Claims a delivery before it is tried, so that of two instances one sends. */
import type { App } from '../app.ts';
import { instantText } from '../core/day.ts';
import { attempt, type DigestDay, givenUp, owed } from '../core/due-digest.ts';
import type { Sent } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { asHeadline } from '../core/what-was-told.ts';
import { digestReport } from '../digest-report.ts';

/** What this instance, and no other, is to send now: the row as written, and the report it speaks of. */
export type Claim = { readonly row: Sent; readonly report: Report };

/** Undefined where the channel is owed nothing, or someone else has claimed it. */
export async function claimDelivery(app: App, channel: string, due: DigestDay): Promise<Claim | undefined> {
  const { store, settings, calendar } = app;
  const now = app.clock();
  const stored = await store.day(due.day);
  const sent = await store.sent(due.day, due.day);
  const next = owed(channel, due, stored, sent, { ...settings, calendar, now });
  if (next === undefined) return undefined;
  if (next.action === 'giveUp') {
    await giveUp(app, next.row);
    return undefined;
  }
  const report = await digestReport(app, due.day, channel);
  const [day] = report.days;
  const row = attempt(next, {
    at: instantText(now),
    revision: day?.revision ?? 0,
    state: day?.state ?? 'missing',
    told: report.trend.map(asHeadline),
  });
  return (await store.claimSent(row, next.after)) ? { row, report } : undefined;
}

async function giveUp(app: App, row: Sent): Promise<void> {
  if (!(await app.store.claimSent(givenUp(row), row))) return;
  const { day, kind, channel } = row;
  const reason =
    'Two attempts ended before they were recorded. Each may have gone out, so there is no third.';
  app.log('digestFailed', { day, kind, channel, reason });
}
