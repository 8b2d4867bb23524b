/** Writes down what became of a delivery. */
import type { App } from '../app.ts';
import { delivered, notDelivered } from '../core/due-digest.ts';
import type { Claim } from './claim-delivery.ts';
import type { DeliveryStatus } from './send.ts';

/**
 * What went out stands whatever else the row says by now. What did not is written only while the row
 * is still this attempt's: whoever took it over may have sent the mail, and it must not be tried again.
 * Where nobody knows, the row stays what it is: an attempt that hangs.
 */
export async function recordDelivery(
  app: Pick<App, 'store'>,
  { row, mail }: Pick<Claim, 'row' | 'mail'>,
  status: DeliveryStatus,
): Promise<void> {
  if (status === 'unknown') return;
  if (status === 'sent') return await app.store.updateSent(delivered(row, mail));
  const rows = await app.store.sent(row.day, row.day);
  const current = rows.find(({ channel, kind }) => channel === row.channel && kind === row.kind);
  if (current?.status !== 'sending' || current.tries !== row.tries) return;
  await app.store.claimSent(notDelivered(row, status), current);
}
