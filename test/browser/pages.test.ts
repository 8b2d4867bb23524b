/** Every digest as a browser shows it: nothing sticks out, no number goes missing, everything can be read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeDigest } from '../../src/core/digest.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { EVERY_DAY, SHOWN_DAY_NAMES } from '../render/every-day.ts';
import { reportHolding } from '../render/hostile-corpus.ts';
import { BASE_URL } from '../render/sample-pages.ts';
import { type Launched, launchChromium, SCHEMES, WIDTHS } from './chromium.ts';
import { type LookedAt, lookAt, withoutStyleSheet } from './looked-at.ts';

const STRICT_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A mail is an article in somebody else's page: landmarks are that page's business. */
const MAIL_EXEMPT = ['region', 'landmark-one-main'];

/** WCAG 2.2, 1.4.3, for text of every size. */
const LEAST_CONTRAST = 4.5;
/** Pixels of A4 within usual margins. */
const SHEET_OF_PAPER = 700;

const AUDIENCES = ['security', 'helpdesk'] as const;
const pages: [name: string, html: () => string][] = [
  ...SHOWN_DAY_NAMES.map((name): [string, () => string] => [
    name,
    () => renderHtml(composeDigest(EVERY_DAY[name](), { baseUrl: BASE_URL })),
  ]),
  ...AUDIENCES.map((audience): [string, () => string] => [
    `trouble, for ${audience}`,
    () => renderHtml(composeDigest(EVERY_DAY.trouble(), { baseUrl: BASE_URL, audience, repeat: 'hung' })),
  ]),
  [
    'hostile',
    () =>
      renderHtml(
        composeDigest(reportHolding(`</td></table><script>${'W'.repeat(150)}`), { baseUrl: BASE_URL }),
      ),
  ],
];

let launched: Launched;
beforeAll(async () => {
  launched = await launchChromium();
  process.stderr.write(`browser: ${launched.path}\n`);
});
afterAll(async () => {
  await launched.browser.close();
});

describe.each(pages)('%s', (_, render) => {
  let html = '';
  let look: LookedAt;
  let written: unknown;
  beforeAll(async () => {
    html = render();
    look = await lookAt(launched, html);
    written = await look.probe('probe.numbersWritten()');
  });
  afterAll(async () => {
    await look.page.close();
  });

  async function expectWhole({ page, probe }: LookedAt, width: number): Promise<void> {
    await page.setViewportSize({ width, height: 900 });
    expect(await probe('probe.overflow()')).toEqual({ beyond: 0, outside: [] });
    expect(await probe('probe.numbersShown()')).toEqual(written);
  }

  async function expectReadable({ probe }: LookedAt, inversion = 'none'): Promise<void> {
    const faint = await probe(`probe.faint(${LEAST_CONTRAST}, '${inversion}')`);
    expect(faint).toEqual({ measured: expect.any(Number), found: [] });
  }

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

  it('says everything in text: no picture, of no kind', async () => {
    expect(await look.probe('probe.pictures()')).toBe(0);
    expect(html).not.toMatch(/url\(|background="/i);
  });

  describe.each(SCHEMES)('in the %s scheme', (colorScheme) => {
    beforeAll(async () => {
      await look.page.emulateMedia({ colorScheme, media: 'screen', forcedColors: 'none' });
    });

    it('fits every width, with every number', async () => {
      for (const width of WIDTHS) await expectWhole(look, width);
    });

    it('has contrast enough on phones and on desks', async () => {
      for (const width of [320, 1200]) {
        await look.page.setViewportSize({ width, height: 900 });
        await expectReadable(look);
      }
    });

    it('is accessible by axe-core', async () => {
      expect(await look.violations(MAIL_EXEMPT)).toEqual([]);
    });
  });

  it.each(['filter', 'lightness'])(
    'survives an inversion of its %s that it was not asked about',
    async (way) => {
      await look.page.emulateMedia({ colorScheme: 'light', media: 'screen', forcedColors: 'none' });
      await look.page.setViewportSize({ width: 600, height: 900 });
      await expectReadable(look, way);
    },
  );

  it('keeps every number where the colours are the reader’s own', async () => {
    await look.page.emulateMedia({ colorScheme: 'dark', media: 'screen', forcedColors: 'active' });
    for (const width of [320, 1200]) await expectWhole(look, width);
    await look.page.emulateMedia({ forcedColors: 'none' });
  });

  it('prints whole and in black on white', async () => {
    await look.page.emulateMedia({ colorScheme: 'light', media: 'print', forcedColors: 'none' });
    await expectWhole(look, SHEET_OF_PAPER);
    await expectReadable(look);
  });

  it('without its style sheet still fits every width, with every number and contrast enough', async () => {
    const plain = await lookAt(launched, withoutStyleSheet(html));
    for (const width of WIDTHS) await expectWhole(plain, width);
    await expectReadable(plain);
    await expectReadable(plain, 'lightness');
    await plain.page.close();
  });
});

it('the measures of this suite see a fault where one is planted', async () => {
  const faulty = await lookAt(
    launched,
    '<!doctype html><body style="background:#fff"><p style="color:#999">12 of 34</p><p style="display:none">56</p><p style="width:2000px;text-align:right">78</p>',
  );
  expect(await faulty.probe('probe.numbersWritten()')).toEqual(['12', '34', '56', '78']);
  expect(await faulty.probe('probe.numbersShown()')).toEqual(['12', '34', '78']);
  expect(await faulty.probe('probe.overflow()')).toEqual({ beyond: expect.any(Number), outside: ['78'] });
  expect(await faulty.probe(`probe.faint(4.5, 'none')`)).toEqual({
    measured: 3 - 1,
    found: ['2.85: 12 of 34'],
  });
  await faulty.page.close();
});
