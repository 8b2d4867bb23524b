/** A digest as plain text of at most 76 columns that stands alone: the text part of the mail, and the terminal. */

import { templates } from '#templates';
import { type Digest, REPEAT_NOTICES } from '../core/digest.ts';
import { UNMEASURED } from '../core/format.ts';
import type { Block, IssueBlock, SharesBlock, StripBlock, TableBlock, Week } from '../core/sections/block.ts';
import { NO_BLOCK } from './no-block.ts';
import { columns, end, facing, start, term, titled, wrap } from './text-layout.ts';

/** @returns the whole text, ending in a line break */
export function renderText(digest: Digest): string {
  return templates.digestText(textView(digest));
}

/** What the text's template is given: lines, already wrapped and set in columns. */
export function textView(digest: Digest): object {
  return {
    heading: facing('MFA Digest', `${digest.tenant}, ${digest.date}`),
    notice: digest.repeat ? wrap(REPEAT_NOTICES[digest.repeat]) : '',
    blocks: digest.blocks.map((block) => ({ ...NO_BLOCK, [block.kind]: viewOf(block) })),
    notes: digest.footer.notes.map((note) => wrap(note)),
    links: digest.footer.links,
  };
}

/** What a template prints, already wrapped and set in columns. */
function viewOf(block: Block): object {
  switch (block.kind) {
    case 'verdict':
      return {
        pill: `${block.pill.sign} ${block.pill.word}`.trim().toUpperCase(),
        sentence: wrap(block.sentence),
        answers: block.answers.map((answer) => term(answer.term, answer.text, 16)),
        paragraphs: block.paragraphs.map((paragraph) => wrap(paragraph)),
      };
    case 'figures':
      return {
        rows: block.figures.map(({ label, value, note, usual }) =>
          `${end(label, 20)}${start(value, 10)}   ${end(note, 20)}${usual}`.trimEnd(),
        ),
        sentences: block.sentences.map((sentence) => wrap(sentence)),
      };
    case 'strip':
      return stripView(block);
    case 'heading':
      return { title: titled(block.title), subtitle: wrap(block.subtitle) };
    case 'issue':
      return issueView(block);
    case 'table':
      return tableView(block);
    case 'shares':
      return sharesView(block);
    case 'list':
      return {
        title: titled(block.title),
        subtitle: wrap(block.subtitle),
        entries: block.entries.map((entry) => term(entry.term, entry.text, 20)),
      };
    case 'note':
      return { text: wrap(block.text) };
    case 'action':
      return { text: block.link.text, href: block.link.href };
  }
}

function issueView({ pill, since, title, number, numberWord, facts, week, ...block }: IssueBlock): object {
  const counts = [`${number} ${numberWord}`, ...facts].join(', ');
  const parts = [
    `${counts}.`,
    ...(week === undefined ? [] : [weekLine(week)]),
    block.shape,
    block.meaning,
    block.nextStep === '' ? '' : `Next: ${block.nextStep}`,
  ];
  return {
    title: wrap(`[${pill.word.toUpperCase()}] ${title}${since === '' ? '' : ` (${since})`}`),
    parts: parts.filter((part) => part !== '').map((part) => wrap(part, 2)),
  };
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** `Users, 7 days: –▅–▅▁_█ (T –, W 21, …)`: a gap stays a gap, and nobody is no bar. */
function weekLine({ title, days }: Week): string {
  const most = Math.max(1, ...days.map(({ users }) => users ?? 0));
  const bars = days.map(({ users }) => {
    if (users === undefined) return UNMEASURED;
    return users === 0 ? '_' : LEVELS.charAt(Math.ceil((users / most) * LEVELS.length) - 1);
  });
  const numbers = days.map(({ initial, usersText }) => `${initial} ${usersText}`);
  return `${title}: ${bars.join('')} (${numbers.join(', ')})`;
}

const BAR = 32;

function stripView(block: StripBlock): object {
  const most = Math.max(1, ...block.days.map(({ users }) => users ?? 0));
  return {
    title: titled(block.title),
    subtitle: wrap(block.subtitle),
    head: `${end('', 14)}${start('success', 8)}${start('unable', 9)}`,
    days: block.days.map((day) => {
      const length = Math.ceil(((day.users ?? 0) / most) * BAR);
      const bar = (day.state === 'partial' ? '.' : '#').repeat(length);
      const drawn = [bar, day.remark].filter((part) => part !== '').join('  ');
      return `${end(day.label, 14)}${start(day.rateText, 8)}${start(day.usersText, 9)}  ${drawn}`.trimEnd();
    }),
  };
}

function tableView(block: TableBlock): object {
  const widths = block.columns.map((column) => Math.max(11, column.length + 2));
  return {
    title: titled(block.title),
    subtitle: wrap(block.subtitle),
    head: columns(block.nameColumn, block.columns, widths),
    rows: block.rows.map(({ name, detail, cells }) =>
      [columns(name, cells, widths), ...(detail === '' ? [] : [wrap(detail, 2)])].join('\n'),
    ),
  };
}

function sharesView(block: SharesBlock): object {
  return tableView({
    ...block,
    kind: 'table',
    id: 'shares',
    rows: block.shares.map(({ name, detail, attempts, shareText }) => ({
      name,
      detail,
      cells: [attempts, shareText],
      total: false,
    })),
  });
}
