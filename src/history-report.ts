/** The report of a range of stored days. */
import { type App, reportOptions } from './app.ts';
import { composeHistoryReport } from './core/compose-report.ts';
import { headlineOf } from './core/metrics.ts';
import type { Report } from './core/report.ts';
import { readWhatWasTold } from './read-what-was-told.ts';

/**
 * Both days included; with `full`, every day in full, judged by the days of the range alone: the issues
 * of its first weeks are those of a tenant that began then. A day's digest looks further back.
 */
export async function historyReport(
  app: App,
  from: string,
  to: string,
  detail: 'headline' | 'full',
): Promise<Report> {
  const days = detail === 'full' ? await app.store.days(from, to) : undefined;
  const headlines = days?.map(headlineOf) ?? (await app.store.headlines(from, to));
  const told = await readWhatWasTold(app, { from, to });
  const acks = days === undefined ? [] : await app.store.acks();
  return composeHistoryReport({ from, to }, headlines, days, reportOptions(app), { told, acks });
}
