/** A digest as an HTML mail and page: no script, no image, nothing remote, under 80,000 bytes. */

import { templates } from '#templates';
import { type Digest, REPEAT_NOTICE } from '../core/digest.ts';
import type {
  Block,
  Figure,
  IssueBlock,
  Pill,
  SharesBlock,
  StripBlock,
  TableBlock,
} from '../core/sections/block.ts';
import { NO_BLOCK } from './no-block.ts';
import { dayBar, FIGURE_COLOURS, OUTCOME_BARS, PILL_COLOURS } from './theme.ts';

/** What mail clients show whole is not much more. */
const LARGEST = 80_000;

/**
 * What may be left out where the document would be too large, the first of these first; within one,
 * the last blocks go first. The text and the JSON hold all of it.
 */
const DISPENSABLE: readonly Block['kind'][] = ['shares', 'table', 'strip', 'list'];

/** @returns the whole document, under 80,000 bytes, ending in a line break */
export function renderHtml(digest: Digest): string {
  let blocks = digest.blocks;
  const leftOut: string[] = [];
  for (;;) {
    const html = templates.digestHtml(htmlView({ ...digest, blocks: [...blocks, ...leftOutNote(leftOut)] }));
    if (Buffer.byteLength(html) < LARGEST) return html;
    const next = DISPENSABLE.map((kind) => blocks.findLast((block) => block.kind === kind)).find(
      (block) => block !== undefined,
    );
    if (next === undefined) return html;
    blocks = blocks.filter((block) => block !== next);
    if ('title' in next) leftOut.push(next.title);
  }
}

function leftOutNote(titles: readonly string[]): Block[] {
  if (titles.length === 0) return [];
  return [
    {
      kind: 'note',
      text: `Left out, as this page would be too large: ${titles.join(', ')}. The text form and the JSON hold it.`,
    },
  ];
}

/** What the page's template is given: the digest, with the colours and measures of the mail. */
export function htmlView(digest: Digest): object {
  return {
    ...digest,
    notice: digest.repeat ? REPEAT_NOTICE : '',
    padding: PREHEADER_PADDING,
    blocks: digest.blocks.map(blockView),
  };
}

/** Invisible filler, so that an inbox does not go on into the body after the preheader. */
const PREHEADER_PADDING = '\u034f\u200c\u00a0'.repeat(60);

function blockView(block: Block, index: number, blocks: readonly Block[]): object {
  return { ...NO_BLOCK, [block.kind]: viewOf(block, blocks[index - 1]?.kind) };
}

/** What a template needs beyond the block itself: colours, heights, ids, and a line where two issues meet. */
function viewOf(block: Block, before: Block['kind'] | undefined): object {
  switch (block.kind) {
    case 'verdict':
      return { ...block, pill: pillView(block.pill) };
    case 'figures':
      return { ...block, rows: figureRows(block.figures) };
    case 'strip':
      return stripView(block);
    case 'issue':
      return issueView(block, before === 'issue');
    case 'table':
      return tableView(block);
    case 'shares':
      return sharesView(block);
    case 'heading':
    case 'list':
    case 'note':
    case 'action':
      return block;
  }
}

function pillView(pill: Pill): object {
  return { ...pill, ...PILL_COLOURS[pill.tone] };
}

/** Two by two on phones; the style block puts all four in a row where there is room. */
function figureRows(figures: readonly Figure[]): object[] {
  const views = figures.map((figure, index) => ({
    ...figure,
    ...FIGURE_COLOURS[figure.tone],
    place: `f${index}`,
    padding: `${index < 2 ? 0 : 18}px 8px 0 ${index % 2 === 0 ? 0 : 20}px`,
    divided: index % 2 === 1,
  }));
  return views.flatMap((_, index) => (index % 2 === 0 ? [{ cells: views.slice(index, index + 2) }] : []));
}

const STRIP_HEIGHT = 76;

function stripView(block: StripBlock): object {
  const most = Math.max(1, ...block.days.map(({ users }) => users ?? 0));
  return {
    ...block,
    columns: block.days.length,
    days: block.days.map((day) => ({
      ...day,
      ...dayBar(day),
      id: `d${day.day}`,
      ariaLabel: day.remark === '' ? day.label : `${day.label}, ${day.remark}`,
      bar: day.users !== undefined && day.users > 0,
      dashed: day.state === 'partial',
      height: Math.max(2, Math.round(((day.users ?? 0) / most) * STRIP_HEIGHT)),
    })),
  };
}

function issueView(block: IssueBlock, divided: boolean): object {
  return {
    ...block,
    facts: block.facts.join(', '),
    pill: pillView(block.pill),
    divided,
    bar: barView(block.bar),
  };
}

function barView(bar: IssueBlock['bar']): object | undefined {
  if (bar === undefined) return undefined;
  const filled = Math.min(100, Math.max(1, Math.round(bar.part * 100)));
  return { text: bar.text, filled, empty: 100 - filled };
}

function tableView(block: TableBlock): object {
  const width = Math.round(60 / Math.max(3, block.columns.length));
  return { ...block, width, rows: block.rows.map((row) => ({ ...row, weight: row.total ? 600 : 400 })) };
}

function sharesView(block: SharesBlock): object {
  return {
    ...block,
    shares: block.shares.map((part) => ({
      ...part,
      ...OUTCOME_BARS[part.outcome],
      width: `${(part.part * 100).toFixed(1)}%`,
    })),
  };
}
