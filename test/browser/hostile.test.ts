/** S1: whatever a record holds, the page that Chromium makes of it is built like that of a harmless one, and runs nothing. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { composeHistory } from '../../src/core/history.ts';
import type { Report } from '../../src/core/report.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { benignLike, HOSTILE, reportHolding } from '../render/hostile-corpus.ts';
import { BASE_URL } from '../render/sample-pages.ts';
import { type Launched, launchChromium } from './chromium.ts';
import { PROBE } from './looked-at.ts';

const FORMS = {
  digest: (of: Report) => renderHtml(composeDigest(of, { baseUrl: BASE_URL })),
  history: (of: Report) => renderHistoryHtml(composeHistory(of, { baseUrl: BASE_URL })),
} as const;

let launched: Launched;
let page: Page;
const asked: string[] = [];
const likely = new Map<string, unknown>();

beforeAll(async () => {
  launched = await launchChromium();
  page = await launched.browser.newPage();
  await page.route('**/*', async (route) => {
    asked.push(route.request().url());
    await route.abort();
  });
  page.on('dialog', (dialog) => dialog.dismiss());
});
afterAll(async () => {
  await launched.browser.close();
});

/** The page is opened with scripts on and without any policy: nothing but the escaping protects it. */
async function built(html: string): Promise<unknown> {
  await page.setContent(html, { waitUntil: 'load' });
  await page.evaluate(PROBE);
  return await page.evaluate('probe.skeleton()');
}

/** The history holds few names: what could break its markup is tried there, the rest on the digest alone. */
const TRIED = HOSTILE.flatMap((hostile) => [
  { ...hostile, form: 'digest' as const },
  ...(/^(?:markup|an attribute|template)/.test(hostile.about)
    ? [{ ...hostile, form: 'history' as const }]
    : []),
]);

it.each(TRIED)(
  'the $form page is built the same with $about in every field',
  async ({ form, ...hostile }) => {
    const key = `${form} ${hostile.hidden ?? false}`;
    const like = likely.get(key) ?? (await built(FORMS[form](benignLike(hostile))));
    likely.set(key, like);
    expect(await built(FORMS[form](reportHolding(hostile.text)))).toEqual(like);
    expect(await page.evaluate('globalThis.owned')).toBeUndefined();
    expect(asked).toEqual([]);
  },
);

it('this suite sees what a page without escaping would do', async () => {
  const harmless = await built('<!doctype html><p>Plain</p>');
  const harmful = await built(
    '<!doctype html><p><img src="http://evil.example/x" onerror="window.owned=1"></p>',
  );
  expect(harmful).not.toEqual(harmless);
  await expect.poll(async () => await page.evaluate('globalThis.owned')).toBe(1);
  expect(asked).toEqual(['http://evil.example/x']);
});
