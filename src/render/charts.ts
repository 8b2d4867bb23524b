/**
 * Drawings of a range as numbers for SVG: ten units a day, two hundred high, stretched to the page.
 * Days without figures are grey bands and break the line: a gap is a gap, never a zero.
 */
import { count, dayAndMonth } from '../core/format.ts';
import type { HistoryDay } from '../core/history-day.ts';

const DAY = 10;
const HEIGHT = 200;

export type Chart = {
  readonly viewBox: string;
  readonly gaps: readonly Box[];
  readonly grid: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly yLabels: readonly { readonly text: string; readonly top: string }[];
  readonly xLabels: readonly { readonly text: string; readonly left: string; readonly place: string }[];
  readonly hits: readonly Hit[];
};
type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Hit = Box & { readonly title: string; readonly href: string | undefined };

export type LineChart = Chart & {
  readonly paths: readonly { readonly d: string; readonly className: string }[];
  readonly points: readonly { readonly d: string; readonly className: string }[];
  /** The lowest rate the drawing shows, e.g. `90%`. */
  readonly from: string;
};

export type BarChart = Chart & { readonly bars: readonly (Box & { readonly className: string })[] };

/** Success per day. Starts at 90%, or at the tenth below the worst day. */
export function rateChart(days: readonly HistoryDay[]): LineChart {
  const worst = Math.min(1, ...days.flatMap(({ rate }) => (rate === undefined ? [] : [rate])));
  const floor = Math.max(0, Math.min(0.9, Math.floor(worst * 10) / 10));
  const y = (rate: number) => round(((1 - rate) / (1 - floor)) * HEIGHT);
  const points = days.map((day, index) =>
    day.rate === undefined ? undefined : { day, x: index * DAY + DAY / 2, y: y(day.rate) },
  );
  const steps = [1, (1 + floor) / 2, floor];
  return {
    ...frame(
      days,
      steps.map((rate) => ({ text: `${round(rate * 100)}%`, part: (1 - rate) / (1 - floor) })),
      (day) => day.text.rate,
    ),
    from: `${Math.round(floor * 100)}%`,
    paths: runs(points).map((run) => ({
      d: pathThrough(run.points),
      className: run.settled ? 'ln' : 'ln open',
    })),
    points: points.flatMap((point) =>
      point === undefined
        ? []
        : pointClasses(point.day).map((className) => ({ d: `M${point.x} ${point.y}h.01`, className })),
    ),
  };
}

type Point = { readonly day: HistoryDay; readonly x: number; readonly y: number };
type Run = { readonly points: readonly Point[]; readonly settled: boolean };

/** Stretches of neighbouring days, apart where a day is missing and where a figure may still change. */
function runs(points: readonly (Point | undefined)[]): Run[] {
  const found: { points: Point[]; settled: boolean }[] = [];
  for (let index = 1; index < points.length; index++) {
    const [before, after] = [points[index - 1], points[index]];
    if (before === undefined || after === undefined) continue;
    const settled = after.day.state === 'sealed';
    const last = found.at(-1);
    if (last !== undefined && last.settled === settled && last.points.at(-1) === before)
      last.points.push(after);
    else found.push({ points: [before, after], settled });
  }
  return found;
}

function pathThrough(points: readonly Point[]): string {
  return `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`;
}

/** A partial day is a ring: a large dot with a hole drawn over it. */
function pointClasses({ state, weekend }: HistoryDay): string[] {
  if (state === 'partial') return ['pt ring', 'pt hole'];
  return weekend ? ['pt we'] : ['pt'];
}

/** One bar a day. */
export function unableChart(days: readonly HistoryDay[]): BarChart {
  return stacked(days, [(day) => day.unable], ['b-acc'], (day) => `${day.text.unable} unable`);
}

/** Denied at the foot, abandoned on top. */
export function stoppedChart(days: readonly HistoryDay[]): BarChart {
  return stacked(
    days,
    [(day) => day.denied, (day) => day.abandoned],
    ['b-red', 'b-rose'],
    (day) => `${day.text.denied} denied, ${day.text.abandoned} abandoned`,
  );
}

function stacked(
  days: readonly HistoryDay[],
  parts: readonly ((day: HistoryDay) => number | undefined)[],
  classNames: readonly string[],
  title: (day: HistoryDay) => string,
): BarChart {
  const sums = days.map((day) => parts.reduce((sum, part) => sum + (part(day) ?? 0), 0));
  const top = roundUp(Math.max(1, ...sums));
  const bars = days.flatMap((day, index) => {
    let foot = HEIGHT;
    return parts.flatMap((part, order) => {
      const height = round(((part(day) ?? 0) / top) * HEIGHT);
      if (height === 0) return [];
      foot = round(foot - height);
      const look = day.state === 'partial' ? 'part' : `${classNames[order]}${day.weekend ? ' we' : ''}`;
      return [{ x: index * DAY + 1.5, y: foot, width: DAY - 3, height, className: look }];
    });
  });
  const steps = top % 2 === 0 ? [top, top / 2, 0] : [top, 0];
  return {
    ...frame(
      days,
      steps.map((step) => ({ text: count(step), part: 1 - step / top })),
      title,
    ),
    bars,
  };
}

function frame(
  days: readonly HistoryDay[],
  steps: readonly { readonly text: string; readonly part: number }[],
  title: (day: HistoryDay) => string,
): Chart {
  const width = Math.max(1, days.length) * DAY;
  const box = (index: number): Box => ({ x: index * DAY, y: 0, width: DAY, height: HEIGHT });
  return {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    width,
    height: HEIGHT,
    gaps: days.flatMap((day, index) => (day.gap ? [box(index)] : [])),
    grid: steps.map(({ part }) => round(part * HEIGHT)),
    yLabels: steps.map(({ text, part }) => ({ text, top: `${round(part * 100)}%` })),
    xLabels: axis(days),
    hits: days.map((day, index) => ({
      ...box(index),
      href: day.href,
      title: `${day.label}: ${day.gap ? 'no figures' : title(day)}${day.state === 'partial' ? ' (partial)' : ''}`,
    })),
  };
}

/** Up to five dates; on phones the second and fourth step aside. */
function axis(days: readonly HistoryDay[]): Chart['xLabels'] {
  const marks = Math.min(5, days.length);
  return Array.from({ length: marks }, (_, mark) => {
    const index = marks === 1 ? 0 : Math.round((mark * (days.length - 1)) / (marks - 1));
    const day = days[index];
    const place = mark === 0 ? 'x l' : mark === marks - 1 ? 'x r' : mark % 2 === 1 ? 'x opt' : 'x';
    const at = mark === 0 ? 0 : mark === marks - 1 ? 1 : (index + 0.5) / days.length;
    return { text: day === undefined ? '' : dayAndMonth(day.day), left: `${round(at * 100)}%`, place };
  });
}

/** 1, 2, 4, 6, 10 and their tens: the top of a scale whose middle is whole. */
function roundUp(value: number): number {
  const ten = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 4, 6, 10] as const).find((step) => step * ten >= value) ?? 10) * ten;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
