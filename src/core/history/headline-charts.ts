/** What the headlines of a range tell: success, and who did not get through. */
import { counted, dayAndMonth, listed, percent, share } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import { countScale, shareScale } from './chart-scale.ts';
import { type HistoryChart, spanTable, written } from './history-chart.ts';
import { type HistorySpan, highestOf, medianOf, sumOf } from './history-span.ts';

type Spans = readonly HistorySpan[];

/** Both charts of a range that has a day with figures. */
export function headlineCharts(spans: Spans): {
  readonly success: HistoryChart;
  readonly unable: HistoryChart;
} {
  return { success: successChart(spans), unable: unableChart(spans) };
}

function successChart(spans: Spans): HistoryChart {
  const rates = spans.map(
    (span) =>
      share(
        sumOf(span, ({ completed }) => completed) ?? null,
        sumOf(span, ({ challenged }) => challenged) ?? null,
      ) ?? undefined,
  );
  const worst = lowest(rates);
  const bad = standingOut(spans);
  const isWeekly = spans.some(({ days }) => days.length > 1);
  const told = lowest(rates.map((rate, index) => (isIn(bad, spans[index]) ? rate : undefined)));
  // At most 90%, so that a good month is not drawn as a mountain range.
  const floor = Math.max(0, Math.min(0.9, Math.floor((worst?.value ?? 1) * 10) / 10));
  const scale = shareScale(1, floor);
  return {
    id: 'success',
    title: 'Challenge success',
    caption:
      `${isWeekly ? 'By week, Monday to Sunday. ' : ''}Completed, out of completed, denied and abandoned attempts. ${bestAndWorst(spans, rates)} ${floor > 0 ? `The scale starts at ${percent(floor).replace('.0', '')}.` : ''}`.trim(),
    form: 'line',
    spans,
    series: [{ name: 'Success', look: 'accent', values: rates, note: '' }],
    scale,
    bad,
    tag:
      told === undefined || spans.length < 2
        ? undefined
        : { ...told, text: percent(told.value), side: 'beside' },
    told: rates.map((rate) => percent(rate ?? null)),
    table: spanTable(
      spans,
      ['Sign-ins', 'Challenged', 'Completed', 'Denied', 'Abandoned', 'Success'],
      (span, index) => [
        written(sumOf(span, ({ signIns }) => signIns)),
        written(sumOf(span, ({ challenged }) => challenged)),
        written(sumOf(span, ({ completed }) => completed)),
        written(sumOf(span, ({ denied }) => denied)),
        written(sumOf(span, ({ abandoned }) => abandoned)),
        percent(rates[index] ?? null),
      ],
    ),
  };
}

type Place = { readonly index: number; readonly value: number };

function lowest(values: readonly (number | undefined)[]): Place | undefined {
  return values
    .flatMap((value, index): Place[] => (value === undefined ? [] : [{ index, value }]))
    .toSorted((a, b) => a.value - b.value)[0];
}

/** A part of a day or week is no record, where there is a whole one. */
function ofWhole(spans: Spans, rates: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const whole = rates.map((rate, index) => (spans[index]?.state === 'partial' ? undefined : rate));
  return whole.every((rate) => rate === undefined) ? rates : whole;
}

function bestAndWorst(spans: Spans, all: readonly (number | undefined)[]): string {
  const rates = ofWhole(spans, all);
  const worst = lowest(rates);
  const best = lowest(rates.map((rate) => (rate === undefined ? undefined : -rate)));
  if (worst === undefined || best === undefined) return 'No challenge in the range.';
  const at = ({ index }: Place) =>
    `${(spans[index]?.days.length ?? 0) > 1 ? 'in the week' : 'on'} ${spans[index]?.label ?? ''}`;
  if (best.index === worst.index) return `${percent(worst.value)} ${at(worst)}.`;
  return `Best ${percent(-best.value)} ${at(best)}, worst ${percent(worst.value)} ${at(worst)}.`;
}

function unableChart(spans: Spans): HistoryChart {
  const isWeekly = spans.some(({ days }) => days.length > 1);
  const unable = (day: HistoryDay) => day.unable;
  const values = spans.map((span) => highestOf(span, unable));
  const bad = standingOut(spans);
  const days = spans.flatMap((span) => span.days);
  return {
    id: 'unable',
    title: 'Unable users',
    caption: isWeekly
      ? `Users who could not complete MFA, on the highest day of each week. ${highestDay(days)}`
      : `Users who could not complete MFA that day. ${standOut(bad)}`.trim(),
    form: 'bars',
    spans,
    series: [{ name: 'Unable', look: 'accent', values, note: '' }],
    scale: countScale(values),
    bad,
    tag: undefined,
    told: values.map((value) => `${written(value)} unable${isWeekly ? ' on the highest day' : ''}`),
    table: isWeekly
      ? unableByWeek(spans)
      : unableByDay(
          spans,
          days.some(({ whole }) => whole !== undefined),
        ),
  };
}

function unableByDay(spans: Spans, isDetailed: boolean) {
  return spanTable(
    spans,
    ['Challenged', ...(isDetailed ? ['First try', 'After a retry'] : []), 'Unable'],
    ({ days: [day] }) => {
      const { challengedUsers, firstTry, afterRetry, unable } = day?.text ?? NO_TEXT;
      return [challengedUsers, ...(isDetailed ? [firstTry, afterRetry] : []), unable];
    },
  );
}

const NO_TEXT = { challengedUsers: '', firstTry: '', afterRetry: '', unable: '' };

function unableByWeek(spans: Spans) {
  const unable = (day: HistoryDay) => day.unable;
  return spanTable(spans, ['Median day', 'Highest day'], (span) => [
    written(medianOf(span, unable)),
    written(highestOf(span, unable)),
  ]);
}

function isIn(spans: ReadonlySet<HistorySpan>, span: HistorySpan | undefined): boolean {
  return span !== undefined && spans.has(span);
}

function standingOut(spans: Spans): ReadonlySet<HistorySpan> {
  return new Set(spans.filter(({ days }) => days.length === 1 && days[0]?.standsOut === true));
}

const MOST_NAMED = 4;

function standOut(bad: ReadonlySet<HistorySpan>): string {
  if (bad.size === 0) return '';
  const named = [...bad]
    .flatMap(({ days }) => days)
    .toSorted((a, b) => (b.unable ?? 0) - (a.unable ?? 0))
    .slice(0, MOST_NAMED)
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
    .map(({ day, text }) => `${dayAndMonth(day)} (${text.unable})`);
  const first = bad.size > MOST_NAMED ? ', the highest ' : ': ';
  return `${counted(bad.size, 'day')} far above usual${first}${listed(named)}.`;
}

function highestDay(days: readonly HistoryDay[]): string {
  const [most] = days
    .filter(({ unable }) => (unable ?? 0) > 0)
    .toSorted((a, b) => (b.unable ?? 0) - (a.unable ?? 0) || (a.day < b.day ? -1 : 1));
  return most === undefined ? 'None on any day.' : `Most: ${most.label}, ${most.text.unable}.`;
}
