/** How much is asked of people: prompts, retries, and where one factor was enough. */
import { counted, percent, share } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import { METHOD_NAMES, METHODS } from '../methods.ts';
import { countScale } from './chart-scale.ts';
import { type HistoryChart, spanTable, written } from './history-chart.ts';
import { type HistorySpan, highestOf, medianOf, sumOf } from './history-span.ts';
import { largestParts, type NamedPart, stackedParts } from './stacked-parts.ts';

/** Those that the days know of; applications are known of whole days only. */
export function frictionCharts(spans: readonly HistorySpan[]): HistoryChart[] {
  const days = spans.flatMap((span) => span.days);
  return [
    ...(days.some(({ figures }) => figures?.promptsMedian !== undefined) ? [promptsChart(spans)] : []),
    ...(days.some(({ figures }) => figures !== undefined) ? [retriesChart(spans)] : []),
    ...(days.some(({ whole }) => whole !== undefined) ? [singleFactorChart(spans)] : []),
  ];
}

function promptsChart(spans: readonly HistorySpan[]): HistoryChart {
  const median = spans.map((span) => medianOf(span, ({ figures }) => figures?.promptsMedian));
  const p95 = spans.map((span) => highestOf(span, ({ figures }) => figures?.promptsP95));
  const isWeekly = spans.some(({ days }) => days.length > 1);
  return {
    id: 'prompts',
    title: 'Prompts per user',
    caption: `Of the users who were challenged: half of them had at most the median, 95 of 100 at most the upper line.${isWeekly ? ' By week: the median day, and the highest.' : ''}`,
    form: 'line',
    spans,
    series: [
      { name: '95th percentile', look: 'slate', values: p95, note: '' },
      { name: 'Median', look: 'accent', values: median, note: '' },
    ],
    scale: countScale(p95),
    bad: new Set(),
    tag: undefined,
    told: median.map((value, index) => `median ${written(value)}, 95th percentile ${written(p95[index])}`),
    table: spanTable(spans, ['Median', '95th percentile'], (_, index) => [
      written(median[index]),
      written(p95[index]),
    ]),
  };
}

function retriesChart(spans: readonly HistorySpan[]): HistoryChart {
  const days = spans.flatMap((span) => span.days);
  const parts = METHOD_NAMES.map((method): NamedPart => {
    const retried = ({ figures }: HistoryDay) => figures?.retried(method);
    const completed = sumOf({ days }, ({ figures }) => figures?.completed(method)) ?? 0;
    const some = sumOf({ days }, retried) ?? 0;
    return {
      name: METHODS[method].title,
      of: retried,
      note: `${written(some)}, ${percent(share(some, completed))} of its completed`,
    };
  });
  const retried = parts.reduce((sum, { of }) => sum + (sumOf({ days }, of) ?? 0), 0);
  const completed = sumOf({ days }, ({ figures }) => figures?.outcome('completed')) ?? 0;
  return {
    id: 'retries',
    title: 'Completed after a retry',
    caption: `Attempts with a denied prompt before the one that got through, by method: ${written(retried)} of ${counted(completed, 'completed attempt')}${completed === 0 ? '' : `, ${percent(share(retried, completed))}`}.`,
    form: 'bars',
    spans,
    bad: new Set(),
    tag: undefined,
    ...stackedParts(spans, largestParts(days, parts, 'method')),
  };
}

function singleFactorChart(spans: readonly HistorySpan[]): HistoryChart {
  const days = spans.flatMap((span) => span.days);
  const single = sumOf({ days }, ({ figures }) => figures?.outcome('singleFactor')) ?? 0;
  const all = sumOf({ days }, ({ whole }) => whole?.totals.attempts) ?? 0;
  return {
    id: 'single',
    title: 'Got in with a single factor',
    caption: `Successful attempts that neither needed nor showed MFA, by application: ${written(single)} of ${counted(all, 'attempt')}${all === 0 ? '' : `, ${percent(share(single, all))}`}.`,
    form: 'bars',
    spans,
    bad: new Set(),
    tag: undefined,
    ...stackedParts(spans, largestParts(days, appParts(days), 'application')),
  };
}

/** Rows by id, or by name without one, called as on the newest day; what was folded away is a row of its own. */
function appParts(days: readonly HistoryDay[]): NamedPart[] {
  const names = new Map<string, string>();
  for (const { whole } of days)
    for (const { id, name } of whole?.breakdowns.app.rows ?? []) names.set(id ?? name, name);
  const rows = [...names].map(
    ([key, name]): NamedPart => ({
      name,
      note: undefined,
      of: ({ whole }) =>
        whole &&
        sum(
          whole.breakdowns.app.rows
            .filter((row) => (row.id ?? row.name) === key)
            .map((row) => row.singleFactor),
        ),
    }),
  );
  const folded: NamedPart = {
    name: 'Folded away on each day',
    note: undefined,
    of: ({ whole }) => whole && (whole.breakdowns.app.other?.singleFactor ?? 0),
  };
  return [...rows, folded];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
