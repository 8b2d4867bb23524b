/** Claims a delivery before it is tried, so that of two instances one sends. */
import type { App } from '../app.ts';
import { instantText } from '../core/day.ts';
import { type DigestDay, owed } from '../core/due-digest.ts';
import type { Sent } from '../core/ports.ts';

/** The row as inserted; undefined where the channel is owed nothing, or someone else has claimed it. */
export async function claimDelivery(app: App, channel: string, due: DigestDay): Promise<Sent | undefined> {
  const now = app.clock();
  const stored = await app.store.day(due.day);
  const key = owed(channel, due, stored, await app.store.sent(due.day), {
    ...app.settings,
    calendar: app.calendar,
    now,
  });
  if (key === undefined) return undefined;
  const row: Sent = {
    ...key,
    status: 'sending',
    at: instantText(now),
    revision: stored?.revision ?? 0,
    state: stored?.state ?? 'missing',
  };
  return (await app.store.claimSent(row)) ? row : undefined;
}
