/**
 * READ FIRST. The job: collect the days that are due, make a report of one, deliver its digest.
 *
 * source → sign-ins → facts → tally → day → report → digest → channels
 */
import type { App } from './app.ts';
import { type CollectRequest, daysToCollect } from './collect/days-to-collect.ts';
import { openPass } from './collect/pass.ts';
import { publish } from './collect/publish.ts';
import { OVERTAKEN, readPass, STOPPED } from './collect/read-pass.ts';
import { upkeep } from './collect/upkeep.ts';
import { isLost } from './core/due.ts';
import { digestDay } from './core/due-digest.ts';
import type { State } from './core/report.ts';
import type { StoredDay } from './core/stored-day.ts';
import { claimDelivery } from './deliver/claim-delivery.ts';
import { pingMonitor } from './deliver/ping-monitor.ts';
import { recordDelivery } from './deliver/record-delivery.ts';
import { type DeliveryStatus, send } from './deliver/send.ts';

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
};
export type CollectSummary = { readonly days: readonly CollectedDay[] };

/**
 * One tick, or the days asked for. A day that cannot be read does not stop the others.
 * @throws SourceError refused: nothing helps but a change of credentials, permission or licence
 */
export async function collect(app: App, request: CollectRequest = {}): Promise<CollectSummary> {
  const days: CollectedDay[] = [];
  if (request.days === undefined) await upkeep(app);
  for (const { day, force } of await daysToCollect(app, request)) {
    if (app.stop.aborted || (request.timeLeft?.() ?? 1) <= 0) break;
    const collected = await collectDay(app, day, { ...request, force });
    days.push(collected);
    if (collected.isRead) await app.store.dropRequest(day, force);
  }
  app.log('collectDone', { days: days.length });
  return { days };
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
  if (pass === undefined) return asStored(day, before, { problem: 'someone else is reading it' });
  const unread = await readPass(app, day, pass, request.timeLeft);
  // A whole day is published again only from a whole reading: half of one tells nothing new for sure.
  const isWaitedFor = unread !== undefined && before?.coverage.complete === true;
  if (unread === OVERTAKEN || (unread === STOPPED && byHand) || isWaitedFor)
    return asStored(day, before, { problem: unread });

  const published = await publish(app, day, { acceptFewer: request.acceptFewer ?? false });
  const isRead = unread === undefined;
  if (isRead && published.day?.state === 'sealed') await store.dropChunks(day);
  const rejected = published.day?.coverage.rejected.total ?? 0;
  return { ...asStored(day, published.day, { problem: unread ?? published.problem, isRead }), rejected };
}

function asStored(
  day: string,
  stored: StoredDay | undefined,
  { problem, isRead = false }: { problem?: string | undefined; isRead?: boolean },
): CollectedDay {
  const { state = 'missing', coverage: { records } = { records: 0 } } = stored ?? {};
  return { day, state, records, rejected: 0, problem, isRead };
}

export type Delivered = { readonly day: string; readonly channel: string; readonly status: DeliveryStatus };

/**
 * Sends what is due, through each channel once; a channel that fails silences no other. A process
 * that dies between any two lines leaves the row of its claim: the mail is sent once more, marked.
 */
export async function deliver(app: App): Promise<readonly Delivered[]> {
  const due = digestDay({ ...app.settings, calendar: app.calendar, now: app.clock() });
  if (due === undefined) return [];
  const delivered: Delivered[] = [];
  for (const channel of app.channels) {
    // The row is inserted before the mail goes out: whoever comes second sends nothing.
    const claim = await claimDelivery(app, channel.name, due);
    if (claim === undefined) continue;
    const status = await send(app, channel, claim);
    await recordDelivery(app, claim.row, status);
    if (status === 'sent') await pingMonitor(app);
    delivered.push({ day: due.day, channel: channel.name, status });
  }
  return delivered;
}
