/** The report of one stored day. */
import { type App, reportOptions } from './app.ts';
import { composeDigestReport, TREND_DAYS } from './core/compose-report.ts';
import { addDays } from './core/day.ts';
import { MEMORY_DAYS } from './core/issues.ts';
import { peopleShown } from './core/people-shown.ts';
import type { Report } from './core/report.ts';
import type { StoredDay } from './core/stored-day.ts';
import { readWhatWasTold } from './read-what-was-told.ts';

/**
 * `day`: a day, or `latest` for the newest that has figures. `channel`: whose readers it is for, so
 * that what changed is told against what they know; left out: against what anybody was last sent.
 * The store is asked three times: for the days, what was sent and what is acknowledged. A day that is
 * not whole costs one question more, and so does `latest` where nothing was collected for two weeks.
 */
export async function digestReport(app: App, day: string, channel?: string): Promise<Report> {
  const { asked, days } =
    day === 'latest' ? await latestDay(app) : { asked: day, days: await until(app, day) };
  const told = await readWhatWasTold(app, { from: addDays(asked, 1 - TREND_DAYS), to: asked }, channel);
  const acks = await app.store.acks();
  const stored = days.find((each) => each.day === asked);
  const problem = stored === undefined || stored.state === 'partial' ? await problemOf(app, asked) : null;
  const known = stored === undefined ? [] : await app.store.people(asked, stored.revision);
  const people = peopleShown(known, app.settings.privacy);
  return composeDigestReport(asked, days, reportOptions(app), { told, acks, people, problem });
}

/** What the newest reading of a day that is not whole was stopped by. */
async function problemOf(app: App, day: string): Promise<string | null> {
  const headers = await app.store.chunkHeaders(day);
  return headers.at(-1)?.problem ?? null;
}

/** The stored days that a day is judged by, and the day itself. */
async function until(app: App, day: string): Promise<readonly StoredDay[]> {
  return await app.store.days(addDays(day, 1 - MEMORY_DAYS), day);
}

/** So far back the newest day is looked for among the days that are read anyway. */
const RECENT_DAYS = 14;

/** The newest published day, else yesterday. */
async function latestDay(app: App): Promise<{ asked: string; days: readonly StoredDay[] }> {
  const today = app.calendar.dayOf(app.clock());
  const recent = addDays(today, -RECENT_DAYS);
  const days = await app.store.days(addDays(recent, 1 - MEMORY_DAYS), today);
  const newest = days.at(-1)?.day;
  if (newest !== undefined && newest >= recent) return { asked: newest, days };
  const published = await app.store.headlines(addDays(today, -app.settings.keepDays), today);
  const asked = published.at(-1)?.day ?? addDays(today, -1);
  return { asked, days: await until(app, asked) };
}
