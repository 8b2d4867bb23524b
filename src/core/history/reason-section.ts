/** What stopped people, reason by reason: when it came and went, and at which hours. */
import { count, counted } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import { REASON_NAMES, REASONS, type ReasonName } from '../reasons.ts';
import { countScale } from './chart-scale.ts';
import { busiestHour, type ClockedDay, type HeatMap, heatMap, heatTotal, WEEKDAYS } from './heat-map.ts';
import { type ChartTable, type HistoryChart, spanTable, written } from './history-chart.ts';
import { type HistorySpan, sumOf } from './history-span.ts';

export type ReasonPanel = {
  readonly chart: HistoryChart;
  /** By weekday and hour; `undefined` without whole days, which alone know the hours. */
  readonly heat: HeatMap | undefined;
};
export type ReasonSection = {
  readonly caption: string;
  readonly panels: readonly ReasonPanel[];
  readonly tables: readonly ChartTable[];
};

const MOST_PANELS = 6;

/** `undefined` where nothing was denied or abandoned, or no day knows why. */
export function reasonSection(
  spans: readonly HistorySpan[],
  clocked: readonly ClockedDay[],
): ReasonSection | undefined {
  const days = spans.flatMap((span) => span.days);
  const reasons = REASON_NAMES.map((name) => ({ name, attempts: sumOf({ days }, attemptsOf(name)) ?? 0 }))
    .filter(({ attempts }) => attempts > 0)
    .toSorted((a, b) => b.attempts - a.attempts);
  if (reasons.length === 0) return undefined;
  const all = reasons.reduce((sum, { attempts }) => sum + attempts, 0);
  const shown = reasons.slice(0, MOST_PANELS);
  const others = reasons.slice(MOST_PANELS).map(({ name }) => name);
  const panels = shown.map(({ name }) => panelOf(name, spans, clocked));
  return {
    caption: `${counted(all, 'denied or abandoned attempt')} for ${counted(reasons.length, 'reason')}${others.length > 0 ? `, the ${MOST_PANELS} most frequent drawn` : ''}. Each panel has its own scale.`,
    panels,
    tables: [
      reasonTable(
        spans,
        shown.map(({ name }) => name),
        others,
      ),
      ...(clocked.length > 0 ? [weekdayTable(panels)] : []),
    ],
  };
}

function attemptsOf(reason: ReasonName): (day: HistoryDay) => number | undefined {
  return ({ figures }) => figures?.reason(reason);
}

function panelOf(
  reason: ReasonName,
  spans: readonly HistorySpan[],
  clocked: readonly ClockedDay[],
): ReasonPanel {
  const values = spans.map((span) => sumOf(span, attemptsOf(reason)));
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const peak = spans[values.indexOf(most)]?.label ?? '';
  const heat =
    clocked.length === 0
      ? undefined
      : heatMap(clocked, (day, place) => day.reasons.find((row) => row.reason === reason)?.hours[place] ?? 0);
  const busiest = heat === undefined ? '' : busiestHour(heat);
  const all = sumOf({ days: spans.flatMap(({ days }) => days) }, attemptsOf(reason)) ?? 0;
  return {
    chart: {
      id: `reason-${reason}`,
      title: REASONS[reason].title,
      caption: `${counted(all, 'attempt')}. Most: ${peak}, ${count(most)}.${busiest === '' ? '' : ` Busiest hour: ${busiest}.`}`,
      form: 'bars',
      spans,
      series: [{ name: REASONS[reason].title, look: 'accent', values, note: '' }],
      scale: countScale(values),
      bad: new Set(),
      tag: undefined,
      told: values.map((value) => counted(value ?? 0, 'attempt')),
      table: reasonTable(spans, [reason], []),
    },
    heat,
  };
}

function reasonTable(
  spans: readonly HistorySpan[],
  shown: readonly ReasonName[],
  others: readonly ReasonName[],
): ChartTable {
  const days = spans.flatMap((span) => span.days);
  const of = (reasons: readonly ReasonName[]) => (day: HistoryDay) =>
    day.figures && reasons.reduce((sum, reason) => sum + (day.figures?.reason(reason) ?? 0), 0);
  const groups = [
    ...shown.map((reason) => [reason]),
    ...(others.length > 0 ? [others] : []),
    [...shown, ...others],
  ];
  const cells = (span: Pick<HistorySpan, 'days'>) => groups.map((group) => written(sumOf(span, of(group))));
  return spanTable(
    spans,
    [
      ...shown.map((reason) => REASONS[reason].title),
      ...(others.length > 0 ? [counted(others.length, 'other reason')] : []),
      'All',
    ],
    cells,
    cells({ days }),
  );
}

function weekdayTable(panels: readonly ReasonPanel[]): ChartTable {
  return {
    caption: 'By weekday',
    nameColumn: 'Reason',
    columns: [...WEEKDAYS.map((name) => name.slice(0, 3)), 'All', 'Busiest hour'],
    rows: panels.flatMap(({ chart, heat }) => {
      if (heat === undefined) return [];
      const sums = heat.map((row) => {
        const known = row.filter((value) => value !== undefined);
        return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
      });
      const cells = [...sums.map(count), count(heatTotal(heat)), busiestHour(heat)];
      return [{ name: chart.title, remark: '', cells, total: false }];
    }),
  };
}
