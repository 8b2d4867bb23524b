/** The digest as an Adaptive Card 1.5, bare: the channel adds Teams' envelope. At most 24 KB. */
import { composeDigest, type Digest } from '../core/digest.ts';
import type { LinkOptions } from '../core/links.ts';
import type { Report } from '../core/report.ts';
import type {
  Block,
  Entry,
  Figure,
  FiguresBlock,
  IssueBlock,
  Tone,
  VerdictBlock,
} from '../core/sections/block.ts';

/** @returns the card as JSON text; it shows the numbers of the digest of the same report */
export function renderCard(report: Report, options: LinkOptions = {}): string {
  const digest = composeDigest(report, options);
  const verdict = only(digest, 'verdict');
  const figures = only(digest, 'figures');
  return `${JSON.stringify(
    {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      lang: digest.lang,
      fallbackText: text(digest.subject),
      msteams: { width: 'Full' },
      body: [
        line(`**MFA Digest** · ${text(digest.tenant)}, ${text(digest.date)}`, { size: 'Small' }),
        ...verdict.flatMap(verdictItems),
        ...issueItems(digest),
        ...figures.flatMap(figureItems),
      ],
      actions: digest.blocks.flatMap((block) =>
        block.kind === 'action'
          ? [{ type: 'Action.OpenUrl', title: plain(block.link.text), url: block.link.href }]
          : [],
      ),
    },
    null,
    1,
  )}\n`;
}

function only<Kind extends Block['kind']>(digest: Digest, kind: Kind): Extract<Block, { kind: Kind }>[] {
  return digest.blocks.filter((block): block is Extract<Block, { kind: Kind }> => block.kind === kind);
}

type Item = Readonly<Record<string, unknown>>;

function line(written: string, look: Item = {}): Item {
  return { type: 'TextBlock', text: written, wrap: true, ...look };
}

const COLOURS = {
  bad: 'Attention',
  warn: 'Warning',
  good: 'Good',
  calm: 'Default',
} as const satisfies Record<Tone, string>;

function verdictItems({ pill, sentence, answers, paragraphs }: VerdictBlock): Item[] {
  return [
    line(text(`${pill.sign} ${pill.word}`), {
      color: COLOURS[pill.tone],
      weight: 'Bolder',
      size: 'Small',
      spacing: 'Medium',
    }),
    line(text(sentence), { size: 'ExtraLarge', weight: 'Bolder', spacing: 'None', style: 'heading' }),
    ...answers.map((answer) => line(answerText(answer), { spacing: 'Small' })),
    ...paragraphs.map((paragraph) => line(text(paragraph), { spacing: 'Small' })),
  ];
}

function figureItems({ figures, sentences }: FiguresBlock): Item[] {
  return [
    { type: 'ColumnSet', separator: true, spacing: 'Large', columns: figures.map(figureColumn) },
    ...sentences.map((sentence) => line(text(sentence), { isSubtle: true, size: 'Small', spacing: 'Small' })),
  ];
}

const answerText = ({ term, text: said }: Entry) => `**${text(term)}:** ${text(said)}`;

function figureColumn({ label, value, note, usual, tone }: Figure): Item {
  return {
    type: 'Column',
    width: 'stretch',
    items: [
      line(text(label), { isSubtle: true, size: 'Small', spacing: 'None' }),
      line(text(value), { size: 'Large', weight: 'Bolder', spacing: 'None', color: COLOURS[tone] }),
      line(text(note), { isSubtle: true, size: 'Small', spacing: 'None' }),
      ...(usual === '' ? [] : [line(text(usual), { isSubtle: true, size: 'Small', spacing: 'None' })]),
    ],
  };
}

/** Whom to check comes first; the page tells of the others. */
const GROUPS = [
  { about: 'security', title: 'Needs a look', shown: 2 },
  { about: 'trouble', title: 'What stopped them', shown: 3 },
] as const satisfies readonly { about: IssueBlock['about']; title: string; shown: number }[];

function issueItems(digest: Digest): Item[] {
  const look = { size: 'Medium', weight: 'Bolder', separator: true, spacing: 'Large', style: 'heading' };
  return GROUPS.flatMap(({ about, title, shown }) => {
    const issues = only(digest, 'issue').filter((issue) => issue.about === about);
    return issues.length === 0 ? [] : [line(title, look), ...issues.slice(0, shown).map(issueItem)];
  });
}

function issueItem({ pill, since, title, number, numberWord, facts, shape, nextStep }: IssueBlock): Item {
  const subtle = { isSubtle: true, size: 'Small', spacing: 'None' };
  const state = [`${pill.sign} ${pill.word}`, since].filter((part) => part !== '').join(', ');
  return {
    type: 'Container',
    spacing: 'Medium',
    items: [
      line(text(state), { color: COLOURS[pill.tone], weight: 'Bolder', size: 'Small', spacing: 'None' }),
      line(text(title), { weight: 'Bolder', spacing: 'None' }),
      line(text([`${number} ${numberWord}`, ...facts].join(', ')), subtle),
      ...(shape === '' ? [] : [line(text(shape), { spacing: 'Small' })]),
      line(`**Next:** ${text(nextStep)}`, { spacing: 'Small' }),
    ],
  };
}

/** No name may grow the card past what Teams takes. */
const LONGEST = 600;

/** A TextBlock reads markdown: every sign that could mean something is escaped. */
function text(written: string): string {
  return plain(written)
    .replace(/[\\`*_{}[\]()#+!|~<>]/g, '\\$&')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^-/, '\\-');
}

function plain(written: string): string {
  const characters = Array.from(written.replace(/\s+/g, ' '));
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
