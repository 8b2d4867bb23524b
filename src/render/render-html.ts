/** A digest as an HTML mail and page: no script, no image, nothing remote, under 80,000 bytes. */

import { templates } from '#templates';
import { type Digest, REPEAT_NOTICES } from '../core/digest.ts';
import type {
  Block,
  Figure,
  IssueBlock,
  ListBlock,
  Pill,
  SharesBlock,
  StripBlock,
  TableBlock,
  VerdictBlock,
  Week,
} from '../core/sections/block.ts';
import { NO_BLOCK } from './no-block.ts';
import { dayBar, FIGURE_COLOURS, OUTCOME_BARS, PILL_COLOURS, TONE_BARS } from './theme.ts';
import { unlinked } from './unlinked.ts';

/** What mail clients show whole is not much more. */
const LARGEST = 80_000;

/** Of no use to a reader, and one byte in ten. */
const INDENT = /^ +/gm;

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
    const view = htmlView({ ...digest, blocks: [...blocks, ...leftOutNote(leftOut)] });
    const html = templates.digestHtml(view).replace(INDENT, '');
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
    notice: digest.repeat ? REPEAT_NOTICES[digest.repeat] : '',
    padding: PREHEADER_PADDING,
    blocks: unlinked(digest.blocks).map(blockView),
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
      return verdictView(block);
    case 'figures':
      return { rows: figureRows(block.figures), sentences: block.sentences };
    case 'strip':
      return stripView(block);
    case 'issue':
      return issueView(block, before === 'issue');
    case 'table':
      return tableView(block);
    case 'shares':
      return sharesView(block);
    case 'list':
      return listView({ ...NO_TONE, ...block });
    case 'heading':
    case 'note':
    case 'action':
      return block;
  }
}

function pillView(pill: Pill): object {
  return { ...pill, ...PILL_COLOURS[pill.tone] };
}

/** What is usual stands after a semicolon, and is drawn quieter. */
function verdictView({ sentence, ...block }: VerdictBlock): object {
  const [lead, ...rest] = sentence.split('; ');
  return { ...block, pill: pillView(block.pill), lead, rest: rest.join('; ') };
}

/** Two by two on phones; the style block puts all four in a row where there is room. */
function figureRows(figures: readonly Figure[]): object[] {
  const views = figures.map((figure, index) => ({
    ...figure,
    ...usualView(figure.usual),
    ...FIGURE_COLOURS[figure.tone],
    place: `f${index}`,
    padding: `${index < 2 ? 0 : 18}px 8px 0 ${index % 2 === 0 ? 0 : 20}px`,
    divided: index % 2 === 1,
  }));
  return views.flatMap((_, index) => (index % 2 === 0 ? [{ cells: views.slice(index, index + 2) }] : []));
}

/** The change stands after a comma, and is drawn bold. */
function usualView(written: string): object {
  const [usual = '', change = ''] = written.split(', ');
  return { usual, change };
}

const STRIP_HEIGHT = 76;
const WEEK_HEIGHT = 32;

function stripView(block: StripBlock): object {
  const heightOf = heights(block.days, STRIP_HEIGHT);
  return {
    ...block,
    columns: block.days.length,
    days: block.days.map((day) => ({
      ...day,
      ...dayBar(day),
      id: `d${day.day}`,
      ariaLabel: day.remark === '' ? day.label : `${day.label}, ${day.remark}`,
      dashed: day.state === 'partial',
      height: heightOf(day),
      alarming: day.current && day.tone === 'bad',
    })),
  };
}

/** Pixels of a day's bar; none where nobody was counted, or nobody knows. */
function heights(days: readonly { readonly users: number | undefined }[], most: number) {
  const highest = Math.max(1, ...days.map(({ users }) => users ?? 0));
  return ({ users = 0 }: (typeof days)[number]) =>
    users === 0 ? 0 : Math.max(2, Math.round((users / highest) * most));
}

function issueView(block: IssueBlock, divided: boolean): object {
  return {
    ...block,
    pill: pillView(block.pill),
    divided,
    security: block.about === 'security',
    who: block.facts.join(', '),
    bar: TONE_BARS[block.pill.tone],
    week: block.week === undefined ? undefined : weekView(block.week),
  };
}

function weekView({ title, days }: Week): object {
  const heightOf = heights(days, WEEK_HEIGHT);
  return {
    title,
    columns: days.length,
    days: days.map((day) => ({ ...day, ...dayBar(day), dashed: false, height: heightOf(day) })),
  };
}

function listView(block: ListBlock): object {
  return { ...block, pill: block.tone === undefined ? undefined : PILL_COLOURS[block.tone] };
}

/** What a block may leave out is looked for in the block alone, whatever objects inherit. */
const NO_TONE = { tone: undefined };
const NO_LINK = { href: undefined };
const NO_LINK_NOTE = { linkNote: undefined };

function tableView(block: TableBlock): object {
  const width = Math.round(48 / Math.max(3, block.columns.length));
  const rows = block.rows.map((row) => ({ ...NO_LINK, ...row, weight: row.total ? 600 : 400 }));
  const isLinked = rows.some(({ href }) => href !== undefined);
  return { ...NO_LINK_NOTE, ...block, ...(isLinked ? {} : NO_LINK_NOTE), width, rows };
}

function sharesView(block: SharesBlock): object {
  return {
    ...block,
    shares: block.shares.map((part) => ({
      ...part,
      total: false,
      ...OUTCOME_BARS[part.outcome],
      // A part that is there is seen.
      width: `${Math.max(0.4, part.part * 100).toFixed(1)}%`,
    })),
  };
}
