/** Drawings of a range as views: shapes for SVG, labels as text beside them, the key of what occurs in them. */
import { weekday } from '../core/format.ts';
import type { HeatMap } from '../core/history/heat-map.ts';
import { HOURS_OF_DAY, shortName, WEEKDAYS } from '../core/history/heat-map.ts';
import type { HistoryChart } from '../core/history/history-chart.ts';
import type { HistorySpan } from '../core/history/history-span.ts';
import { type ChartPath, chartPaths, depth, HEIGHT, SPAN_WIDTH } from './chart-paths.ts';

type Label = { readonly text: string; readonly place: string; readonly style: string };

export type ChartPlot = {
  readonly viewBox: string;
  /** One path of all grey bands: where there are no figures. */
  readonly gaps: string;
  readonly grid: string;
  readonly paths: readonly ChartPath[];
  /** Whole columns to point at, by their left edge; the style sheet knows their size. */
  readonly hits: readonly { readonly x: number; readonly title: string; readonly href: string | undefined }[];
  readonly labels: readonly Label[];
};

/** `linked` columns open their day, `told` ones say their figures, `plain` are drawn only; `small` has fewer labels, too. */
export type PlotSize = 'linked' | 'told' | 'plain' | 'small';

export function plotOf(chart: HistoryChart, size: PlotSize): ChartPlot {
  const isSmall = size === 'small';
  const { spans, scale, tag } = chart;
  const width = Math.max(1, spans.length) * SPAN_WIDTH;
  const depths = scale.steps.map(({ at }) => depth(at, scale));
  return {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    gaps: spans.map(({ state }, index) => (state === 'gap' ? column(index) : '')).join(''),
    grid: depths.map((y) => `M0 ${y}H${width}`).join(''),
    paths: chartPaths(chart),
    hits: hitsOf(chart, size),
    labels: [
      ...scale.steps
        .filter((_, index) => !isSmall || index === 0 || index === scale.steps.length - 1)
        .map(({ text, at }) => ({
          text,
          place: 'y',
          style: `top:${percentOf(depth(at, scale) / HEIGHT)}`,
        })),
      ...axisLabels(spans, isSmall),
      ...(tag === undefined ? [] : [tagLabel(chart, tag)]),
    ],
  };
}

function hitsOf({ spans, told }: HistoryChart, size: PlotSize): ChartPlot['hits'] {
  if (size === 'plain' || size === 'small') return [];
  return spans.map((span, index) => {
    const text = told[index] ?? '';
    const figures = span.state === 'gap' ? 'no figures' : text === '' ? 'none' : text;
    const remark = span.remark === '' ? '' : ` (${span.remark})`;
    return {
      x: index * SPAN_WIDTH,
      href: size === 'linked' ? span.href : undefined,
      title: `${span.label}: ${figures}${remark}`,
    };
  });
}

function column(index: number): string {
  return `M${index * SPAN_WIDTH} 0h${SPAN_WIDTH}v${HEIGHT}h-${SPAN_WIDTH}z`;
}

/** Beside its point, on the side where there is room. */
function tagLabel({ spans, bad, scale }: HistoryChart, tag: NonNullable<HistoryChart['tag']>): Label {
  const span = spans[tag.index];
  const isRoomRight = tag.index * 2 < spans.length;
  const tone = span !== undefined && bad.has(span) ? ' bad' : '';
  return {
    text: tag.text,
    place: `tag ${tag.side}${tone}${isRoomRight ? ' right' : ''}`,
    style: `left:${percentOf((tag.index + 0.5) / spans.length)};top:${percentOf(depth(tag.value, scale) / HEIGHT)}`,
  };
}

const MOST_TICKS = 5;

/** Up to five dates; on phones every other one steps aside. */
function axisLabels(spans: readonly HistorySpan[], isSmall: boolean): Label[] {
  const last = spans.length - 1;
  return ticks(spans, isSmall ? 2 : MOST_TICKS).map((index, mark) => {
    const place = index === 0 ? 'x l' : index === last ? 'x r' : mark % 2 === 1 ? 'x opt' : 'x';
    const at = index === 0 ? 0 : index === last ? 1 : (index + 0.5) / spans.length;
    return { text: spans[index]?.tick ?? '', place, style: `left:${percentOf(at)}` };
  });
}

/** Mondays, where days are drawn and the range holds as many as there are to be; else even steps. */
function ticks(spans: readonly HistorySpan[], most: number): number[] {
  const mondays = spans.flatMap(({ days: [day, ...others] }, index) =>
    day !== undefined && others.length === 0 && weekday(day.day) === 'Monday' ? [index] : [],
  );
  const from = most === MOST_TICKS && mondays.length >= MOST_TICKS - 1 ? mondays : [...spans.keys()];
  const marks = Math.min(most, from.length);
  const steps = Array.from({ length: marks }, (_, mark) =>
    marks === 1 ? 0 : Math.round((mark * (from.length - 1)) / (marks - 1)),
  );
  return steps.flatMap((step) => from[step] ?? []);
}

type Key = { readonly className: string; readonly text: string; readonly note: string };

/** What the looks of a drawing mean, of those that occur in it. */
export function keyOf({ form, series, spans, bad }: HistoryChart): readonly Key[] {
  const has = (state: HistorySpan['state']) => spans.some((span) => span.state === state);
  const isWeekly = spans.some(({ days }) => days.length > 1);
  const unit = isWeekly ? 'week' : 'day';
  const isPlain = series.length === 1 && series[0]?.note === '';
  const hasWeekend = isPlain && form === 'bars' && spans.some(({ weekend }) => weekend);
  const marks = [
    {
      is: bad.size > 0,
      className: form === 'line' ? 'dot k-red' : 'k-red',
      text: 'far more unable users than usual',
    },
    { is: hasWeekend, className: 'k-mist', text: 'weekend' },
    { is: has('partial'), className: form === 'line' ? 'ring' : 'dash', text: `partial ${unit}` },
    { is: has('open') && form === 'line', className: 'dots', text: 'open, may change' },
    { is: has('gap'), className: 'k-gap', text: 'no figures' },
  ];
  const shape = form === 'line' ? 'dot ' : '';
  return [
    ...series.map(({ name, look, note }) => ({
      className: `${shape}k-${look}`,
      text: isPlain ? (hasWeekend ? 'weekday' : unit) : name,
      note,
    })),
    ...marks.filter(({ is }) => is).map(({ className, text }) => ({ className, text, note: '' })),
  ];
}

/** Squares from none to the busiest; what was not measured is no square. */
const LEVELS = 5;

export function heatOf(map: HeatMap): {
  readonly paths: readonly ChartPath[];
  readonly labels: readonly Label[];
} {
  const most = Math.max(1, ...map.flat().map((value) => value ?? 0));
  const squares = Array.from({ length: LEVELS + 1 }, () => '');
  for (const [day, row] of map.entries())
    for (const [hour, value] of row.entries()) {
      if (value === undefined) continue;
      squares[Math.ceil((value / most) * LEVELS)] += `M${hour} ${day}h.9`;
    }
  return {
    paths: squares.map((d, level) => ({ className: `l${level}`, d })).filter(({ d }) => d !== ''),
    labels: [
      ...WEEKDAYS.map((_, day) => ({
        text: shortName(day).slice(0, 1),
        place: 'y',
        style: `top:${percentOf((day + 0.43) / WEEKDAYS.length)}`,
      })),
      ...[0, 6, 12, 18].map((hour) => ({
        text: `${String(hour).padStart(2, '0')}:00`,
        place: 'x l',
        style: `left:${percentOf(hour / HOURS_OF_DAY)}`,
      })),
    ],
  };
}

function percentOf(part: number): string {
  return `${Math.round(part * 10_000) / 100}%`;
}
