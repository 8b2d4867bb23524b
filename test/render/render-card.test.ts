import { expect, it } from 'vitest';
import { renderCard } from '../../src/render/render-card.ts';
import { report } from './report-builder.ts';
import { BASE_URL, SAMPLE_NAMES, SAMPLE_REPORTS } from './sample-pages.ts';

it.each(SAMPLE_NAMES)('the card of the %s day is an Adaptive Card 1.5 that fits', (name) => {
  const card = renderCard(SAMPLE_REPORTS[name], { baseUrl: BASE_URL });
  expect(JSON.parse(card)).toMatchObject({ type: 'AdaptiveCard', version: '1.5', lang: 'en' });
  expect(Buffer.byteLength(card)).toBeLessThan(24 * 1024);
});

it('a name cannot write markdown', () => {
  const card = renderCard(
    report({ ...SAMPLE_REPORTS.trouble, tenant: { id: 'x', name: '[Con](https://evil.example) *so*' } }),
  );
  expect(card).toContain(String.raw`\\[Con\\]\\(https://evil.example\\) \\*so\\*`);
});

it('without a base URL the card leads nowhere', () => {
  expect(JSON.parse(renderCard(SAMPLE_REPORTS.trouble))).toMatchObject({ actions: [] });
});
