/** The report of a range of stored days. */
import { type App, reportOptions } from './app.ts';
import { composeHistoryReport } from './core/compose-report.ts';
import type { Report } from './core/report.ts';
import { readWhatWasTold } from './read-what-was-told.ts';

/** Both days included; with `full`, every day in full. */
export async function historyReport(
  app: App,
  from: string,
  to: string,
  detail: 'headline' | 'full',
): Promise<Report> {
  const headlines = await app.store.headlines(from, to);
  const days = detail === 'full' ? await app.store.days(from, to) : undefined;
  const told = await readWhatWasTold(app, { from, to });
  return composeHistoryReport({ from, to }, headlines, days, reportOptions(app), told);
}
