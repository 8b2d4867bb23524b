/**
 * What mail clients make of the digest's CSS, by the data of caniemail.com and by rules of our own:
 * whatever one of them ignores must be something that the mail can do without, and it says why.
 */
import { caniemail } from 'caniemail';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { DAY_NAMES, EVERY_DAY } from './every-day.ts';
import { BASE_URL } from './sample-pages.ts';

/** Where tenants of Entra read their mail: Outlook in all its kinds (`outlook.windows` is Word), and phones. */
const CLIENTS = ['outlook.*', 'gmail.*', 'apple-mail.*'] as const;

const STYLE_SHEET =
  'part of the style sheet, which only adds: desktop padding, figures in one row, dark. Without it nothing overflows and every number stays (test/browser/pages.test.ts).';
const ORNAMENT = 'ornament: square corners, no ring around a link, a title broken elsewhere.';
const ASSISTIVE =
  'said to assistive technology where the client lets it through; the words stand on the page too.';
const PREHEADER =
  'hides the preheader; Word goes by mso-hide, and a client that shows it shows one true sentence.';
const LONG_WORDS =
  'breaks a name of 200 letters; overflow-wrap and word-break stand together, one for the clients that lack the other, and Word breaks a cell of a given width by itself.';

/** What at least one of the clients does not do, and why the mail can bear it. */
const BORNE: Readonly<Record<string, string>> = {
  '<style> element': STYLE_SHEET,
  '@media': STYLE_SHEET,
  'Attribute selector': STYLE_SHEET,
  'Class selector': STYLE_SHEET,
  'Type selector': STYLE_SHEET,
  'Descendant combinator': STYLE_SHEET,
  ':focus': STYLE_SHEET,
  ':focus-visible': STYLE_SHEET,
  'color-scheme CSS property':
    'a client that does not know of schemes stays light, or inverts: both are measured.',
  'color-scheme meta tag': 'as the property.',
  'border-radius': ORNAMENT,
  outline: ORNAMENT,
  'outline-offset': ORNAMENT,
  'text-wrap': ORNAMENT,
  '<body> element': 'replaced by an element of the client; the wrapper within has the same ground.',
  '<bdi> element':
    'a name from right to left may then carry a neighbouring sign along; it stays in its own cell.',
  'role attribute': ASSISTIVE,
  'aria-label attribute': ASSISTIVE,
  'aria-hidden attribute': ASSISTIVE,
  'display:none': PREHEADER,
  'max-height property': PREHEADER,
  overflow: PREHEADER,
  'overflow-wrap': LONG_WORDS,
  'word-break': LONG_WORDS,
  'table-layout': 'the widths stand on the cells, as Word reads them.',
  'white-space': 'a pill or the word mark may then break into two lines.',
};

const documents: [name: string, html: string][] = DAY_NAMES.map((name) => [
  name,
  renderHtml(composeDigest(EVERY_DAY[name](), { baseUrl: BASE_URL })),
]);

const ignored = new Set(
  documents.flatMap(([, html]) => {
    const { issues } = caniemail({ clients: [...CLIENTS], html });
    return [...issues.errors.values()].flatMap((found) => found.map(({ title }) => title));
  }),
);

it('uses nothing that a client ignores, but for what the mail can do without', () => {
  expect([...ignored].filter((title) => !Object.hasOwn(BORNE, title))).toEqual([]);
});

it('excuses nothing that it does not use', () => {
  expect(Object.keys(BORNE).filter((title) => !ignored.has(title))).toEqual([]);
});

/**
 * Not in those data. Word: Microsoft, "Word 2007 HTML and CSS rendering capabilities in Outlook 2007";
 * Gmail: Email on Acid, "12 things you must know when developing for Gmail" (a style block with an
 * error is dropped whole, negative margins are), hteumeuleu/email-bugs 90 (styles beyond 8,192 characters, lately 16 KB, are cut off).
 */
const NEVER: readonly [rule: string, broken: RegExp][] = [
  [
    'place by position, flex or grid, which Word and Gmail drop',
    /position\s*:|display\s*:\s*(?:inline-)?(?:flex|grid)/,
  ],
  ['float outside of the style sheet, which Word does not follow', /float\s*:/],
  ['fetch anything', /url\(|@import|@font-face|expression\(/],
  ['use what Word cannot compute: variables, calc, rem, vw', /var\(|calc\(|\d(?:rem|vw|vh|ch)\b/],
  ['pull with negative margins, which Gmail drops', /margin[\w-]*\s*:[^;"]*-\d/],
  ['put a ground by the shorthand, which Word reads for some values only', /background\s*:/],
];

describe.each(documents)('the mail of the %s day', (_, html) => {
  const styles = [...html.matchAll(/style="([^"]*)"/g)].map(([, style = '']) => style);

  it.each(NEVER)('does not %s', (_rule, broken) => {
    expect(styles.filter((style) => broken.test(style))).toEqual([]);
  });

  it('keeps each style block within the 8,192 characters that any Gmail reads, and in the head', () => {
    const [head = '', body = ''] = html.split('</head>');
    const blocks = [...head.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, block = '']) => block);
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.filter((block) => block.length > 8_192)).toEqual([]);
    expect(blocks.join('')).not.toMatch(/url\(|@import|@font-face/);
    expect(body).not.toMatch(/<style/);
  });

  it('says each ground of a cell twice: for Word as bgcolor, for others as style or not at all', () => {
    const cells = [...html.matchAll(/<(?:table|td|th|tr|body)\b[^>]*>/g)].map(([tag]) => tag);
    for (const cell of cells) {
      const [, ground] = /background-color:\s*(#\w+)/.exec(cell) ?? [];
      if (ground !== undefined) expect(cell).toContain(`bgcolor="${ground}"`);
    }
  });

  it('tells layout from data: a table is presentation, or has headings with a scope', () => {
    for (const [tag, role] of tables(html)) {
      if (role === 'presentation') continue;
      expect(tag).toMatch(/<th\b[^>]*\bscope="/);
    }
  });
});

/** Every table with its role; what is nested in it is cut out. */
function tables(html: string): [table: string, role: string | undefined][] {
  const found: [string, string | undefined][] = [];
  let rest = html;
  const innermost = /<table\b(?:(?!<table\b)[\s\S])*?<\/table>/;
  for (let table = innermost.exec(rest)?.[0]; table !== undefined; table = innermost.exec(rest)?.[0]) {
    found.push([table, /^<table\b[^>]*\brole="(\w+)"/.exec(table)?.[1]]);
    rest = rest.replace(table, '');
  }
  return found;
}
