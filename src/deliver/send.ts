/** Sends one report through one channel. */
import type { App } from '../app.ts';
import type { Repeat } from '../core/digest.ts';
import type { Channel, Message, Sent } from '../core/ports.ts';
import type { Report } from '../core/report.ts';
import { DeliveryError } from '../errors.ts';
import type { Log, LogFields } from '../logger.ts';
import { messageOf } from './message.ts';

/**
 * `skipped`: a quiet day, and the setting says not to send those. `unknown`: it may be out; its row
 * stays as it is, so that it is sent once more after a while, marked.
 */
export type DeliveryStatus = Exclude<Sent['status'], 'sending'> | 'unknown';

export type Outcome = {
  readonly status: DeliveryStatus;
  /** Why it did not go out, or may not have. */
  readonly reason?: string;
  /** Recipients that were refused where others got it; left out for none. */
  readonly refused?: number;
};

export type Telling = {
  readonly report: Report;
  readonly kind: Message['kind'];
  readonly repeat: Repeat | undefined;
  /** Somebody asked for this mail, so it goes out however quiet the day was. */
  readonly byHand?: boolean;
};

/** @throws what is no DeliveryError: whether the mail went out is then not known */
export async function send(app: App, channel: Channel, telling: Telling): Promise<Outcome> {
  const { report, kind, repeat, byHand = false } = telling;
  const about = { day: report.days[0]?.day, kind, channel: channel.name };
  // Whoever was told that a day is incomplete is told how it ended, however quiet it was.
  const isQuiet = report.verdict?.level === 'quiet' && kind === 'daily';
  if (app.settings.quietDays === 'skip' && isQuiet && !byHand) {
    app.log('digestSkipped', about);
    return { status: 'skipped' };
  }
  const { audience } = channel;
  const message = () => messageOf(app.settings, report, { kind, repeat, audience });
  return await sendMessage(app.log, channel, message, about);
}

/**
 * Hands a mail over, and logs what came of it; `about`: which it is.
 * @throws what is no DeliveryError: whether it went out is then not known
 */
export async function sendMessage(
  log: Log,
  channel: Channel,
  message: () => Message,
  about: LogFields,
): Promise<Outcome> {
  try {
    const taken = await channel.send(message());
    const some = taken !== undefined && taken.refused > 0 ? { refused: taken.refused } : {};
    log('digestSent', { ...about, ...some });
    return { status: 'sent', ...some };
  } catch (error) {
    const isTold = error instanceof DeliveryError;
    // What anything else says of itself may hold a link or a name.
    const reason = isTold ? error.message : error instanceof Error ? error.name : typeof error;
    log('digestFailed', { ...about, reason });
    if (!isTold) throw error;
    return { status: error.kind === 'refused' ? 'failed' : 'unknown', reason };
  }
}
