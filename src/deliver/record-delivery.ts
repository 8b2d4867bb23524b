/** Writes down what became of a delivery. */
import type { App } from '../app.ts';
import type { Sent } from '../core/ports.ts';
import type { DeliveryStatus } from './send.ts';

/**
 * What went out stands whatever else the row says by now. What did not is written only while the row
 * is still this attempt's: whoever took it over may have sent the mail, and it must not be tried again.
 */
export async function recordDelivery(app: App, row: Sent, status: DeliveryStatus): Promise<void> {
  if (status === 'sent') return await app.store.updateSent({ ...row, status });
  const rows = await app.store.sent(row.day, row.day);
  const current = rows.find(({ channel, kind }) => channel === row.channel && kind === row.kind);
  if (current?.status === 'sending' && current.tries === row.tries)
    await app.store.claimSent({ ...row, status }, current);
}
