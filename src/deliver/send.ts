/** Sends one report through one channel, and tells the monitor. */
import type { App } from '../app.ts';
import type { Channel, Sent } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { DeliveryError } from '../errors.ts';
import { messageOf } from './message.ts';

/** `skipped`: a quiet day, and the setting says not to send those. */
export type DeliveryStatus = Exclude<Sent['status'], 'sending'>;

export async function send(
  app: App,
  channel: Channel,
  report: Report,
  kind: Sent['kind'],
): Promise<DeliveryStatus> {
  const day = report.days[0]?.day;
  const about = { day, kind, channel: channel.name };
  if (app.settings.quietDays === 'skip' && report.verdict?.level === 'quiet') {
    app.log('digestSkipped', about);
    return 'skipped';
  }
  try {
    await channel.send(messageOf(app, report, kind));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    app.log('digestFailed', { ...about, reason: error.message });
    return 'failed';
  }
  app.log('digestSent', about);
  await pingMonitor(app);
  return 'sent';
}

/** The dead-man switch of PING_URL: a monitor that raises the alarm when nothing comes any more. */
async function pingMonitor(app: App): Promise<void> {
  if (app.settings.pingUrl === undefined) return;
  try {
    await app.ping(app.settings.pingUrl);
  } catch (error) {
    // The digest is out; the monitor will notice by itself that nobody called.
    app.log('pingFailed', { reason: error instanceof Error ? error.name : typeof error });
  }
}
