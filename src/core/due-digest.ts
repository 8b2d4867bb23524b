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

/** What is to be done for a channel: an attempt, the first of its kind or one more, or none ever again. */
export type Owed =
  | { readonly action: 'send'; readonly key: SentKey; readonly after: Sent | undefined }
  | { readonly action: 'giveUp'; readonly row: Sent };

/** An attempt of which nothing was heard for so long is taken to have died. */
const SILENCE = 15 * 60_000;
/** Attempts of one mail through one channel, the first included. */
const MOST_TRIES = 8;

/**
 * What a channel is still owed of a day; `sent`: that day's deliveries. A day that is not whole is
 * waited for, then sent as it is, and corrected once when it is whole.
 */
export function owed(
  channel: string,
  due: DigestDay,
  stored: StoredDay | undefined,
  sent: readonly Sent[],
  options: SendOptions,
): Owed | undefined {
  const isWhole = stored !== undefined && stored.state !== 'partial';
  const mine = sent.filter((row) => row.channel === channel && row.day === due.day);
  const daily = mine.find((row) => row.kind === 'daily');
  if (daily === undefined) {
    const waited = options.now >= due.sendAt + options.digestWaitHours * HOUR;
    return isWhole || waited ? firstTry({ day: due.day, kind: 'daily', channel }) : undefined;
  }
  if (isUnderWay(daily)) return nextTry(daily, options.now);
  const toldIncomplete = mayBeOut(daily) && (daily.state === 'partial' || daily.state === 'missing');
  if (!isWhole || !toldIncomplete) return undefined;
  const correction = mine.find((row) => row.kind === 'correction');
  if (correction === undefined) return firstTry({ day: due.day, kind: 'correction', channel });
  return isUnderWay(correction) ? nextTry(correction, options.now) : undefined;
}

function firstTry(key: SentKey): Owed {
  return { action: 'send', key, after: undefined };
}

function isUnderWay({ status, tries }: Sent): boolean {
  return status === 'sending' || (status === 'failed' && tries < MOST_TRIES);
}

function mayBeOut({ status, repeat }: Sent): boolean {
  return status === 'sent' || repeat;
}

/**
 * What failed is tried again at the next tick. What was left hanging may be out: it is sent once
 * more, marked; hanging a second time it is given up, since a third mail might reach its readers.
 */
function nextTry(row: Sent, now: number): Owed | undefined {
  const { day, kind, channel } = row;
  if (row.status === 'sending') {
    if (now - Date.parse(row.at) < SILENCE) return undefined;
    if (row.repeat) return { action: 'giveUp', row };
  }
  return { action: 'send', key: { day, kind, channel }, after: row };
}

/** The row of an attempt, as it is written before the attempt is made. */
export function attempt(
  { key, after }: Extract<Owed, { action: 'send' }>,
  report: Pick<Sent, 'at' | 'revision' | 'state' | 'told'>,
): Sent {
  return {
    ...key,
    ...report,
    status: 'sending',
    tries: (after?.tries ?? 0) + 1,
    repeat: after !== undefined && (after.repeat || after.status === 'sending'),
    etag: undefined,
  };
}

/** The row of a mail that is given up: its tries stand as used up, so that nobody tries again. */
export function givenUp(row: Sent): Sent {
  return { ...row, status: 'failed', tries: Math.max(row.tries, MOST_TRIES) };
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
  if (!isSendDay(day, digestOn)) return undefined;
  return calendar.at(day, digestAt.hour * HOUR + digestAt.minute * 60_000);
}

/** Whether digests go out on that day of the calendar. */
export function isSendDay(day: string, digestOn: readonly number[]): boolean {
  return digestOn.includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
