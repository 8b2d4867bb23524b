/**
 * READ FIRST. The job: collect the days that are due, make a digest of one, deliver it.
 *
 * source → sign-ins → facts → tally → day → report → digest → channels
 */
import { type App, reportOptions } from './app.ts';
import { composeDigestReport, composeHistoryReport } from './core/compose-report.ts';
import { addDays, instantText } from './core/day.ts';
import { dueDays } from './core/due.ts';
import { digestDay, owed } from './core/due-digest.ts';
import type { Channel, Sent, SentKey } from './core/ports.ts';
import { readWindow } from './core/published-day.ts';
import type { Report, State } from './core/report.ts';
import { DeliveryError, SourceError } from './errors.ts';
import { messageOf } from './message.ts';
import { openPass, type Pass } from './pass.ts';
import { publish } from './publish.ts';

export type CollectRequest = {
  /** Days asked for by name; left out: what is due. */
  readonly days?: readonly string[];
  /** Reads sealed days again, too. */
  readonly force?: boolean;
  /** Publishes a re-reading even where it shows fewer sign-ins than are published. */
  readonly acceptFewer?: boolean;
  /** Asked between batches: true = stop cleanly, the next tick goes on from there. */
  readonly isTimeUp?: () => boolean;
};

/** What became of one day; `problem` says why it is not whole. */
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

async function daysToCollect(app: App, request: CollectRequest): Promise<{ day: string; force: boolean }[]> {
  if (request.days !== undefined) return request.days.map((day) => ({ day, force: request.force ?? false }));
  const today = app.calendar.dayOf(app.clock());
  return dueDays({
    ...app.settings,
    now: app.clock(),
    calendar: app.calendar,
    retentionDays: app.source.retentionDays,
    stored: await app.store.days(addDays(today, -app.settings.backfillDays), today),
    requests: await app.store.requests(),
  });
}

/** Reads the day's window as one stream, keeps it in chunks, publishes what is known. */
async function collectDay(app: App, day: string, request: CollectRequest): Promise<CollectedDay> {
  const before = await app.store.day(day);
  if (before?.state === 'sealed' && request.force !== true)
    return { day, state: 'sealed', records: before.coverage.records, problem: undefined };

  const pass = await openPass(app, day, { takeOver: request.days !== undefined });
  if (pass === undefined)
    return { day, state: before?.state ?? 'missing', records: 0, problem: 'someone else is reading it' };

  const problem = await readPass(app, day, pass, request.isTimeUp ?? (() => false));
  const published = await publish(app, day, before, { acceptFewer: request.acceptFewer ?? false });
  if (published.day?.state === 'sealed') await app.store.dropChunks(day);
  const { state = 'missing', coverage } = published.day ?? {};
  return { day, state, records: coverage?.records ?? 0, problem: problem ?? published.problem };
}

/** Undefined where the reading came to its end; else why it did not. */
async function readPass(
  app: App,
  day: string,
  pass: Pass,
  isTimeUp: () => boolean,
): Promise<string | undefined> {
  app.log('passStarted', { day, pass: pass.number, resumed: pass.cursor !== undefined });
  try {
    for await (const batch of app.source.read(readWindow(app.calendar.window(day)), pass.cursor)) {
      if (!(await pass.keep(batch))) return 'someone else went on with it';
      if (isTimeUp()) {
        await pass.flush();
        return 'the time is used up; the next tick goes on';
      }
    }
    return (await pass.finish()) ? undefined : 'someone else went on with it';
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    await pass.flush();
    app.log('dayFailed', { day, kind: error.kind, reason: error.message });
    if (error.kind === 'refused') throw error;
    return error.message;
  }
}

/** The report of one stored day; `latest` is the newest that has figures. */
export async function digestReport(app: App, day: string): Promise<Report> {
  const asked = day === 'latest' ? await latestDay(app) : day;
  const headlines = await app.store.headlines(addDays(asked, -13), asked);
  return composeDigestReport(asked, await app.store.day(asked), headlines, reportOptions(app));
}

/** The newest published day, else yesterday. */
async function latestDay(app: App): Promise<string> {
  const today = app.calendar.dayOf(app.clock());
  const published = await app.store.headlines(addDays(today, -app.settings.keepDays), today);
  return published.at(-1)?.day ?? addDays(today, -1);
}

/** The figures of a range, both days included; with `full`, every day in full. */
export async function historyReport(
  app: App,
  from: string,
  to: string,
  detail: 'headline' | 'full',
): Promise<Report> {
  const headlines = await app.store.headlines(from, to);
  const days = detail === 'full' ? await app.store.days(from, to) : undefined;
  return composeHistoryReport({ from, to }, headlines, days, reportOptions(app));
}

export type Delivered = {
  readonly day: string;
  readonly channel: string;
  readonly status: 'sent' | 'failed' | 'skipped';
};

/** Sends what is due, through each channel once: the row is inserted before the mail goes out. */
export async function deliver(app: App): Promise<readonly Delivered[]> {
  const options = { ...app.settings, calendar: app.calendar, now: app.clock() };
  const due = digestDay(options);
  if (due === undefined) return [];
  const stored = await app.store.day(due.day);
  const sent = await app.store.sent(due.day);
  const delivered: Delivered[] = [];
  for (const channel of app.channels) {
    const key = owed(channel.name, due, stored, sent, options);
    if (key === undefined) continue;
    const row = {
      ...key,
      at: instantText(options.now),
      revision: stored?.revision ?? 0,
      state: stored?.state ?? 'missing',
    };
    if (!(await app.store.claimSent({ ...row, status: 'sending' }))) continue;
    const status = await send(app, channel, key);
    await app.store.updateSent({ ...row, status });
    delivered.push({ day: due.day, channel: channel.name, status });
  }
  return delivered;
}

/** One that fails silences no other. */
async function send(
  app: App,
  channel: Channel,
  { day, kind }: SentKey,
): Promise<Delivered['status'] & Sent['status']> {
  try {
    await channel.send(messageOf(app, await digestReport(app, day), kind));
    app.log('digestSent', { day, kind, channel: channel.name });
    return 'sent';
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    app.log('digestFailed', { day, kind, channel: channel.name, reason: error.message });
    return 'failed';
  }
}
