/** The digest as an Adaptive Card 1.5, bare: the channel adds Teams' envelope. At most 24 KB. */
import { composeDigest, type Digest, type DigestOptions, REPEAT_NOTICES } from '../core/digest.ts';
import { counted, listed } from '../core/format.ts';
import type { Report } from '../core/report.ts';
import { type CardItem, type CardPart, cardParts, line, marked } from './card-parts.ts';
import { cardText, plainText } from './card-text.ts';

/** Bytes. Teams refuses a message above 28 KB; its envelope and the webhook's wrapping need the rest. */
const LARGEST = 24_000;

/** What goes first where the card would be too large, the first of these first; within one, the last goes first. */
const DISPENSABLE: readonly CardPart['rank'][] = ['evidence', 'list', 'issue', 'finding'];

/** @returns the card as JSON text; it shows the numbers of the digest of the same report */
export function renderCard(report: Report, options: DigestOptions = {}): string {
  const digest = composeDigest(report, options);
  let parts = cardParts(digest);
  const leftOut: CardPart[] = [];
  for (;;) {
    const card = `${JSON.stringify(cardOf(digest, parts, leftOut))}\n`;
    if (Buffer.byteLength(card) <= LARGEST) return card;
    const next = DISPENSABLE.map((rank) => parts.findLast((part) => part.rank === rank)).find(
      (part) => part !== undefined,
    );
    if (next === undefined) return card;
    parts = parts.filter((part) => part !== next);
    leftOut.unshift(next);
  }
}

function cardOf(digest: Digest, parts: readonly CardPart[], leftOut: readonly CardPart[]): CardItem {
  const folded = parts.filter((part) => part.folded).flatMap(({ items }) => items);
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: digest.lang,
    ...spoken(digest),
    msteams: { width: 'Full' },
    body: [
      header(digest),
      ...(digest.repeat ? [line(REPEAT_NOTICES[digest.repeat], { isSubtle: true, size: 'Small' })] : []),
      ...parts.filter((part) => !part.folded).flatMap(({ items }) => items),
      ...(folded.length === 0 ? [] : [{ ...FOLD, items: folded }]),
      ...(leftOut.length === 0 ? [] : [line(leftOutWords(leftOut), { isSubtle: true, size: 'Small' })]),
    ],
    actions: [...opening(digest), ...(folded.length === 0 ? [] : [UNFOLD]), ...footerActions(digest)],
  };
}

/** Read where the card itself cannot be; without a name from outside, since who reads it is not known. */
function spoken({ blocks, date }: Digest): CardItem {
  const said = blocks.flatMap((block) => (block.kind === 'verdict' ? [block.sentence] : [])).join(' ');
  return { fallbackText: plainText(`MFA Digest, ${date}: ${said}`), speak: plainText(said) };
}

function header({ tenant, date }: Digest): CardItem {
  const look = { size: 'Small', spacing: 'None' };
  return {
    type: 'ColumnSet',
    columns: [
      {
        type: 'Column',
        width: 'stretch',
        items: [marked(`**MFA Digest** · ${cardText(tenant, LONGEST_TENANT)}`, look)],
      },
      { type: 'Column', width: 'auto', items: [line(date, { ...look, isSubtle: true })] },
    ],
  };
}

const LONGEST_TENANT = 60;

const FOLD = { type: 'Container', id: 'more', isVisible: false, separator: true, spacing: 'Large' } as const;
const UNFOLD = {
  type: 'Action.ToggleVisibility',
  title: 'Show more here',
  targetElements: [FOLD.id],
} as const;

function opening({ blocks }: Digest): CardItem[] {
  return blocks.flatMap((block) =>
    block.kind === 'action' ? [{ ...openUrl(block.link), style: 'positive' }] : [],
  );
}

function footerActions({ footer }: Digest): CardItem[] {
  return footer.links.map(openUrl);
}

function openUrl({ text, href }: { readonly text: string; readonly href: string }): CardItem {
  return { type: 'Action.OpenUrl', title: plainText(text), url: href };
}

/** `Methods, Apps and 2 more issues in the digest.` */
function leftOutWords(leftOut: readonly CardPart[]): string {
  const titles = leftOut.flatMap(({ rank, title }) =>
    rank === 'issue' || rank === 'finding' ? [] : [title],
  );
  const numbered = (['issue', 'finding'] as const).flatMap((rank) => {
    const many = leftOut.filter((part) => part.rank === rank).length;
    return many === 0 ? [] : [counted(many, `more ${rank}`)];
  });
  return `${listed([...titles, ...numbered])} in the digest.`;
}
