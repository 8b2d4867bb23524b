/** A drawing of a range as numbers and words; how it is drawn is the page's matter. */
import { count } from '../format.ts';
import type { ChartScale } from './chart-scale.ts';
import type { HistorySpan } from './history-span.ts';

/** Named as the bars of the mail are. */
export type Look = 'accent' | 'red' | 'grey' | 'pale' | 'amber' | 'rose' | 'slate' | 'mist';

export type Series = {
  readonly name: string;
  readonly look: Look;
  /** One per span; `undefined`: not measured. */
  readonly values: readonly (number | undefined)[];
  /** What it comes to over the range, beside its name; empty for nothing. */
  readonly note: string;
};

export type HistoryChart = {
  readonly id: string;
  readonly title: string;
  /** What is drawn, and the one thing to see in it. */
  readonly caption: string;
  /** Lines stand beside each other, bars on each other, the first series at the foot. */
  readonly form: 'line' | 'bars';
  readonly spans: readonly HistorySpan[];
  readonly series: readonly Series[];
  readonly scale: ChartScale;
  /** Spans that stand out: many more unable users than usual. */
  readonly bad: ReadonlySet<HistorySpan>;
  /** The one value that is written into the drawing: beside its point, or above or below it. */
  readonly tag: ChartTag | undefined;
  /** Each span in words, for whoever points at it. */
  readonly told: readonly string[];
  readonly table: ChartTable;
};

export type ChartTag = {
  readonly index: number;
  readonly value: number;
  readonly text: string;
  readonly side: 'beside' | 'above' | 'below';
};

export type ChartTable = {
  readonly caption: string;
  readonly nameColumn: string;
  readonly columns: readonly string[];
  readonly rows: readonly ChartRow[];
};

export type ChartRow = {
  readonly name: string;
  /** Beside the name: why it is not whole; empty for nothing. */
  readonly remark: string;
  /** `undefined`: no figures. */
  readonly cells: readonly string[] | undefined;
  readonly total: boolean;
};

/** One row per span, newest first, and a last one where the columns add up. */
export function spanTable(
  spans: readonly HistorySpan[],
  columns: readonly string[],
  cells: (span: HistorySpan, index: number) => readonly string[],
  total?: readonly string[],
): ChartTable {
  const isWeekly = spans.some(({ days }) => days.length > 1);
  const rows = spans.map((span, index) => ({
    name: span.label,
    remark: span.remark,
    cells: span.state === 'gap' ? undefined : cells(span, index),
    total: false,
  }));
  return {
    caption: isWeekly ? 'By week, newest first' : 'By day, newest first',
    nameColumn: isWeekly ? 'Week' : 'Day',
    columns,
    rows: [
      ...rows.toReversed(),
      ...(total === undefined ? [] : [{ name: 'All', remark: '', cells: total, total: true }]),
    ],
  };
}

/** A count, or a dash where it was not measured. */
export function written(value: number | undefined): string {
  return count(value ?? null);
}
