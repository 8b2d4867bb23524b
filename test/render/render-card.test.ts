import { expect, it } from 'vitest';
import { AUDIENCES } from '../../src/core/audiences.ts';
import { composeDigest } from '../../src/core/digest.ts';
import { cardText } from '../../src/render/card-text.ts';
import { renderCard } from '../../src/render/render-card.ts';
import { cardLinks, cardProblems, cardWords } from './adaptive-card.ts';
import { DAY_NAMES, EVERY_DAY } from './every-day.ts';
import { judgedDay } from './judged-day.ts';
import { report } from './report-builder.ts';
import { BASE_URL, SAMPLE_REPORTS } from './sample-pages.ts';

/** Bytes in UTF-8 (contract: at most 24 KB). */
const LARGEST = 24_000;

const cases = DAY_NAMES.flatMap((name) => AUDIENCES.map((audience) => [name, audience] as const));
it.each(cases)('the card of the %s day for %s is an Adaptive Card 1.5 that fits', (name, audience) => {
  const card = renderCard(EVERY_DAY[name](), { baseUrl: BASE_URL, audience });
  expect(cardProblems(JSON.parse(card))).toEqual([]);
  expect(Buffer.byteLength(card)).toBeLessThanOrEqual(LARGEST);
});

it.each(['trouble', 'quiet', 'partial', 'names'] as const)(
  'the card of the %s day leaves nothing out',
  (name) => {
    expect(cardWords(JSON.parse(renderCard(EVERY_DAY[name](), { baseUrl: BASE_URL })))).not.toContain(
      'in the digest.',
    );
  },
);

it('a card too large without its rows drops issues, the last first, and counts them', () => {
  const day = judgedDay();
  const shape = '字'.repeat(400);
  const issues = day.issues.map((issue) => ({ ...issue, shape }));
  const long = report({ ...SAMPLE_REPORTS.trouble, days: [{ ...day, issues }] });
  const words = cardWords(JSON.parse(renderCard(long, { baseUrl: `${BASE_URL}/${'p'.repeat(2_000)}` })));
  const [, number] = /\b(\d) more issues? in the digest\.$/.exec(words) ?? [];
  const left = composeDigest(long).blocks.filter(
    (block) => block.kind === 'issue' && block.about === 'trouble',
  );
  const shown = left.filter((block) => block.kind === 'issue' && words.includes(`\n${block.title}\n`));
  expect(shown).toEqual(left.slice(0, left.length - Number(number)));
  expect(words).toContain('Check now');
});

it('a card that may be a repeat says so, and one for the help desk names no finding', () => {
  expect(cardWords(JSON.parse(renderCard(SAMPLE_REPORTS.trouble, { repeat: 'hung' })))).toContain(
    'You may have this digest already',
  );
  const helpdesk = cardWords(JSON.parse(renderCard(SAMPLE_REPORTS.trouble, { audience: 'helpdesk' })));
  expect(helpdesk).not.toContain('Needs a look');
});

it('what can be opened leads to ourselves, and without a base URL nothing can', () => {
  const urls = (card: string) => cardLinks(JSON.parse(card));
  const known = urls(renderCard(SAMPLE_REPORTS.trouble, { baseUrl: BASE_URL }));
  expect(known.length).toBeGreaterThan(3);
  expect(known.filter((url) => !url.startsWith(`${BASE_URL}/api/`))).toEqual([]);
  expect(urls(renderCard(SAMPLE_REPORTS.trouble))).toEqual([]);
});

it('what is read where the card cannot be shown holds no name from outside', () => {
  const { fallbackText, speak } = JSON.parse(
    renderCard(report({ ...SAMPLE_REPORTS.trouble, tenant: { id: 'x', name: '<b>Contoso</b>' } })),
  );
  expect(fallbackText).toMatch(/^MFA Digest, Mon 23 Nov 2026: 64 of /);
  expect(`${fallbackText} ${speak}`).not.toContain('Contoso');
});

/** S22. Left: as it may be called. Right: what a TextBlock is given. `·` stands for a zero-width space. */
it.each([
  ['[Con](https://evil.example)', String.raw`\[Con\]\(https·://evil.·example)`],
  ['![x](data:x)', String.raw`!\[x\]\(data·:x)`],
  ['*so* _so_ ~so~ `so`', String.raw`\*so\* \_so\_ \~so\~ \`so\``],
  ['a\\*b', String.raw`a\\\*b`],
  ['<at>Ann</at> & co', String.raw`\<at\>Ann\</at\> \& co`],
  ['&lt;b&gt;', String.raw`\&lt;b\&gt;`],
  ['{{DATE(2026-11-23T00:00:00Z)}}', String.raw`\{\{DATE(2026-11-23T00:00:00Z)\}\}`],
  ['ann@contoso.example', 'ann@·contoso.·example'],
  ['www.evil.example', 'www.·evil.·example'],
  ['mailto:x', 'mailto·:x'],
  ['- first', String.raw`\- first`],
  ['+ first', String.raw`\+ first`],
  ['# first', String.raw`\# first`],
  ['1. first', String.raw`1\. first`],
  ['12) first', String.raw`12\) first`],
  ['a\r\n\r\n- b', 'a - b'],
  ['| a | b |', String.raw`\| a \| b \|`],
  ['88.8% of 1,386, 13:00 (UTC)', '88.8% of 1,386, 13:00 (UTC)'],
])('%j is written so that it shows as it is', (name, written) => {
  expect(cardText(name)).toBe(written.replaceAll('·', '\u200b'));
});

it('the check of cards sees what is wrong with one', () => {
  const sound = JSON.parse(renderCard(SAMPLE_REPORTS.quiet, { baseUrl: BASE_URL }));
  const broken = {
    ...sound,
    version: '1.6',
    body: [
      { type: 'Image', url: 'x' },
      { type: 'TextBlock', text: '', sise: 'Small' },
      { type: 'FactSet', facts: [] },
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'x', url: 'http://x.example' },
      { type: 'Action.ToggleVisibility', title: 'x', targetElements: ['nothing'] },
    ],
  };
  expect(cardProblems(broken)).toEqual([
    'card.version: expected one of 1.5; got 1.6',
    'card.body[0]: expected TextBlock or Container or ColumnSet or FactSet; got Image',
    'card.body[1].text: expected a text that says something',
    'card.body[1].sise: is not known',
    'card.body[2].facts: expected at least 1',
    'card.actions[0].url: expected an https address',
    'card.actions: nothing is called nothing',
  ]);
});
