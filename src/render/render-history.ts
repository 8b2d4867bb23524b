/** The figures of a range as a page that works without script, and as plain text. */
import { templates } from '#templates';
import type { HistoryPage } from '../core/history.ts';
import type { HistoryDay } from '../core/history-day.ts';
import type { Pill, TableBlock } from '../core/sections/block.ts';
import { rateChart, stoppedChart, unableChart } from './charts.ts';
import { columns, end, facing, start, titled, wrap } from './text-layout.ts';

/** @returns the whole page; its drawings are SVG of our own, its only style is inline */
export function renderHistoryHtml(page: HistoryPage): string {
  const rate = rateChart(page.days);
  const newestFirst = page.days.toReversed().map(dayView);
  return templates.historyHtml({
    ...page,
    rate,
    unable: unableChart(page.days),
    stopped: stoppedChart(page.days),
    newestFirst,
    any: page.days.length > 0,
    outcomes: page.outcomes,
  });
}

function dayView(day: HistoryDay): object {
  return { ...day, pills: day.pills.map(pillView) };
}

const PILL_CLASSES = {
  bad: 'pill red',
  warn: 'pill warn',
  good: 'pill good',
  calm: 'pill',
} as const satisfies Record<Pill['tone'], string>;

function pillView(pill: Pill): object {
  return { ...pill, className: PILL_CLASSES[pill.tone] };
}

/** @returns the same figures in at most 76 columns */
export function renderHistoryText(page: HistoryPage): string {
  return templates.historyText({
    heading: facing('MFA Digest history', page.tenant),
    sentence: wrap(page.sentence),
    paragraphs: page.paragraphs.map((paragraph) => wrap(paragraph)),
    figures: page.figures.map(({ label, value, note }) => `${end(label, 20)}${start(value, 10)}   ${note}`),
    title: titled('Days'),
    caption: wrap(page.captions.days),
    head: dayLine(
      'Day',
      ['challenged', ...(page.detailed ? ['first try', 'retry'] : []), 'unable', 'success'],
      [],
    ),
    days: page.days.toReversed().map((day) =>
      dayLine(
        day.label,
        dayCells(day, page.detailed),
        day.pills.map(({ word }) => word),
      ),
    ),
    outcomes: page.outcomes === undefined ? undefined : outcomesView(page.outcomes),
    notes: page.notes.map((note) => wrap(note)),
    links: page.links,
  });
}

function dayCells({ text }: HistoryDay, detailed: boolean): string[] {
  return [
    text.challengedUsers,
    ...(detailed ? [text.firstTry, text.afterRetry] : []),
    text.unable,
    text.rate,
  ];
}

function dayLine(label: string, cells: readonly string[], marks: readonly string[]): string {
  const remark = marks.length === 0 ? '' : `  ${marks.join(', ').toLowerCase()}`;
  return `${end(label, 11)}${cells.map((cell) => start(cell, 11)).join('')}${remark}`.trimEnd();
}

function outcomesView(block: TableBlock): object {
  const widths = block.columns.map(() => 11);
  return {
    title: titled(block.title),
    subtitle: wrap(block.subtitle),
    head: columns(block.nameColumn, block.columns, widths),
    rows: block.rows.map(({ name, cells }) => columns(name, cells, widths)),
  };
}
