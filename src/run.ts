/**
 * READ FIRST. The job: collect the days that are due, make a report of one, deliver its digest.
 *
 * source → sign-ins → facts → tally → day → report → digest → channels
 */
import type { App } from './app.ts';
import { type CollectRequest, daysToCollect } from './collect/days-to-collect.ts';
import { openPass } from './collect/pass.ts';
import { publish } from './collect/publish.ts';
import { BUSY, OVERTAKEN, readPass, STOPPED } from './collect/read-pass.ts';
import { upkeep } from './collect/upkeep.ts';
import { instantText } from './core/day.ts';
import { isLost } from './core/due.ts';
import { type DigestDay, digestDays } from './core/due-digest.ts';
import type { Channel, TimeLeft } from './core/ports.ts';
import type { State } from './core/report.ts';
import type { StoredDay } from './core/stored-day.ts';
import { deliverInTime } from './deliver/deliver-in-time.ts';
import type { Outcome } from './deliver/send.ts';
import { SettingsError, SourceError } from './errors.ts';

/** What became of one day; `problem` says why it is not whole, or not new. */
export type CollectedDay = {
  readonly day: string;
  readonly state: State;
  readonly records: number;
  /** Of these, what this run could not use. */
  readonly rejected: number;
  readonly problem: string | undefined;
  /** False where there is more to read: whoever requested the day is still owed it. */
  readonly isRead: boolean;
  /** For so long the source asks to be left alone, ms. */
  readonly waitMs: number | undefined;
};
export type CollectSummary = {
  readonly days: readonly CollectedDay[];
  /** The source asked to be left alone until then, RFC 3339: nothing more was read. */
  readonly heldUntil?: string;
};

/**
 * One tick, or the days asked for. A day that cannot be read does not stop the others, unless the
 * source asks to be left alone.
 * @throws SourceError refused: nothing helps but a change of credentials, permission or licence
 */
export async function collect(app: App, request: CollectRequest = {}): Promise<CollectSummary> {
  const days: CollectedDay[] = [];
  const errors: unknown[] = [];
  let wait = await upkeep(app, request);
  for (const { day, force } of await daysToCollect(app, request)) {
    if (wait !== undefined || app.stop.aborted || (request.timeLeft?.() ?? 1) <= 0) break;
    try {
      const collected = await collectDay(app, day, { ...request, force });
      days.push(collected);
      if (collected.isRead) await app.store.dropRequest(day, force);
      if (collected.waitMs !== undefined) wait = app.clock() + collected.waitMs;
    } catch (error) {
      if (error instanceof SourceError || error instanceof SettingsError) throw error;
      app.log('dayFailed', { day, kind: 'unexpected', reason: String(error) });
      errors.push(error);
    }
  }
  app.log('collectDone', { days: days.length });
  if (errors.length > 0) throw errors[0];
  return { days, ...(wait !== undefined && { heldUntil: instantText(wait) }) };
}

/** Reads the day's window as one stream, keeps it in chunks, publishes what is known. */
async function collectDay(app: App, day: string, request: CollectRequest): Promise<CollectedDay> {
  const { source, store } = app;
  const { byHand = false } = request;
  const before = await store.day(day);
  if (before?.state === 'sealed' && request.force !== true) return asStored(day, before, { isRead: true });
  if (isLost(day, { calendar: app.calendar, now: app.clock(), retentionDays: source.retentionDays }))
    return asStored(day, before, { problem: `${source.name} keeps ${source.retentionDays} days only` });

  const pass = await openPass(app, day, { before, takeOver: byHand });
  if (pass === undefined) return asStored(day, before, { problem: BUSY.why });
  const unread = await readPass(app, day, pass, request.timeLeft);
  const { why, waitMs } = unread ?? {};
  // A whole day is published again only from a whole reading: half of one tells nothing new for sure.
  const isWaitedFor = unread !== undefined && before?.coverage.complete === true;
  if (unread === OVERTAKEN || (unread === STOPPED && byHand) || isWaitedFor)
    return asStored(day, before, { problem: why, waitMs });

  const published = await publish(app, day, { acceptFewer: request.acceptFewer ?? false });
  const isRead = unread === undefined && published.isDone;
  if (isRead && published.day?.state === 'sealed') await store.dropChunks(day);
  const rejected = published.day?.coverage.rejected.total ?? 0;
  return { ...asStored(day, published.day, { problem: why ?? published.problem, waitMs, isRead }), rejected };
}

function asStored(
  day: string,
  stored: StoredDay | undefined,
  { problem, waitMs, isRead = false }: Partial<Pick<CollectedDay, 'problem' | 'waitMs' | 'isRead'>>,
): CollectedDay {
  const { state = 'missing', coverage: { records } = { records: 0 } } = stored ?? {};
  return { day, state, records, rejected: 0, problem, waitMs, isRead };
}

export type Delivered = Outcome & { readonly day: string; readonly channel: string };

type DeliverRequest = { readonly timeLeft?: TimeLeft };
type Tick = DeliverRequest & { readonly due: readonly DigestDay[]; readonly errors: unknown[] };

/**
 * Sends what is due, through each channel once, side by side: one that fails or hangs silences no other. A
 * process that dies between any two lines leaves the row of its claim: the mail is sent once more, marked.
 * @throws the first error that was no DeliveryError, once the others have been tried: it is a bug
 */
export async function deliver(app: App, request: DeliverRequest = {}): Promise<readonly Delivered[]> {
  const due = digestDays({ ...app.settings, calendar: app.calendar, now: app.clock() });
  const errors: unknown[] = [];
  const delivered = await Promise.all(
    app.channels.map((channel) => deliverThrough(app, channel, { ...request, due, errors })),
  );
  if (errors.length > 0) throw errors[0];
  return delivered.flat();
}

/** One after another: a mail tells what its readers do not know from those before it. */
async function deliverThrough(
  app: App,
  channel: Channel,
  { due, errors, timeLeft }: Tick,
): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  for (const digest of due) {
    const leftMs = timeLeft?.();
    if (leftMs !== undefined && leftMs <= 0) break;
    try {
      const outcome = await deliverInTime(app, channel, { digest, leftMs });
      if (outcome !== undefined) delivered.push({ day: digest.day, channel: channel.name, ...outcome });
    } catch (error) {
      errors.push(error);
    }
  }
  return delivered;
}
