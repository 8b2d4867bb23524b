/** Everything that the page of a range draws, from the days that are at hand. */
import { listed } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import type { Links } from '../links.ts';
import type { MeasuredDay } from '../report.ts';
import { frictionCharts } from './friction-charts.ts';
import { headlineCharts } from './headline-charts.ts';
import { clockedDays } from './heat-map.ts';
import { type HeatSection, heatSection } from './heat-section.ts';
import type { HistoryChart } from './history-chart.ts';
import { spansOf } from './history-span.ts';
import { methodCharts } from './method-charts.ts';
import { outcomeChart } from './outcome-chart.ts';
import { type ReasonSection, reasonSection } from './reason-section.ts';

export type HistoryDrawings = {
  /** Row by row, one or two beside each other; none without a day with figures. */
  readonly charts: readonly (readonly HistoryChart[])[];
  readonly reasons: ReasonSection | undefined;
  readonly heat: HeatSection | undefined;
  readonly friction: readonly (readonly HistoryChart[])[];
};

export function historyDrawings(
  days: readonly HistoryDay[],
  whole: readonly MeasuredDay[],
  links: Links,
): HistoryDrawings {
  if (days.every(({ gap }) => gap)) return { charts: [], reasons: undefined, heat: undefined, friction: [] };
  const spans = spansOf(days, links);
  const { success, unable } = headlineCharts(spans);
  const outcomes = outcomeChart(spans);
  const clocked = clockedDays(whole);
  const rows = [[success], outcomes === undefined ? [unable] : [unable, outcomes], methodCharts(spans)];
  return {
    charts: rows.filter((row) => row.length > 0),
    reasons: reasonSection(spans, clocked),
    heat: heatSection(clocked, zoneList(whole)),
    friction: inPairs(frictionCharts(spans)),
  };
}

function inPairs<Item>(items: readonly Item[]): Item[][] {
  return items.flatMap((_, index) => (index % 2 === 0 ? [items.slice(index, index + 2)] : []));
}

export function zoneList(days: readonly { readonly zone: string }[]): string {
  return listed([...new Set(days.map(({ zone }) => zone))]);
}
