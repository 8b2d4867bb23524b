/** Pictures of the sample digests and of the history page, to be looked at: `node scripts/screenshots.ts [folder]`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { renderHistoryHtml } from '../src/render/render-history.ts';
import { renderHtml } from '../src/render/render-html.ts';
import { fontFace, launchChromium, SCHEMES, WIDTHS } from '../test/browser/chromium.ts';
import { SAMPLE_NAMES, sampleDigest, sampleHistory } from '../test/render/sample-pages.ts';

const folder = process.argv[2] ?? join('out', 'shots');
mkdirSync(folder, { recursive: true });
const pages = [
  ...SAMPLE_NAMES.map((name) => ({ name: `digest-${name}`, html: renderHtml(sampleDigest(name)) })),
  { name: 'history', html: renderHistoryHtml(sampleHistory()) },
];

const { browser, path } = await launchChromium();
process.stderr.write(`browser: ${path}\n`);
for (const { name, html } of pages) {
  writeFileSync(join(folder, `${name}.html`), html);
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const file = join(folder, `${name}-${width}-${colorScheme}.png`);
      await takePicture(file, html, { colorScheme, viewport: { width, height: 900 } });
    }
  }
}
await browser.close();

/** Without a graphics card Chromium now and then refuses a picture of a long page; a fresh page gives it. */
async function takePicture(
  file: string,
  html: string,
  look: BrowserContextOptions,
  tries = 4,
): Promise<void> {
  const page = await browser.newPage(look);
  try {
    await page.setContent(html);
    await page.addStyleTag({ content: fontFace() });
    await page.evaluate('document.fonts.ready');
    await page.screenshot({ path: file, fullPage: true });
  } catch (error) {
    if (tries <= 1) throw error;
    await takePicture(file, html, look, tries - 1);
  } finally {
    await page.close();
  }
}
