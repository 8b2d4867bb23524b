import { HtmlValidate } from 'html-validate';
import { expect, it } from 'vitest';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { SAMPLE_NAMES, sampleDigest, sampleHistory } from './sample-pages.ts';

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
  ...SAMPLE_NAMES.map((name): [string, () => string] => [name, () => renderHtml(sampleDigest(name))]),
  ['history', () => renderHistoryHtml(sampleHistory())],
  ['history of headlines', () => renderHistoryHtml(sampleHistory('headline'))],
];

it.each(pages)('the HTML of %s is valid, small, and holds nothing remote', async (_, render) => {
  const html = render();
  const { results } = await validator.validateString(html);
  const problems = results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`),
  );
  expect(problems).toEqual([]);
  expect(Buffer.byteLength(html)).toBeLessThan(80_000);
  expect(html).not.toMatch(/<(script|img|link|iframe|form|object|embed|base)\b/i);
  expect(html).not.toMatch(/url\(|@import|\son\w+=/i);
  const hosts = [...html.matchAll(/(?:href|src)="(https?:\/\/[^/"]+)/g)].map(([, host]) => host);
  expect(new Set(hosts)).toEqual(hosts.length === 0 ? new Set() : new Set(['https://mfa.contoso.example']));
});
