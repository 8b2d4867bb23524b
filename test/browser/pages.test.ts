/** Digest and history as a browser shows them: nothing sticks out, nothing is out of reach. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { SAMPLE_NAMES, sampleDigest, sampleHistory } from '../render/sample-pages.ts';
import { fontFace, type Launched, launchChromium, SCHEMES, WIDTHS } from './chromium.ts';

const STRICT_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** A mail is an article in somebody else's page: landmarks are that page's business. */
const MAIL_EXEMPT = ['region', 'landmark-one-main'];

const pages = [
  ...SAMPLE_NAMES.map((name) => ({ name, html: renderHtml(sampleDigest(name)), exempt: MAIL_EXEMPT })),
  { name: 'history', html: renderHistoryHtml(sampleHistory()), exempt: [] },
  { name: 'history of headlines', html: renderHistoryHtml(sampleHistory('headline')), exempt: [] },
];

let launched: Launched;
beforeAll(async () => {
  launched = await launchChromium();
  process.stderr.write(`browser: ${launched.path}\n`);
});
afterAll(async () => {
  await launched.browser.close();
});

describe.each(pages)('$name', ({ html, exempt }) => {
  it('needs no script and asks for nothing, under the strict policy that it is served with', async () => {
    const page = await launched.browser.newPage({ javaScriptEnabled: false });
    const [asked, refused]: [string[], string[]] = [[], []];
    await page.route('**/*', (route) => {
      asked.push(route.request().url());
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': STRICT_CSP },
        body: html,
      });
    });
    page.on('console', (message) => refused.push(message.text()));
    await page.goto('http://digest.contoso.example/');
    expect(await page.locator('h1').count()).toBe(1);
    expect(asked).toEqual(['http://digest.contoso.example/']);
    expect(refused).toEqual([]);
    await page.close();
  });

  it.each(SCHEMES)('fits every width in the %s scheme', async (colorScheme) => {
    const page = await open(html, colorScheme);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
    await page.close();
  });

  it.each(SCHEMES)('is accessible in the %s scheme', async (colorScheme) => {
    const page = await open(html, colorScheme);
    await page.evaluate(axe);
    const violations = await page.evaluate(
      `axe.run({ rules: ${JSON.stringify(Object.fromEntries(exempt.map((rule) => [rule, { enabled: false }])))} })
        .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`,
    );
    expect(violations).toEqual([]);
    await page.close();
  });
});

it('a name of two hundred letters does not widen the phone screen', async () => {
  const digest = sampleDigest('trouble');
  const page = await open(
    renderHtml({ ...digest, tenant: 'W'.repeat(200) }).replaceAll('Contoso VPN', 'W'.repeat(200)),
    'light',
  );
  await page.setViewportSize({ width: 320, height: 900 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  await page.close();
});

async function open(html: string, colorScheme: (typeof SCHEMES)[number]): Promise<Page> {
  const page = await launched.browser.newPage({ colorScheme, viewport: { width: 600, height: 900 } });
  await page.setContent(html);
  await page.addStyleTag({ content: fontFace() });
  await page.evaluate('document.fonts.ready');
  return page;
}
