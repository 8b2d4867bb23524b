/** The report of one stored day. */
import { type App, reportOptions } from './app.ts';
import { composeDigestReport, TREND_DAYS } from './core/compose-report.ts';
import { addDays } from './core/day.ts';
import type { Report } from './core/report.ts';
import { readWhatWasTold } from './read-what-was-told.ts';

/**
 * `day`: a day, or `latest` for the newest that has figures. `channel`: whose readers it is for, so
 * that what changed is told against what they know; left out: against what anybody was last sent.
 */
export async function digestReport(app: App, day: string, channel?: string): Promise<Report> {
  const asked = day === 'latest' ? await latestDay(app) : day;
  const from = addDays(asked, 1 - TREND_DAYS);
  const headlines = await app.store.headlines(from, asked);
  const told = await readWhatWasTold(app, { from, to: asked }, channel);
  const stored = await app.store.day(asked);
  const problem = stored === undefined || stored.state === 'partial' ? await problemOf(app, asked) : null;
  return composeDigestReport(asked, stored, headlines, reportOptions(app), told, problem);
}

/** What the newest reading of a day that is not whole was stopped by. */
async function problemOf(app: App, day: string): Promise<string | null> {
  const headers = await app.store.chunkHeaders(day);
  return headers.at(-1)?.problem ?? null;
}

/** The newest published day, else yesterday. */
async function latestDay(app: App): Promise<string> {
  const today = app.calendar.dayOf(app.clock());
  const published = await app.store.headlines(addDays(today, -app.settings.keepDays), today);
  return published.at(-1)?.day ?? addDays(today, -1);
}
