import { HtmlValidate } from 'html-validate';
import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { AUDIENCES } from '../../src/core/audiences.ts';
import { composeDigest } from '../../src/core/digest.ts';
import { composeHistory } from '../../src/core/history.ts';
import { renderDigest } from '../../src/forms.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { DAY_NAMES, EVERY_DAY } from './every-day.ts';
import { HOSTILE, reportHolding } from './hostile-corpus.ts';
import { report } from './report-builder.ts';
import { BASE_URL, sampleHistory } from './sample-pages.ts';

/** What mail needs and a page would not: attributes for Word, inline styles, layout tables. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'off',
    'no-deprecated-attr': 'off',
    'prefer-tbody': 'off',
    'doctype-style': 'off',
    'long-title': 'off',
    'void-style': 'off',
    'presentation-role-style': ['error', { prefer: 'presentation' }],
  },
});

const pages: [name: string, render: () => string][] = [
  ...DAY_NAMES.map((name): [string, () => string] => [
    `digest of the ${name} day`,
    () => renderHtml(composeDigest(EVERY_DAY[name](), { baseUrl: BASE_URL })),
  ]),
  ...AUDIENCES.map((audience): [string, () => string] => [
    `digest for ${audience}`,
    () => renderHtml(composeDigest(EVERY_DAY.trouble(), { baseUrl: BASE_URL, audience })),
  ]),
  ['digest that may be a repeat', () => renderHtml(composeDigest(EVERY_DAY.quiet(), { repeat: 'hung' }))],
  ['quiet digest in full', () => renderHtml(composeDigest(EVERY_DAY.quiet(), { quietDays: 'full' }))],
  ['history', () => renderHistoryHtml(sampleHistory())],
  ['history of headlines', () => renderHistoryHtml(sampleHistory('headline'))],
  ['history of nothing', () => renderHistoryHtml(composeHistory(report()))],
];

it.each(pages)('the HTML of the %s is valid, and holds nothing remote', async (_, render) => {
  const html = render();
  expect(await problemsOf(html)).toEqual([]);
  expect(html).not.toMatch(/<(script|img|link|iframe|form|object|embed|base)\b/i);
  expect(html).not.toMatch(/url\(|@import|\son\w+=/i);
});

const MARKUP = HOSTILE.filter(({ about }) =>
  /^(?:markup (?:[159]|17)|an attribute [14]|control|half)\b/.test(about),
);
it.each(MARKUP)('the HTML with $about in every field is valid', async ({ text }) => {
  expect(await problemsOf(renderHtml(composeDigest(reportHolding(text), { baseUrl: BASE_URL })))).toEqual([]);
});

it.each(DAY_NAMES)(
  'the HTML of the %s day is the one that its mail holds, and under 80,000 bytes',
  async (name) => {
    const digest = composeDigest(EVERY_DAY[name](), { baseUrl: BASE_URL });
    const { body } = await renderDigest(EVERY_DAY[name](), 'eml', { baseUrl: BASE_URL });
    const { html } = await simpleParser(Buffer.from(body));
    expect(html).toBe(renderHtml(digest));
    expect(Buffer.byteLength(renderHtml(digest))).toBeLessThan(80_000);
  },
);

it('the validator sees a fault where one is', async () => {
  const broken = renderHtml(composeDigest(EVERY_DAY.quiet())).replace('</h1>', '</h2>');
  expect(await problemsOf(broken)).not.toEqual([]);
});

async function problemsOf(html: string): Promise<string[]> {
  // The validator counts lines; a page that is one long line takes it a hundred times as long.
  const { results } = await validator.validateString(html.replaceAll('><', '>\n<'));
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`),
  );
}
