/** Which digest is to be sent now: a pure function of the clock and of what is stored (design §7). */
import { addDays, type Calendar, HOUR } from './day.ts';
import type { Sent, SentKey } from './ports.ts';
import type { StoredDay } from './stored-day.ts';

export type SendSettings = {
  readonly digestAt: { readonly hour: number; readonly minute: number };
  /** Weekdays on which digests are sent, 0 = Sunday. */
  readonly digestOn: readonly number[];
  readonly digestWaitHours: number;
};

export type SendOptions = SendSettings & { readonly calendar: Calendar; readonly now: number };

/** The day a digest is about, and when it was due, ms. */
export type DigestDay = { readonly day: string; readonly sendAt: number };

/** The newest closed day, if its digest may be sent by now. */
export function digestDay(options: SendOptions): DigestDay | undefined {
  const today = options.calendar.dayOf(options.now);
  const sendAt = sendTime(today, options);
  if (sendAt === undefined || options.now < sendAt) return undefined;
  return { day: addDays(today, -1), sendAt };
}

/** What a channel is still owed of a day. A day that is not whole is waited for, then sent as it is. */
export function owed(
  channel: string,
  due: DigestDay,
  stored: StoredDay | undefined,
  sent: readonly Sent[],
  options: SendOptions,
): SentKey | undefined {
  const complete = stored !== undefined && stored.state !== 'partial';
  const mine = sent.filter((row) => row.channel === channel);
  const daily = mine.find((row) => row.kind === 'daily');
  if (daily === undefined) {
    const waited = options.now >= due.sendAt + options.digestWaitHours * HOUR;
    return complete || waited ? { day: due.day, kind: 'daily', channel } : undefined;
  }
  const wasIncomplete = daily.state === 'partial' || daily.state === 'missing';
  const corrected = mine.some((row) => row.kind === 'correction');
  return complete && wasIncomplete && !corrected ? { day: due.day, kind: 'correction', channel } : undefined;
}

/** The newest instant at or before `now` at which a digest should have gone out; none within a week: never. */
export function newestSendTime(options: SendOptions): number | undefined {
  const today = options.calendar.dayOf(options.now);
  for (let back = 0; back <= 7; back += 1) {
    const sendAt = sendTime(addDays(today, -back), options);
    if (sendAt !== undefined && sendAt <= options.now) return sendAt;
  }
  return undefined;
}

/** `DIGEST_AT` on the clock of the zone; `undefined` on a day without a digest. */
function sendTime(day: string, { calendar, digestAt, digestOn }: SendOptions): number | undefined {
  if (!digestOn.includes(new Date(`${day}T00:00:00Z`).getUTCDay())) return undefined;
  return calendar.at(day, digestAt.hour * HOUR + digestAt.minute * 60_000);
}
