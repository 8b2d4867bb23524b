/**
 * READ FIRST. The job: collect the days that are due, make a report of one, deliver its digest.
 *
 * source → sign-ins → facts → tally → day → report → digest → channels
 */
import type { App } from './app.ts';
import { claimDelivery } from './claim-delivery.ts';
import { digestDay } from './core/due-digest.ts';
import type { State } from './core/report.ts';
import { type CollectRequest, daysToCollect } from './days-to-collect.ts';
import { digestReport } from './digest-report.ts';
import { openPass } from './pass.ts';
import { publish } from './publish.ts';
import { readPass } from './read-pass.ts';
import { type DeliveryStatus, send } from './send.ts';

/** What became of one day; `problem` says why it is not whole, or not new. */
export type CollectedDay = {
  readonly day: string;
  readonly state: State;
  readonly records: number;
  readonly problem: string | undefined;
};
export type CollectSummary = { readonly days: readonly CollectedDay[] };

/**
 * One tick, or the days asked for. A day that cannot be read does not stop the others.
 * @throws SourceError refused: nothing helps but a change of credentials, permission or licence
 */
export async function collect(app: App, request: CollectRequest = {}): Promise<CollectSummary> {
  const days: CollectedDay[] = [];
  for (const { day, force } of await daysToCollect(app, request)) {
    if (request.isTimeUp?.() === true) break;
    days.push(await collectDay(app, day, { ...request, force }));
    await app.store.dropRequest(day);
  }
  app.log('collectDone', { days: days.length });
  return { days };
}

/** Reads the day's window as one stream, keeps it in chunks, publishes what is known. */
async function collectDay(app: App, day: string, request: CollectRequest): Promise<CollectedDay> {
  const before = await app.store.day(day);
  const { state = 'missing', coverage: { records } = { records: 0 } } = before ?? {};
  if (state === 'sealed' && request.force !== true) return { day, state, records, problem: undefined };

  const pass = await openPass(app, day, { takeOver: request.days !== undefined });
  if (pass === undefined) return { day, state, records, problem: 'someone else is reading it' };

  const unread = await readPass(app, day, pass, request.isTimeUp);
  const published = await publish(app, day, before, { acceptFewer: request.acceptFewer ?? false });
  if (published.day?.state === 'sealed') await app.store.dropChunks(day);
  return {
    day,
    state: published.day?.state ?? 'missing',
    records: published.day?.coverage.records ?? 0,
    problem: unread ?? published.problem,
  };
}

export type Delivered = { readonly day: string; readonly channel: string; readonly status: DeliveryStatus };

/** Sends what is due, through each channel once; a channel that fails silences no other. */
export async function deliver(app: App): Promise<readonly Delivered[]> {
  const due = digestDay({ ...app.settings, calendar: app.calendar, now: app.clock() });
  if (due === undefined) return [];
  const delivered: Delivered[] = [];
  for (const channel of app.channels) {
    // The row is inserted before the mail goes out: whoever comes second sends nothing.
    const claim = await claimDelivery(app, channel.name, due);
    if (claim === undefined) continue;
    const status = await send(app, channel, await digestReport(app, due.day), claim.kind);
    await app.store.updateSent({ ...claim, status });
    delivered.push({ day: due.day, channel: channel.name, status });
  }
  return delivered;
}
