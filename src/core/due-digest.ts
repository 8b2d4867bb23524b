/** Which digest is to be sent now: a pure function of the clock and of what is stored (design §7). */
import { addDays, type Calendar, daysBetween, HOUR } from './day.ts';
import type { Sent, SentKey } from './ports.ts';
import type { StoredDay } from './stored-day.ts';
import { wentOut } from './went-out.ts';

export type SendSettings = {
  readonly digestAt: { readonly hour: number; readonly minute: number };
  /** Weekdays on which digests are sent, 0 = Sunday. */
  readonly digestOn: readonly number[];
  readonly digestWaitHours: number;
};

export type SendOptions = SendSettings & { readonly calendar: Calendar; readonly now: number };

/** The day a digest is about; its daily mail is due from `sendAt` until `until`, ms. */
export type DigestDay = {
  readonly day: string;
  readonly sendAt: number;
  readonly until: number;
  /** Whether a correction may be begun or tried again. */
  readonly mayCorrect: boolean;
};

/** For so many days from its time of sending a digest may be corrected, and made once more where it hangs. */
const CORRECTED_DAYS = 3;

/**
 * The days of which a mail may go out now, oldest first. The time of sending of a day that `DIGEST_ON`
 * leaves out starts nothing: then only what is still due may go out, or hangs.
 */
export function digestDays(options: SendOptions): readonly DigestDay[] {
  const newest = sendDate(options);
  const mayCorrect = isSendDay(newest, options.digestOn);
  return daysBetween(addDays(newest, 1 - CORRECTED_DAYS), newest)
    .filter((date) => isSendDay(date, options.digestOn))
    .map((date) => ({ ...digestOf(date, options), mayCorrect }));
}

/** The oldest day whose daily mail may still go out: those before it get none any more. */
export function oldestDue(options: SendOptions): string {
  const newest = sendDate(options);
  const previous = digestOf(addDays(newest, -1), options);
  return options.now < previous.until ? previous.day : digestOf(newest, options).day;
}

/**
 * A digest is due until it is time for the next, past midnight too. Where its wait lasts as long, it has
 * an hour more, so that what was waited for in vain still goes out.
 */
function digestOf(date: string, options: SendOptions): Omit<DigestDay, 'mayCorrect'> {
  const sendAt = sendTime(date, options);
  const next = sendTime(addDays(date, 1), options);
  const waited = sendAt + options.digestWaitHours * HOUR;
  return { day: addDays(date, -1), sendAt, until: Math.max(next, waited + HOUR) };
}

/** What is to be done for a channel: an attempt, the first of its kind or one more, or none ever again. */
export type Owed =
  | { readonly action: 'send'; readonly key: SentKey; readonly after: Sent | undefined }
  | { readonly action: 'giveUp'; readonly row: Sent };

/** An attempt of which nothing was heard for so long is taken to have died. */
const SILENCE = 10 * 60_000;
/** Attempts of one mail through one channel, the first included. */
export const MOST_TRIES = 4;

/**
 * What a channel is still owed of a day; `sent`: that day's deliveries. A day that is not whole is
 * waited for, then sent as it is, and corrected once when it is whole. What hangs may never have gone
 * out: it is made once more even where its time is over, or no mail of it might ever arrive.
 */
export function owed(
  channel: string,
  due: DigestDay,
  stored: Pick<StoredDay, 'state'> | undefined,
  sent: readonly Sent[],
  options: SendOptions,
): Owed | undefined {
  const isWhole = stored !== undefined && stored.state !== 'partial';
  const mine = sent.filter((row) => row.channel === channel && row.day === due.day);
  const daily = mine.find((row) => row.kind === 'daily');
  const isDue = options.now < due.until;
  if (daily === undefined) {
    const waited = options.now >= due.sendAt + options.digestWaitHours * HOUR;
    return isDue && (isWhole || waited) ? firstTry({ day: due.day, kind: 'daily', channel }) : undefined;
  }
  if (isDue && isUnderWay(daily)) return nextTry(daily, options.now);
  const correction = mine.find((row) => row.kind === 'correction');
  const toldIncomplete = mayBeOut(daily) && (daily.state === 'partial' || daily.state === 'missing');
  if (isWhole && toldIncomplete && due.mayCorrect) {
    if (correction === undefined) return firstTry({ day: due.day, kind: 'correction', channel });
    if (isUnderWay(correction)) return nextTry(correction, options.now);
  }
  const last = correction ?? daily;
  return last.status === 'sending' ? nextTry(last, options.now) : undefined;
}

/**
 * What a channel is owed of a day that somebody asks for: as above at any hour, and what nobody tries
 * any more because nothing went out, or the day was quiet. `again`: also what it has, marked.
 */
export function owedByHand(
  channel: string,
  { day, again }: { readonly day: string; readonly again: boolean },
  stored: StoredDay | undefined,
  sent: readonly Sent[],
  options: SendOptions,
): Owed | undefined {
  const anyHour = {
    day,
    sendAt: Number.NEGATIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
    mayCorrect: true,
  };
  const next = owed(channel, anyHour, stored, sent, options);
  if (next?.action === 'send') return next;
  const mine = sent.filter((row) => row.channel === channel && row.day === day);
  const last = mine.find((row) => row.kind === 'correction') ?? mine.find((row) => row.kind === 'daily');
  if (last === undefined || isAtWork(last, options.now)) return next;
  const key = { day, kind: last.kind, channel };
  return again || !mayBeOut(last) ? { action: 'send', key, after: last } : next;
}

function firstTry(key: SentKey): Owed {
  return { action: 'send', key, after: undefined };
}

function isUnderWay({ status, tries }: Sent): boolean {
  return status === 'sending' || (status === 'failed' && tries < MOST_TRIES);
}

function mayBeOut({ status, repeat }: Sent): boolean {
  return status === 'sent' || status === 'sending' || repeat;
}

/**
 * What failed is tried again at the next tick. What was left hanging may be out: it is sent once
 * more, marked; hanging a second time it is given up, since a third mail might reach its readers.
 */
function nextTry(row: Sent, now: number): Owed | undefined {
  const { day, kind, channel } = row;
  if (row.status === 'sending') {
    if (isAtWork(row, now)) return undefined;
    if (row.repeat) return { action: 'giveUp', row };
  }
  return { action: 'send', key: { day, kind, channel }, after: row };
}

/** A time ahead of ours is that of a clock that was wrong: it is waited for no longer than any other. */
function isAtWork({ status, at }: Sent, now: number): boolean {
  return status === 'sending' && Math.abs(now - Date.parse(at)) < SILENCE;
}

/** What a mail tells, and when it was begun. */
export type MailTold = Pick<Sent, 'at' | 'revision' | 'state' | 'told'>;

/** The row of an attempt, as it is written before the attempt is made. */
export function attempt({ key, after }: Extract<Owed, { action: 'send' }>, mail: MailTold): Sent {
  const before = after && wentOut(after);
  const { revision, state, told } = before ?? mail;
  return {
    ...key,
    at: mail.at,
    revision,
    state,
    told,
    status: 'sending',
    tries: (after?.tries ?? 0) + 1,
    repeat: after !== undefined && mayBeOut(after),
    wentOut: before?.at,
    etag: undefined,
  };
}

/** The row of an attempt that went out. */
export function delivered(row: Sent, mail: MailTold): Sent {
  return { ...row, ...mail, status: 'sent', wentOut: undefined };
}

/** The row of an attempt that did not: what it was to repeat is out all the same. */
export function notDelivered(row: Sent, status: 'failed' | 'skipped'): Sent {
  return wentOut(row) ?? { ...row, status };
}

/** The row of a mail that is given up: as above, or its tries stand as used up, so that nobody tries again. */
export function givenUp(row: Sent): Sent {
  return wentOut(row) ?? { ...row, status: 'failed', tries: Math.max(row.tries, MOST_TRIES) };
}

/**
 * The days that the mail about a day stands for: it, and those before it whose mornings `DIGEST_ON`
 * leaves out, ascending. A mail of Monday about Sunday covers Friday and Saturday, too.
 */
export function daysCovered(day: string, digestOn: readonly number[]): readonly string[] {
  const covered = [day];
  for (let date = day; covered.length < 7 && !isSendDay(date, digestOn); date = addDays(date, -1))
    covered.unshift(addDays(date, -1));
  return covered;
}

/** The newest instant at or before `now` at which a digest should have gone out; none within a week: never. */
export function newestSendTime(options: SendOptions): number | undefined {
  const newest = sendDate(options);
  const week = daysBetween(addDays(newest, -6), newest);
  const date = week.findLast((day) => isSendDay(day, options.digestOn));
  return date === undefined ? undefined : sendTime(date, options);
}

/** The newest day of the calendar whose time of sending has come, whether digests go out on it or not. */
function sendDate(options: SendOptions): string {
  const today = options.calendar.dayOf(options.now);
  return options.now < sendTime(today, options) ? addDays(today, -1) : today;
}

/** `DIGEST_AT` on the clock of the zone. */
function sendTime(day: string, { calendar, digestAt }: SendOptions): number {
  return calendar.at(day, digestAt.hour * HOUR + digestAt.minute * 60_000);
}

/** Whether digests go out on that day of the calendar. */
export function isSendDay(day: string, digestOn: readonly number[]): boolean {
  return digestOn.includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
