/** One day through one channel: claimed, sent, written down. */
import type { App } from '../app.ts';
import type { Channel } from '../core/ports.ts';
import { claimDelivery, type Occasion } from './claim-delivery.ts';
import { pingMonitor } from './ping-monitor.ts';
import { recordDelivery } from './record-delivery.ts';
import { type Outcome, send } from './send.ts';

/** Undefined where the channel is owed nothing, someone else has claimed it, or its service is to be left alone. */
export async function deliverOnce(
  app: App,
  channel: Channel,
  occasion: Occasion,
): Promise<Outcome | undefined> {
  // Left alone as it asked: that is no try.
  if ((channel.waitMs?.() ?? 0) > 0) return undefined;
  // The row is inserted before the mail goes out: whoever comes second sends nothing.
  const claim = await claimDelivery(app, channel.name, occasion);
  if (claim === undefined) return undefined;
  const { row, report } = claim;
  const repeat = row.repeat ? (row.wentOut === undefined ? 'hung' : 'asked') : undefined;
  const outcome = await send(app, channel, { kind: row.kind, repeat, report, byHand: 'again' in occasion });
  await recordDelivery(app, claim, outcome.status);
  if (outcome.status === 'sent') await pingMonitor(app);
  return outcome;
}
