/** The figures of a range as a reader meets them: sentences, the points that are drawn, tables. */
import { addDays } from './day.ts';
import { tenantName } from './digest.ts';
import { count, counted, isWeekend, longDay, percent, share, shortDay, UNMEASURED } from './format.ts';
import { type LinkOptions, type Links, linksFrom } from './links.ts';
import { type Day, type Headline, isMeasured, type MeasuredDay, OUTCOMES, type Report } from './report.ts';
import type { Figure, Link, Pill, TableBlock } from './sections/block.ts';
import { OUTCOME_TITLES, STATE_TITLES } from './titles.ts';
import { trendOf } from './trend-of.ts';

/** One calendar day of the range. Figures are `undefined` where they were not measured. */
export type HistoryDay = {
  readonly day: string;
  readonly label: string;
  readonly href: string | undefined;
  readonly state: Headline['state'];
  readonly pill: Pill | undefined;
  readonly weekend: boolean;
  /** No figures: missing or lost. */
  readonly gap: boolean;
  /** Success of challenged attempts, 0 to 1; also `undefined` on a day without a challenge. */
  readonly rate: number | undefined;
  readonly unable: number | undefined;
  readonly denied: number | undefined;
  readonly abandoned: number | undefined;
  readonly text: {
    readonly signIns: string;
    readonly challengedUsers: string;
    readonly challengedAttempts: string;
    readonly completed: string;
    readonly firstTry: string;
    readonly afterRetry: string;
    readonly denied: string;
    readonly abandoned: string;
    readonly unable: string;
    readonly rate: string;
  };
};

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
      'Success: completed out of completed, denied and abandoned attempts; pending attempts are in no rate. A day without figures is a gap, never a zero; a partial day counts with what was read.',
      'Users are counted per day: one person on two days counts twice, so days are not added up.',
      `MFA Digest ${report.product.version}`,
    ],
    links: linksOf(trend, links),
  };
}

function historyDay(headline: Headline, whole: MeasuredDay | undefined, links: Links): HistoryDay {
  const { sign, word } = STATE_TITLES[headline.state];
  return {
    day: headline.day,
    label: shortDay(headline.day),
    href: links.digest(headline.day),
    state: headline.state,
    pill: word === '' ? undefined : { sign, word, tone: PILL_TONES[headline.state] },
    weekend: isWeekend(headline.day),
    gap: headline.signIns === null,
    rate: headline.rate ?? undefined,
    unable: headline.unableUsers ?? undefined,
    denied: headline.denied ?? undefined,
    abandoned: headline.abandoned ?? undefined,
    text: {
      signIns: count(headline.signIns),
      challengedUsers: count(headline.challengedUsers),
      challengedAttempts: count(headline.challengedAttempts),
      completed: count(headline.completed),
      firstTry: count(whole?.completed.firstTry.users ?? null),
      afterRetry: count(whole?.completed.afterRetry.users ?? null),
      denied: count(headline.denied),
      abandoned: count(headline.abandoned),
      unable: count(headline.unableUsers),
      rate: percent(headline.rate),
    },
  };
}

const PILL_TONES = {
  missing: 'calm',
  partial: 'warn',
  open: 'calm',
  sealed: 'calm',
  lost: 'bad',
} as const satisfies Record<Headline['state'], Pill['tone']>;

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
  const calm = (label: string, value: string, note: string): Figure => ({ label, value, note, tone: 'calm' });
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

function linksOf(trend: readonly Headline[], links: Links): Link[] {
  const [first, last] = [trend.at(0), trend.at(-1)];
  if (first === undefined || last === undefined) return [];
  return (['csv', 'json'] as const).flatMap((format) => {
    const href = links.history(first.day, last.day, format);
    return href === undefined ? [] : [{ text: format.toUpperCase(), href }];
  });
}
