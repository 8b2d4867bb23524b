/** The figures of a range as a reader meets them: sentences, the points that are drawn, tables. */
import { addDays } from './day.ts';
import { tenantName } from './digest.ts';
import { count, counted, longDay, percent, share, shortDay, UNMEASURED } from './format.ts';
import { type HistoryDay, historyDay } from './history-day.ts';
import { type LinkOptions, type Links, linksFrom } from './links.ts';
import {
  type Day,
  type Headline,
  isMeasured,
  type MeasuredDay,
  OUTCOMES,
  type Report,
  type TrendDay,
} from './report.ts';
import type { Figure, Link, TableBlock } from './sections/block.ts';
import { changeOf } from './sections/changes.ts';
import { OUTCOME_TITLES } from './titles.ts';
import { trendOf } from './trend-of.ts';

export type HistoryPage = {
  readonly lang: 'en';
  readonly title: string;
  readonly tenant: string;
  readonly sentence: string;
  readonly paragraphs: readonly string[];
  readonly figures: readonly Figure[];
  /** Ascending; one per calendar day. */
  readonly days: readonly HistoryDay[];
  readonly captions: {
    readonly rate: string;
    readonly unable: string;
    readonly stopped: string;
    readonly days: string;
  };
  /** What became of all attempts; only where whole days were handed in. */
  readonly outcomes: TableBlock | undefined;
  /** True where the report carries whole days, which alone know first tries and retries. */
  readonly detailed: boolean;
  readonly periods: readonly { readonly text: string; readonly href: string; readonly current: boolean }[];
  readonly notes: readonly string[];
  readonly links: readonly Link[];
};

/**
 * Composes the page of a range from `report.trend`; where `report.days` holds the whole days too
 * (detail=full), first tries, retries and all outcomes are told as well.
 */
export function composeHistory(report: Report, options: LinkOptions = {}): HistoryPage {
  const links = linksFrom(options);
  const trend = trendOf(report);
  const whole = new Map(report.days.filter(isMeasured).map((day) => [day.day, day]));
  const days = trend.map((headline) => historyDay(headline, whole.get(headline.day), links));
  const totals = totalsOf(trend);
  return {
    lang: 'en',
    title: `MFA history, ${counted(trend.length, 'day')} · ${tenantName(report)}`,
    tenant: tenantName(report),
    sentence: sentenceOf(totals, trend.length),
    paragraphs: [standsOut(trend), coverageOf(trend)].filter((paragraph) => paragraph !== ''),
    figures: figuresOf(totals, trend, [...whole.values()]),
    days,
    captions: captionsOf(trend),
    outcomes: outcomesOf([...whole.values()]),
    detailed: whole.size > 0,
    periods: periodsOf(trend, links),
    notes: [
      ...zonesOf(report.days),
      ...changesOf(trend),
      'Success: completed out of completed, denied and abandoned attempts; pending attempts are in no rate. A day without figures is a gap, never a zero; a partial day counts with what was read.',
      'Users are counted per day: one person on two days counts twice, so days are not added up.',
      `MFA Digest ${report.product.version}`,
    ],
    links: linksOf(trend, links),
  };
}

type Totals = {
  /** Days with figures. */
  readonly measured: number;
  readonly challenged: number;
  readonly completed: number;
  readonly denied: number;
  readonly abandoned: number;
};

function totalsOf(trend: readonly Headline[]): Totals {
  const sum = (of: (headline: Headline) => number | null) =>
    trend.reduce((total, day) => total + (of(day) ?? 0), 0);
  return {
    measured: trend.filter((day) => day.signIns !== null).length,
    challenged: sum((day) => day.challengedAttempts),
    completed: sum((day) => day.completed),
    denied: sum((day) => day.denied),
    abandoned: sum((day) => day.abandoned),
  };
}

function sentenceOf(totals: Totals, days: number): string {
  const range = counted(days, 'day');
  if (totals.measured === 0) return `No figures in ${range}.`;
  if (totals.challenged === 0) return `Nobody was asked for MFA in ${range}.`;
  return `${percent(totals.completed / totals.challenged)} of MFA challenges succeeded in ${range}.`;
}

function standsOut(trend: readonly Headline[]): string {
  const worst = trend
    .filter((day) => (day.unableUsers ?? 0) > 0)
    .toSorted((a, b) => (b.unableUsers ?? 0) - (a.unableUsers ?? 0) || a.day.localeCompare(b.day))[0];
  if (worst === undefined) return '';
  const rate = worst.rate === null ? '' : `, and ${percent(worst.rate)} of challenges succeeded`;
  return `${shortDay(worst.day)} stands out: ${count(worst.unableUsers)} of ${count(worst.challengedUsers)} challenged users were unable${rate}.`;
}

function coverageOf(trend: readonly Headline[]): string {
  const [first, last] = [trend.at(0), trend.at(-1)];
  if (first === undefined || last === undefined) return 'The range holds no day.';
  const of = (...states: Headline['state'][]) => trend.filter(({ state }) => states.includes(state)).length;
  const parts = [
    counted(of('open', 'sealed'), 'whole day'),
    ...(of('partial') > 0 ? [`${count(of('partial'))} partial`] : []),
    ...(of('missing', 'lost') > 0 ? [`${count(of('missing', 'lost'))} without figures`] : []),
  ];
  return `Coverage: ${longDay(first.day)} to ${longDay(last.day)}, ${parts.join(', ')}.`;
}

function figuresOf(totals: Totals, trend: readonly Headline[], whole: readonly MeasuredDay[]): Figure[] {
  const calm = (label: string, value: string, note: string): Figure => ({
    label,
    value,
    note,
    usual: '',
    tone: 'calm',
  });
  return [
    calm('Challenge success', percent(share(totals.completed, totals.challenged)), attempts(totals)),
    calm('Challenged users', ...perDay(trend.map((day) => day.challengedUsers))),
    calm('First try', ...perDay(whole.map((day) => day.completed.firstTry.users))),
    calm('After a retry', ...perDay(whole.map((day) => day.completed.afterRetry.users))),
    calm('Unable users', ...perDay(trend.map((day) => day.unableUsers))),
  ];
}

function attempts({ challenged, completed }: Totals): string {
  return challenged === 0 ? 'none challenged' : `${count(completed)} of ${counted(challenged, 'attempt')}`;
}

/** Distinct users over a range are not kept: the median day stands for it, beside the highest. */
function perDay(values: readonly (number | null)[]): [value: string, note: string] {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const middle = known[Math.floor((known.length - 1) / 2)];
  const most = known.at(-1);
  if (middle === undefined || most === undefined) return [UNMEASURED, 'told on each day'];
  return [count(middle), `median day; highest ${count(most)}`];
}

function captionsOf(trend: readonly Headline[]): HistoryPage['captions'] {
  const rated = trend.filter((day) => day.rate !== null).toSorted((a, b) => (a.rate ?? 0) - (b.rate ?? 0));
  const [worst, best] = [rated.at(0), rated.at(-1)];
  const span =
    worst === undefined || best === undefined
      ? 'No day with a challenge.'
      : `Best ${percent(best.rate)} on ${shortDay(best.day)}, worst ${percent(worst.rate)} on ${shortDay(worst.day)}.`;
  return {
    rate: `Completed, out of completed, denied and abandoned attempts. ${span}`,
    unable: 'Users who could not complete MFA that day.',
    stopped: 'Challenged attempts that did not get through.',
    days: 'A day without a mark is sealed: it no longer changes.',
  };
}

function outcomesOf(whole: readonly MeasuredDay[]): TableBlock | undefined {
  if (whole.length === 0) return undefined;
  const sum = (of: (day: MeasuredDay) => number) => whole.reduce((total, day) => total + of(day), 0);
  const all = sum((day) => day.totals.attempts);
  const rows = OUTCOMES.map((outcome) => ({
    outcome,
    attempts: sum((day) => day.outcomes[outcome].attempts),
  }))
    .filter(({ attempts: some }) => some > 0)
    .toSorted((a, b) => b.attempts - a.attempts);
  return {
    kind: 'table',
    id: 'outcomes',
    title: 'What became of every attempt',
    subtitle: `Of ${counted(whole.length, 'day')} with figures. The rows add up.`,
    nameColumn: 'Outcome',
    columns: ['Attempts', 'Share'],
    rows: [
      ...rows.map(({ outcome, attempts: some }) => ({
        name: OUTCOME_TITLES[outcome],
        detail: '',
        cells: [count(some), percent(share(some, all))],
        total: false,
      })),
      { name: 'All', detail: '', cells: [count(all), percent(share(all, all))], total: true },
    ],
  };
}

function periodsOf(trend: readonly Headline[], links: Links): HistoryPage['periods'] {
  const last = trend.at(-1);
  if (last === undefined) return [];
  return [30, 90].flatMap((length) => {
    const href = links.history(addDays(last.day, 1 - length), last.day);
    return href === undefined ? [] : [{ text: `${length} days`, href, current: trend.length === length }];
  });
}

function zonesOf(days: readonly Day[]): string[] {
  const zones = [...new Set(days.map(({ zone }) => zone))];
  return zones.length === 0 ? [] : [`Days of ${zones.join(', ')}.`];
}

/** What has changed, day by day; a mail says the same of its last two weeks. */
function changesOf(trend: readonly TrendDay[]): string[] {
  return trend.flatMap((day) => {
    const change = changeOf(day);
    return change === '' ? [] : [`${shortDay(day.day)}: ${change}`];
  });
}

function linksOf(trend: readonly Headline[], links: Links): Link[] {
  const [first, last] = [trend.at(0), trend.at(-1)];
  if (first === undefined || last === undefined) return [];
  return (['csv', 'json'] as const).flatMap((format) => {
    const href = links.history(first.day, last.day, format);
    return href === undefined ? [] : [{ text: format.toUpperCase(), href }];
  });
}
