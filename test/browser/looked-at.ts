/** A page in Chromium that can be looked at under every condition without being loaded again. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { fontFace, type Launched } from './chromium.ts';

/** `probe.js` as text: evaluated in a page, it gives that page a `probe`. */
export const PROBE = readFileSync(new URL('probe.js', import.meta.url), 'utf8');
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export type LookedAt = {
  readonly page: Page;
  /** Runs a function of `probe.js`, written as JavaScript: `probe.overflow()`. */
  readonly probe: (expression: string) => Promise<unknown>;
  /** What axe-core objects to, with the first element of each. */
  readonly violations: (exempt: readonly string[]) => Promise<unknown>;
};

/** Shows the document; fonts are the same on every machine, whatever the style sheet says. */
export async function lookAt({ browser }: Launched, html: string): Promise<LookedAt> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.setContent(html);
  await page.addStyleTag({ content: fontFace() });
  await page.evaluate(PROBE);
  await page.evaluate('document.fonts.ready');
  return {
    page,
    probe: async (expression) => await page.evaluate(expression),
    violations: async (exempt) => {
      await page.evaluate(`globalThis.axe === undefined && (() => { ${AXE} })()`);
      const rules = Object.fromEntries(exempt.map((rule) => [rule, { enabled: false }]));
      return await page.evaluate(
        `axe.run({ rules: ${JSON.stringify(rules)} })
          .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`,
      );
    },
  };
}

/** The document as a client shows it that takes no style sheet. */
export function withoutStyleSheet(html: string): string {
  return html.replace(/<style[\s\S]*?<\/style>/g, '');
}
