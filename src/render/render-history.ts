/** The figures of a range as a page that works without script, and as plain text. */
import { templates } from '#templates';
import { counted } from '../core/format.ts';
import type { HeatPanel } from '../core/history/heat-section.ts';
import type { ChartTable, HistoryChart } from '../core/history/history-chart.ts';
import type { ReasonPanel } from '../core/history/reason-section.ts';
import type { HistoryPage } from '../core/history.ts';
import type { HistoryDay } from '../core/history-day.ts';
import type { Pill, TableBlock } from '../core/sections/block.ts';
import { heatOf, keyOf, plotOf } from './chart-plot.ts';
import { columns, end, facing, start, titled, wrap } from './text-layout.ts';

/** @returns the whole page; its drawings are SVG of our own, its only style is inline */
export function renderHistoryHtml(page: HistoryPage): string {
  const { charts, friction, reasons, heat } = page;
  return templates.historyHtml({
    ...page,
    figures: page.resistant === undefined ? page.figures : [...page.figures, page.resistant],
    charts: charts.map(rowView),
    friction: friction.map(rowView),
    reasons: reasons && {
      ...reasons,
      panels: reasons.panels.map(reasonView),
      tables: reasons.tables.map(tableView),
      hasHours: reasons.panels.some((panel) => panel.heat !== undefined),
    },
    heat: heat && { ...heat, panels: heat.panels.map(heatView) },
    ...daysView(page),
  });
}

/** Charts whose columns open their days, in a range of any length. */
const LINKED: ReadonlySet<string> = new Set(['success', 'unable']);
/** The others tell their columns where these are at most so many; beyond, the page would be too large. */
const MOST_TOLD = 45;

function rowView(row: readonly HistoryChart[]): object {
  return { one: row.length === 1, charts: row.map(chartView) };
}

function chartView(chart: HistoryChart): object {
  const { id, title, caption, table, spans } = chart;
  const size = LINKED.has(id) ? 'linked' : spans.length <= MOST_TOLD ? 'told' : 'plain';
  return { title, caption, plot: plotOf(chart, size), key: keyOf(chart), table: tableView(table) };
}

function reasonView({ chart, heat }: ReasonPanel): object {
  const { title, caption } = chart;
  return { title, caption, plot: plotOf(chart, 'small'), heat: heat && heatOf(heat) };
}

function heatView({ title, caption, map, table }: HeatPanel): object {
  return { title, caption, heat: heatOf(map), table: tableView(table) };
}

/** A row without figures says so over all its columns. */
function tableView(table: ChartTable): object {
  const width = table.columns.length;
  return { ...table, rows: table.rows.map((row) => ({ ...row, width, cells: row.cells ?? null })) };
}

/** In a range of more days than are told in full, the earlier ones are behind a click. */
const MOST_DAYS_SHOWN = 92;
const NEWEST_SHOWN = 31;

function daysView({ days, daysCaption, detailed }: HistoryPage): object {
  const views = days.toReversed().map(dayView);
  const shown = views.length > MOST_DAYS_SHOWN ? NEWEST_SHOWN : views.length;
  const older = views.slice(shown);
  const opens = days.some(({ href }) => href !== undefined) ? 'Each day opens its digest. ' : '';
  const [note, caption] = [`${opens}${daysCaption}`, 'Newest first'];
  const count = counted(older.length, 'earlier day');
  return {
    newest: views.length === 0 ? undefined : { days: views.slice(0, shown), note, caption, detailed },
    older: older.length === 0 ? undefined : { days: older, caption, detailed, count },
  };
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
  const width = Math.max(11, ...page.days.map(({ label }) => label.length + 1));
  return templates.historyText({
    heading: facing('MFA Digest history', page.tenant),
    sentence: wrap(page.sentence),
    paragraphs: [
      ...(page.worst === undefined ? [] : [`${page.worst.label} ${page.worst.text}`]),
      page.coverage,
    ].map((paragraph) => wrap(paragraph)),
    figures: page.figures.map(({ label, value, note }) => `${end(label, 20)}${start(value, 10)}   ${note}`),
    title: titled('Days'),
    caption: wrap(page.daysCaption),
    head: dayLine(
      end('Day', width),
      ['challenged', ...(page.detailed ? ['first try', 'retry'] : []), 'unable', 'success'],
      [],
    ),
    days: page.days.toReversed().map((day) =>
      dayLine(
        end(day.label, width),
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
  return `${label}${cells.map((cell) => start(cell, 11)).join('')}${remark}`.trimEnd();
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
