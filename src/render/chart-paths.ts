/**
 * The shapes of a drawing as paths for SVG: ten units a day or week, two hundred high, stretched to the
 * page. One path per look holds all its bars, so that a page of ninety days stays small.
 */
import type { HistoryChart, Look } from '../core/history/history-chart.ts';
import type { HistorySpan } from '../core/history/history-span.ts';

export const SPAN_WIDTH = 10;
export const HEIGHT = 200;

export type ChartPath = { readonly className: string; readonly d: string };

/** How far down a value stands. */
export function depth(value: number, { from, to }: HistoryChart['scale']): number {
  return round((1 - (value - from) / (to - from)) * HEIGHT);
}

/** Everything that is drawn on the ground, in the order it is drawn. */
export function chartPaths(chart: HistoryChart): readonly ChartPath[] {
  return chart.form === 'line' ? linePaths(chart) : barPaths(chart);
}

/** A bar is a broad upright line: half the bytes of a rectangle. */
function barPaths(chart: HistoryChart): ChartPath[] {
  const paths = new Map<string, string>();
  const draw = (className: string, d: string) => paths.set(className, (paths.get(className) ?? '') + d);
  for (const [index, span] of chart.spans.entries()) {
    const middle = (index + 0.5) * SPAN_WIDTH;
    let foot = 0;
    for (const { look, values } of chart.series) {
      const value = values[index] ?? 0;
      const [from, to] = [depth(foot, chart.scale), depth(foot + value, chart.scale)];
      if (from !== to) draw(barClass(chart, span, look), `M${middle} ${from}V${to}`);
      foot += value;
    }
    if (span.state === 'partial' && foot > 0) draw('part', outline(index, depth(foot, chart.scale)));
  }
  return [...paths].map(([className, d]) => ({ className, d }));
}

/** A partial day is pale under its dashed outline; a weekend is fainter where a bar has one part. */
function barClass({ series, bad }: HistoryChart, span: HistorySpan, look: Look): string {
  const shown = bad.has(span) ? 'red' : span.weekend && series.length === 1 ? 'mist' : look;
  return span.state === 'partial' ? `bar s-${shown} dim` : `bar s-${shown}`;
}

function outline(index: number, top: number): string {
  const left = index * SPAN_WIDTH + 1.5;
  return `M${left} ${HEIGHT}V${top}h${SPAN_WIDTH - 3}V${HEIGHT}`;
}

type Point = { readonly span: HistorySpan; readonly x: number; readonly y: number };

function linePaths(chart: HistoryChart): ChartPath[] {
  return chart.series.flatMap(({ look, values }) => {
    const points = chart.spans.map((span, index): Point | undefined => {
      const value = values[index];
      const x = index * SPAN_WIDTH + SPAN_WIDTH / 2;
      return value === undefined ? undefined : { span, x, y: depth(value, chart.scale) };
    });
    return [...stretches(points, look), ...dots(points, look, chart)];
  });
}

/** Neighbours are joined; a gap breaks the line, and what may still change is dashed. */
function stretches(points: readonly (Point | undefined)[], look: Look): ChartPath[] {
  const drawn = { settled: '', open: '' };
  let kind: keyof typeof drawn | undefined;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (point === undefined || before === undefined) {
      kind = undefined;
      continue;
    }
    const next = point.span.state === 'open' ? 'open' : 'settled';
    drawn[next] += next === kind ? `L${at(point)}` : `M${at(before)}L${at(point)}`;
    kind = next;
  }
  return [
    { className: `ln s-${look}`, d: drawn.settled },
    { className: `ln open s-${look}`, d: drawn.open },
  ].filter(({ d }) => d !== '');
}

/** Points are lines without length and with round ends, so that they stay round however wide the page is. */
function dots(points: readonly (Point | undefined)[], look: Look, { bad }: HistoryChart): ChartPath[] {
  const known = points.filter((point) => point !== undefined);
  const isCrowded = known.length > MOST_DOTS;
  const kinds = [
    { className: `pt s-${look}`, fits: ({ span }: Point) => !isCrowded && isPlain(span) && !span.weekend },
    { className: `pt we s-${look}`, fits: ({ span }: Point) => !isCrowded && isPlain(span) && span.weekend },
    { className: `pt ring s-${look}`, fits: ({ span }: Point) => span.state === 'partial' },
    { className: 'pt hole', fits: ({ span }: Point) => span.state === 'partial' },
    { className: 'pt bad s-red', fits: ({ span }: Point) => bad.has(span) },
  ];
  return kinds
    .map(({ className, fits }) => ({
      className,
      d: known
        .filter(fits)
        .map((point) => `M${at(point)}h.01`)
        .join(''),
    }))
    .filter(({ d }) => d !== '');
}

/** More of them run into each other; those of partial days and of days that stand out stay. */
const MOST_DOTS = 45;

function isPlain({ state }: HistorySpan): boolean {
  return state !== 'partial';
}

function at({ x, y }: Point): string {
  return `${x} ${y}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
