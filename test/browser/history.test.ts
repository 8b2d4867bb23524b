/** The page of a range as a browser shows it: nothing sticks out, all can be read, by hand, by key and on paper. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeHistory, type HistoryReport } from '../../src/core/history.ts';
import { isMeasured } from '../../src/core/report.ts';
import { renderHistoryHtml } from '../../src/render/render-history.ts';
import { rangeInColumns, rangeInFull } from '../render/history-range.ts';
import { BASE_URL } from '../render/sample-pages.ts';
import { type Launched, launchChromium, SCHEMES, WIDTHS } from './chromium.ts';
import { type LookedAt, lookAt, withoutStyleSheet } from './looked-at.ts';

const STRICT_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** WCAG 2.2, 1.4.3, for text of every size. */
const LEAST_CONTRAST = 4.5;
/** Pixels of A4 within usual margins. */
const SHEET_OF_PAPER = 700;
const STATES = { 4: 'partial', 9: 'lost', 10: 'lost', 21: 'missing' } as const;

const headlines = (): HistoryReport => ({ ...rangeInFull(30, { states: STATES }), days: [] });
const pages: [name: string, report: () => HistoryReport][] = [
  ['one day', () => rangeInFull(1)],
  ['30 days', () => rangeInFull(30, { states: STATES })],
  ['90 days', () => rangeInFull(90, { states: STATES })],
  ['400 days', () => rangeInColumns(400, { states: STATES })],
  ['30 days of headlines', headlines],
  ['30 days on which nobody signed in', () => rangeInFull(30, { idle: true })],
  ['no day', () => rangeInFull(0)],
  ['names of 200 letters', () => named(rangeInFull(30), 'W'.repeat(200))],
];

/** The tenant and every application are called so. */
function named(report: HistoryReport, name: string): HistoryReport {
  const days = report.days.filter(isMeasured).map((day) => {
    const rows = day.breakdowns.app.rows.map((row) => ({ ...row, name }));
    return { ...day, breakdowns: { ...day.breakdowns, app: { ...day.breakdowns.app, rows } } };
  });
  return { ...report, days, tenant: { ...report.tenant, name } };
}

let launched: Launched;
beforeAll(async () => {
  launched = await launchChromium();
});
afterAll(async () => {
  await launched.browser.close();
});

describe.each(pages)('%s', (name, report) => {
  const html = renderHistoryHtml(composeHistory(report(), { baseUrl: BASE_URL }));
  let look: LookedAt;
  let written: unknown;
  beforeAll(async () => {
    look = await lookAt(launched, html);
    // As somebody has it who wants to see everything.
    await look.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
    written = await look.probe('probe.numbersWritten()');
  });
  afterAll(async () => {
    await look.page.close();
  });

  describe.each(SCHEMES)('in the %s scheme', (colorScheme) => {
    beforeAll(async () => {
      await look.page.emulateMedia({ colorScheme, media: 'screen' });
    });

    it.each(WIDTHS)(
      'fits %i pixels, with every number; tables scroll in frames of their own',
      async (width) => {
        await look.page.setViewportSize({ width, height: 900 });
        expect(await look.probe('probe.overflow()')).toEqual({ beyond: 0, outside: [] });
        expect(await look.probe('probe.numbersShown()')).toEqual(written);
      },
    );

    it('has contrast enough', async () => {
      const faint = await look.probe(`probe.faint(${LEAST_CONTRAST}, 'none')`);
      expect(faint).toEqual({ measured: expect.any(Number), found: [] });
    });

    it.each(name === '30 days' ? [320, 600, 1200] : [320])(
      'is accessible by axe-core at %i pixels',
      async (width) => {
        await look.page.setViewportSize({ width, height: 900 });
        expect(await look.violations([])).toEqual([]);
      },
    );
  });

  it('is whole on paper, without what is of no use there', async () => {
    await look.page.emulateMedia({ colorScheme: 'light', media: 'print' });
    await look.page.setViewportSize({ width: SHEET_OF_PAPER, height: 900 });
    expect(await look.probe('probe.overflow()')).toEqual({ beyond: 0, outside: [] });
    expect(await look.page.locator('summary:visible, nav:visible').count()).toBe(0);
  });

  it('keeps every number without its style sheet', async () => {
    const plain = await lookAt(launched, withoutStyleSheet(html));
    await plain.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
    expect(await plain.probe('probe.numbersShown()')).toEqual(written);
    await plain.page.close();
  });
});

describe('thirty days', () => {
  const html = renderHistoryHtml(composeHistory(rangeInFull(30, { states: STATES }), { baseUrl: BASE_URL }));

  it('need no script and ask for nothing, under the strict policy that they are served with', async () => {
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
    const summary = page.locator('summary').first();
    const table = page.locator('details').first().locator('table');
    expect(await table.isVisible()).toBe(false);
    await summary.click();
    expect(await table.isVisible()).toBe(true);
    expect(asked).toEqual(['http://digest.contoso.example/']);
    expect(refused).toEqual([]);
    await page.close();
  });

  it('are walked by key: the skip link, the periods, figures, then each day; never a column of a drawing', async () => {
    const { page } = await lookAt(launched, html);
    const stops: string[] = [];
    for (let stop = 0; stop < 80; stop++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<string>(
        "(() => { const e = document.activeElement; return e.closest('svg') ? 'svg' : e === document.body ? 'end' : e.tagName + ' ' + (e.getAttribute('aria-label') ?? e.textContent) })()",
      );
      if (at === 'end') break;
      stops.push(at.replace(/\s+/g, ' ').trim());
    }
    expect(stops.slice(0, 5)).toEqual([
      'A Skip to the figures',
      'A 30 days',
      'A 90 days',
      'A 400 days',
      expect.stringMatching(/^A \w{3} \d+ \w{3}$/),
    ]);
    expect(stops.filter((stop) => stop.startsWith('SUMMARY'))).toHaveLength(10);
    expect(stops).toContain('SECTION Days');
    expect(stops.filter((stop) => /^A (Mon|Tue|Wed|Thu|Fri|Sat|Sun) /.test(stop)).length).toBe(31);
    expect(stops).not.toContain('svg');
    await page.close();
  });

  it('open a day by its column, and say its figures', async () => {
    const { page } = await lookAt(launched, html);
    const column = page.locator('figure').first().locator('.hits a').nth(29);
    const box = await column.locator('rect').boundingBox();
    expect(box?.width).toBeGreaterThan(20);
    expect(box?.height).toBeGreaterThan(150);
    expect(await column.getAttribute('href')).toBe(`${BASE_URL}/api/digest?day=2026-11-23`);
    expect(await column.locator('title').textContent()).toMatch(/^Mon 23 Nov: \d+\.\d%$/);
    await page.close();
  });
});
