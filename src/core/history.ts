/** The figures of a range as a reader meets them: sentences, the points that are drawn, tables. */
import { addDays } from './day.ts';
import { tenantName } from './digest.ts';
import { count, counted, longDay, percent, share, shortDay } from './format.ts';
import { type HistoryDrawings, historyDrawings, zoneList } from './history/history-drawings.ts';
import { type HistoryFigures, historyFigures, type WideHeadline } from './history/history-figures.ts';
import { comparison, rangeFigures, resistantFigure } from './history/range-figures.ts';
import { type RangeTotals, rangeTotals } from './history/range-totals.ts';
import { type HistoryDay, historyDay } from './history-day.ts';
import { type LinkOptions, type Links, linksFrom } from './links.ts';
import { dayColumns } from './metrics.ts';
import {
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

/** A report of a range, and what only its page draws. */
export type HistoryReport = Report & {
  /** The published days of a range that is too long to be told in full. */
  readonly wide?: readonly WideHeadline[];
  /** The published days of as many days before the range, to compare with. */
  readonly before?: readonly WideHeadline[];
};

export type HistoryPage = HistoryDrawings & {
  readonly lang: 'en';
  readonly title: string;
  readonly tenant: string;
  readonly sentence: string;
  /** The day with the most unable users, if there are any. */
  readonly worst:
    | { readonly label: string; readonly href: string | undefined; readonly text: string }
    | undefined;
  readonly coverage: string;
  readonly figures: readonly Figure[];
  /** What the figures are compared with; empty for nothing. */
  readonly comparison: string;
  /** Share of completed attempts; `undefined` where methods are not at hand. */
  readonly resistant: Figure | undefined;
  /** Ascending; one per calendar day. */
  readonly days: readonly HistoryDay[];
  /** What the days at hand cannot tell, and where it is told; empty where nothing lacks. */
  readonly lacking: { readonly text: string; readonly link: Link | undefined } | undefined;
  readonly daysCaption: string;
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
 * (detail=full), or `report.wide` their columns, all that they know beside their headlines is told as well.
 */
export function composeHistory(report: HistoryReport, options: LinkOptions = {}): HistoryPage {
  const links = linksFrom(options);
  const trend = trendOf(report);
  const whole = report.days.filter(isMeasured);
  const days = historyDays(trend, whole, report.wide ?? [], links);
  const totals = rangeTotals(trend);
  const before = report.before ?? [];
  return {
    lang: 'en',
    title: `MFA history, ${counted(trend.length, 'day')} · ${tenantName(report)}`,
    tenant: tenantName(report),
    sentence: sentenceOf(totals, trend.length),
    worst: standsOut(days),
    coverage: coverageOf(trend),
    comparison: comparison(before, trend.length),
    figures: rangeFigures({ trend, whole, before }),
    resistant: resistantFigure(
      days.flatMap(({ figures }) => figures ?? []),
      { trend, before },
    ),
    days,
    ...historyDrawings(days, whole, links),
    lacking: totals.measured === 0 ? undefined : lackingOf(days, links),
    daysCaption: 'A day without a mark is sealed: it no longer changes.',
    outcomes: outcomesOf(whole),
    detailed: whole.length > 0,
    periods: periodsOf(trend, links),
    notes: [
      ...zonesOf(trend),
      ...changesOf(trend),
      'Success: completed out of completed, denied and abandoned attempts; pending attempts are in no rate. A day without figures is a gap, never a zero; a partial day counts with what was read.',
      'Users are counted per day: one person on two days counts twice, so days are not added up.',
      `MFA Digest ${report.product.version}`,
    ],
    links: linksOf(trend, links),
  };
}

const SHORTEST_YEAR = 365;

function historyDays(
  trend: readonly TrendDay[],
  whole: readonly MeasuredDay[],
  wide: readonly WideHeadline[],
  links: Links,
): HistoryDay[] {
  const byDay = new Map(whole.map((day) => [day.day, day]));
  const figures = new Map<string, HistoryFigures>([
    ...wide.map(({ day, columns }) => [day, historyFigures(columns)] as const),
    ...whole.map((day) => [day.day, historyFigures(dayColumns(day))] as const),
  ]);
  const withYear = trend.length > SHORTEST_YEAR;
  return trend.map((headline) => {
    const { day } = headline;
    return historyDay(headline, { figures: figures.get(day), whole: byDay.get(day) }, { links, withYear });
  });
}

/** How many days of whole figures a page is made of at most, counted back from the last. */
const DAYS_IN_FULL = 90;

function lackingOf(days: readonly HistoryDay[], links: Links): HistoryPage['lacking'] {
  if (days.some(({ whole }) => whole !== undefined)) return undefined;
  const last = days.at(-1)?.day ?? '';
  const href = links.history(addDays(last, 1 - DAYS_IN_FULL), last);
  const link = href === undefined ? undefined : { text: `The last ${DAYS_IN_FULL} days`, href };
  const hasFigures = days.some(({ figures }) => figures !== undefined);
  const some = 'Hours of the day, first tries and applications';
  return {
    text: hasFigures
      ? `${some} are not drawn over so many days: they stand on the page of ${DAYS_IN_FULL} days or fewer, and in the digest of each day.`
      : `Only headlines are at hand here. Outcomes, methods, reasons, prompts, ${some.toLowerCase()} stand on the page of whole days, and in the digest of each day.`,
    link,
  };
}

function sentenceOf(totals: RangeTotals, days: number): string {
  const range = counted(days, 'day');
  if (totals.measured === 0) return `No figures in ${range}.`;
  if (totals.challenged === 0) return `Nobody was asked for MFA in ${range}.`;
  return `${percent(totals.completed / totals.challenged)} of MFA challenges succeeded in ${range}.`;
}

function standsOut(days: readonly HistoryDay[]): HistoryPage['worst'] {
  const [worst] = days
    .filter(({ unable }) => (unable ?? 0) > 0)
    .toSorted((a, b) => (b.unable ?? 0) - (a.unable ?? 0) || a.day.localeCompare(b.day));
  if (worst === undefined) return undefined;
  const { label, href, text, rate, whole } = worst;
  const success = rate === undefined ? '' : `, and ${percent(rate)} of challenges succeeded`;
  const [reason] = whole?.reasons.toSorted((a, b) => b.unableUsers - a.unableUsers) ?? [];
  const mostly =
    reason === undefined || reason.unableUsers === 0
      ? ''
      : ` Most often: ${reason.title.toLowerCase()}, ${counted(reason.unableUsers, 'user')}.`;
  return {
    label,
    href,
    text: `stands out: ${text.unable} of ${text.challengedUsers} challenged users were unable${success}.${mostly}`,
  };
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

const PERIODS = [30, 90, 400] as const;

function periodsOf(trend: readonly Headline[], links: Links): HistoryPage['periods'] {
  const last = trend.at(-1);
  if (last === undefined) return [];
  return PERIODS.flatMap((length) => {
    const href = links.history(addDays(last.day, 1 - length), last.day);
    return href === undefined ? [] : [{ text: `${length} days`, href, current: trend.length === length }];
  });
}

function zonesOf(trend: readonly Headline[]): string[] {
  return trend.length === 0 ? [] : [`Days of ${zoneList(trend)}.`];
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
