/** The report of a range of stored days. */
import { type App, reportOptions } from './app.ts';
import { composeHistoryReport } from './core/compose-report.ts';
import { addDays, daysBetween } from './core/day.ts';
import type { WideHeadline } from './core/history/history-figures.ts';
import type { HistoryReport } from './core/history.ts';
import { headlineOf } from './core/metrics.ts';
import { peopleShown } from './core/people-shown.ts';
import type { Headline, Person } from './core/report.ts';
import type { StoredDay } from './core/stored-day.ts';
import { readWhatWasTold } from './read-what-was-told.ts';

/** The most days that are told in full: each is a report of its own. */
export const MOST_DAYS_IN_FULL = 92;

/** `page`: in full as far as that goes, beyond it the columns that a page draws; and as many days before. */
export type HistoryDetail = 'headline' | 'full' | 'page';

/**
 * Both days included; with `full`, every day in full, judged by the days of the range alone: the issues
 * of its first weeks are those of a tenant that began then. A day's digest looks further back. A page names
 * nobody, so its days come without people.
 */
export async function historyReport(
  app: App,
  from: string,
  to: string,
  detail: HistoryDetail,
): Promise<HistoryReport> {
  const isLong = from <= addDays(to, -MOST_DAYS_IN_FULL);
  const isFull = detail === 'full' || (detail === 'page' && !isLong);
  const days = isFull ? await app.store.days(from, to) : undefined;
  const wide = detail === 'page' && isLong ? await app.store.wideHeadlines(from, to) : undefined;
  const headlines = days?.map(headlineOf) ?? wide?.map(asHeadline) ?? (await app.store.headlines(from, to));
  const told = await readWhatWasTold(app, { from, to });
  const acks = days === undefined ? [] : await app.store.acks();
  const peopleOf = await peopleKnown(app, detail === 'full' ? (days ?? []) : []);
  const beside = { told, acks, peopleOf };
  const report = composeHistoryReport({ from, to }, headlines, days, reportOptions(app), beside);
  if (detail !== 'page') return report;
  const length = daysBetween(from, to).length;
  const before = await app.store.wideHeadlines(addDays(from, -length), addDays(from, -1));
  return { ...report, before, ...(wide !== undefined && { wide }) };
}

/** Of the revision that is told alone. */
async function peopleKnown(
  app: App,
  days: readonly StoredDay[],
): Promise<(day: string) => readonly Person[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return () => [];
  const kept = await app.store.peopleOfDays(first.day, last.day);
  const revisions = new Map(days.map(({ day, revision }) => [day, revision]));
  const known = kept.filter(({ day, revision }) => revisions.get(day) === revision);
  const byDay = new Map(known.map(({ day, people }) => [day, peopleShown(people, app.settings.privacy)]));
  return (day) => byDay.get(day) ?? [];
}

function asHeadline({ columns: _columns, ...headline }: WideHeadline): Headline {
  return headline;
}
