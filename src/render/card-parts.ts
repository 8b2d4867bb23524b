/** The blocks of a digest as elements of an Adaptive Card, each with what may become of it where room is short. */
import type { Digest } from '../core/digest.ts';
import type {
  Block,
  Entry,
  Figure,
  FiguresBlock,
  IssueBlock,
  ListBlock,
  SharesBlock,
  StripBlock,
  TableBlock,
  Tone,
  VerdictBlock,
} from '../core/sections/block.ts';
import { cardText } from './card-text.ts';

/** An element, as Adaptive Cards 1.5 describes it. */
export type CardItem = Readonly<Record<string, unknown>>;

export type CardPart = {
  /** `kept` always stands; what may go, and in which order, is the card's to say. */
  readonly rank: 'kept' | 'evidence' | 'list' | 'issue' | 'finding';
  /** How it is called where it had to be left out. */
  readonly title: string;
  readonly items: readonly CardItem[];
  /** Behind the button that shows more. */
  readonly folded: boolean;
};

/** Rows are evidence and folded; so are the lists that a digest sets below the link to the whole of it. */
export function cardParts(digest: Digest): CardPart[] {
  const link = digest.blocks.findIndex(({ kind }) => kind === 'action');
  return digest.blocks.map((block, index) => partOf(block, hrefOf(digest), link >= 0 && index > link));
}

function hrefOf({ blocks }: Digest): string | undefined {
  return blocks.find((block) => block.kind === 'action')?.link.href;
}

function partOf(block: Block, href: string | undefined, below: boolean): CardPart {
  const kept = { rank: 'kept', title: '', folded: false } as const;
  switch (block.kind) {
    case 'verdict':
      return { ...kept, items: verdictItems(block) };
    case 'figures':
      return { ...kept, items: figureItems(block) };
    case 'heading':
      return { ...kept, items: [heading(block.title)] };
    case 'note':
      return { ...kept, items: [line(block.text, { isSubtle: true, size: 'Small' })], folded: below };
    case 'action':
      return { ...kept, items: [] };
    case 'issue':
      return {
        ...kept,
        rank: block.about === 'security' ? 'finding' : 'issue',
        items: [issueItem(block, href)],
      };
    case 'list':
      return { ...titled(block, block.entries.map(entryFact)), rank: 'list', folded: below };
    case 'strip':
      return titled(block, stripFacts(block));
    case 'table':
      return titled(
        block,
        block.rows.map((row) => rowFact(block, row)),
      );
    case 'shares':
      return titled(
        block,
        block.shares.map(({ attempts, shareText, ...share }) =>
          rowFact(block, { ...share, cells: [attempts, shareText] }),
        ),
      );
  }
}

/** @returns a TextBlock that shows the text as it is written */
export function line(written: string, look: CardItem = {}): CardItem {
  return marked(cardText(written), look);
}

/** @param text with markdown of our own, and what is not ours through `cardText` */
export function marked(text: string, look: CardItem = {}): CardItem {
  return { type: 'TextBlock', text, wrap: true, ...look };
}

function heading(title: string): CardItem {
  return line(title, {
    size: 'Medium',
    weight: 'Bolder',
    separator: true,
    spacing: 'Large',
    style: 'heading',
  });
}

/** `**Term:** text`; the words in bold are ours. */
function termed({ term, text }: Entry, look: CardItem = {}): CardItem {
  return marked(`**${cardText(term)}:** ${cardText(text)}`, look);
}

const COLOURS = {
  bad: 'Attention',
  warn: 'Warning',
  good: 'Good',
  calm: 'Default',
} as const satisfies Record<Tone, string>;

function pillLine({ sign, word, tone }: IssueBlock['pill'], since: string, look: CardItem): CardItem {
  const state = [`${sign} ${word}`.trim(), since].filter((part) => part !== '').join(', ');
  return line(state, { color: COLOURS[tone], weight: 'Bolder', size: 'Small', ...look });
}

function verdictItems({ pill, sentence, answers, paragraphs }: VerdictBlock): CardItem[] {
  return [
    pillLine(pill, '', { spacing: 'Medium' }),
    line(sentence, { size: 'ExtraLarge', weight: 'Bolder', spacing: 'None', style: 'heading' }),
    ...answers.map((answer) => termed(answer, { spacing: 'Small' })),
    ...paragraphs.map((paragraph) => line(paragraph, { spacing: 'Small' })),
  ];
}

const SUBTLE = { isSubtle: true, size: 'Small', spacing: 'None' } as const;

function figureItems({ figures, sentences }: FiguresBlock): CardItem[] {
  return [
    { type: 'ColumnSet', separator: true, spacing: 'Large', columns: figures.map(figureColumn) },
    ...sentences.map((sentence) => line(sentence, { ...SUBTLE, spacing: 'Small' })),
  ];
}

function figureColumn({ label, value, note, usual, tone }: Figure): CardItem {
  return {
    type: 'Column',
    width: 'stretch',
    items: [
      line(label, SUBTLE),
      line(value, { size: 'Large', weight: 'Bolder', spacing: 'None', color: COLOURS[tone] }),
      ...[note, usual].filter((said) => said !== '').map((said) => line(said, SUBTLE)),
    ],
  };
}

/** Whom to check stands on a ground of its own. */
const GROUNDS = {
  bad: 'attention',
  warn: 'warning',
  good: 'good',
  calm: 'default',
} as const satisfies Record<Tone, string>;

function issueItem(block: IssueBlock, href: string | undefined): CardItem {
  const { about, id, pill, since, title, number, numberWord, facts, shape, nextStep } = block;
  return {
    type: 'Container',
    spacing: 'Medium',
    ...(about === 'security' ? { style: GROUNDS[pill.tone] } : {}),
    items: [
      pillLine(pill, since, { spacing: 'None' }),
      line(title, { weight: 'Bolder', spacing: 'None' }),
      marked(
        [`**${cardText(`${number} ${numberWord}`)}**`, ...facts.map((fact) => cardText(fact))].join(', '),
        SUBTLE,
      ),
      ...(shape === '' ? [] : [line(shape, { spacing: 'Small' })]),
      ...(nextStep === '' ? [] : [termed({ term: 'Next', text: nextStep }, { spacing: 'Small' })]),
    ],
    ...(href === undefined
      ? {}
      : { selectAction: { type: 'Action.OpenUrl', title: `Open “${title}”`, url: `${href}#${id}` } }),
  };
}

type Fact = { readonly title: string; readonly value: string };
type Titled = ListBlock | StripBlock | TableBlock | SharesBlock;

/** A heading and its facts. Two columns of text hold on every screen, and take fewer bytes than a Table. */
function titled({ title, subtitle }: Titled, facts: readonly Fact[]): CardPart {
  return {
    rank: 'evidence',
    title,
    folded: true,
    items: [
      heading(title),
      ...(subtitle === '' ? [] : [line(subtitle, SUBTLE)]),
      ...(facts.length === 0 ? [] : [{ type: 'FactSet', facts }]),
    ],
  };
}

const LONGEST_TERM = 80;

function entryFact({ term, text }: Entry): Fact {
  return { title: cardText(term, LONGEST_TERM), value: cardText(text) };
}

/** `Completed 1,318 · Denied 140 · Abandoned 18 · Standard · 89.3% success`. */
function rowFact(
  { columns }: Pick<TableBlock, 'columns'>,
  { name, detail, cells }: Pick<TableBlock['rows'][number], 'name' | 'detail' | 'cells'>,
): Fact {
  const said = cells.flatMap((cell, index) =>
    cell === '' ? [] : [`${columns[index] ?? ''} ${cell}`.trim()],
  );
  const parts = [...said, detail].filter((part) => part !== '');
  return { title: cardText(name, LONGEST_TERM), value: cardText(parts.join(' · ')) };
}

function stripFacts({ days }: StripBlock): Fact[] {
  return days.map(({ label, usersText, rateText, remark }) => ({
    title: label,
    value: cardText(`${usersText} unable, ${rateText}${remark === '' ? '' : ` (${remark})`}`),
  }));
}
