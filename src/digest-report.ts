/** The report of one stored day. */
import { type App, reportOptions } from './app.ts';
import { composeDigestReport, TREND_DAYS } from './core/compose-report.ts';
import { addDays } from './core/day.ts';
import type { Report } from './core/report.ts';

/** `day`: a day, or `latest` for the newest that has figures. */
export async function digestReport(app: App, day: string): Promise<Report> {
  const asked = day === 'latest' ? await latestDay(app) : day;
  const headlines = await app.store.headlines(addDays(asked, 1 - TREND_DAYS), asked);
  return composeDigestReport(asked, await app.store.day(asked), headlines, reportOptions(app));
}

/** The newest published day, else yesterday. */
async function latestDay(app: App): Promise<string> {
  const today = app.calendar.dayOf(app.clock());
  const published = await app.store.headlines(addDays(today, -app.settings.keepDays), today);
  return published.at(-1)?.day ?? addDays(today, -1);
}
