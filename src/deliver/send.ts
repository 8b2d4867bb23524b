/** Sends one report through one channel. */
import type { App } from '../app.ts';
import type { Channel, Sent } from '../core/ports.ts';
import { DeliveryError } from '../errors.ts';
import type { Claim } from './claim-delivery.ts';
import { messageOf } from './message.ts';

/** `skipped`: a quiet day, and the setting says not to send those. */
export type DeliveryStatus = Exclude<Sent['status'], 'sending'>;

/** @throws what is no DeliveryError: whether the mail went out is then not known */
export async function send(app: App, channel: Channel, { row, report }: Claim): Promise<DeliveryStatus> {
  const { day, kind, repeat } = row;
  const about = { day, kind, channel: channel.name };
  // Whoever was told that a day is incomplete is told how it ended, however quiet it was.
  const isQuiet = report.verdict?.level === 'quiet' && kind === 'daily';
  if (app.settings.quietDays === 'skip' && isQuiet) {
    app.log('digestSkipped', about);
    return 'skipped';
  }
  try {
    await channel.send(messageOf(app, report, { kind, repeat }));
  } catch (error) {
    const isRefusal = error instanceof DeliveryError;
    // What anything else says of itself may hold a link or a name.
    const reason = isRefusal ? error.message : error instanceof Error ? error.name : typeof error;
    app.log('digestFailed', { ...about, reason });
    if (!isRefusal) throw error;
    return 'failed';
  }
  app.log('digestSent', about);
  return 'sent';
}
