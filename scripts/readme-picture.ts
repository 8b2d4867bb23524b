/** The picture of the README: the first screen of the demo's digest, `node scripts/readme-picture.ts`. */
import { mkdirSync, readFileSync } from 'node:fs';
import { fontFace, launchChromium } from '../test/browser/chromium.ts';

const [digest = 'out/digest-2026-11-23.html'] = process.argv.slice(2);
const { browser } = await launchChromium();
const page = await browser.newPage({ viewport: { width: 640, height: 1180 }, colorScheme: 'light' });
await page.setContent(readFileSync(digest, 'utf8'));
await page.addStyleTag({ content: fontFace() });
await page.evaluate('document.fonts.ready');
mkdirSync('docs/images', { recursive: true });
await page.screenshot({ path: 'docs/images/digest.png' });
await browser.close();
