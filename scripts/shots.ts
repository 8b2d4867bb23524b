/** Pictures of every digest, of cards and of the history page, to be looked at: `npm run shots [-- folder]`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { AUDIENCES } from '../src/core/audiences.ts';
import { composeDigest } from '../src/core/digest.ts';
import { renderCard } from '../src/render/render-card.ts';
import { renderHistoryHtml } from '../src/render/render-history.ts';
import { renderHtml } from '../src/render/render-html.ts';
import { cardPage } from '../test/browser/card-page.ts';
import { launchChromium, SCHEMES, WIDTHS } from '../test/browser/chromium.ts';
import { lookAt, withoutStyleSheet } from '../test/browser/looked-at.ts';
import { EVERY_DAY, SHOWN_DAY_NAMES } from '../test/render/every-day.ts';
import { BASE_URL, sampleHistory } from '../test/render/sample-pages.ts';

const folder = process.argv[2] ?? join('out', 'shots');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const digest = (name: (typeof SHOWN_DAY_NAMES)[number], audience: (typeof AUDIENCES)[number]) =>
  renderHtml(composeDigest(EVERY_DAY[name](), { baseUrl: BASE_URL, audience }));
const pages: { readonly name: string; readonly html: string }[] = [
  ...SHOWN_DAY_NAMES.map((name) => ({ name: `digest-${name}`, html: digest(name, 'everyone') })),
  ...AUDIENCES.filter((audience) => audience !== 'everyone').map((audience) => ({
    name: `digest-trouble-${audience}`,
    html: digest('trouble', audience),
  })),
  { name: 'digest-trouble-unstyled', html: withoutStyleSheet(digest('trouble', 'everyone')) },
  ...(['trouble', 'quiet', 'missing'] as const).map((name) => ({
    name: `card-${name}`,
    html: cardPage(renderCard(EVERY_DAY[name](), { baseUrl: BASE_URL })),
  })),
  {
    name: 'card-trouble-unfolded',
    html: cardPage(renderCard(EVERY_DAY.trouble(), { baseUrl: BASE_URL }), true),
  },
  { name: 'history', html: renderHistoryHtml(sampleHistory()) },
  { name: 'history-headlines', html: renderHistoryHtml(sampleHistory('headline')) },
];

const launched = await launchChromium();
process.stderr.write(`browser: ${launched.path}\n`);
for (const { name, html } of pages) {
  writeFileSync(join(folder, `${name}.html`), html);
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const file = join(folder, `${name}-${width}-${colorScheme}.png`);
      await takePicture(file, html, async (page) => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
      });
    }
  }
}
await launched.browser.close();
process.stderr.write(`${pages.length * SCHEMES.length * WIDTHS.length} pictures in ${folder}\n`);

/** Without a graphics card Chromium now and then refuses a picture of a long page; a fresh page gives it. */
async function takePicture(
  file: string,
  html: string,
  arrange: (page: Page) => Promise<void>,
  tries = 4,
): Promise<void> {
  const { page } = await lookAt(launched, html);
  try {
    await arrange(page);
    await page.screenshot({ path: file, fullPage: true });
  } catch (error) {
    if (tries <= 1) throw error;
    await takePicture(file, html, arrange, tries - 1);
  } finally {
    await page.close();
  }
}
