/** What a page of many days reads: columns, and never a tally. Azurite holds the rows; tenant and figures are invented. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { addDays } from '../../src/core/day.ts';
import { historyFigures } from '../../src/core/history/history-figures.ts';
import { dayColumns, headlineOf } from '../../src/core/metrics.ts';
import { historyReport, MOST_DAYS_IN_FULL } from '../../src/history-report.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { openSmallSource } from '../small-source.ts';
import { figures, storedDay } from '../store/builders.ts';

const LAST = '2026-11-23';
const DAYS = [
  storedDay({ day: addDays(LAST, -150) }),
  storedDay({ day: addDays(LAST, -1), figures: figures() }),
  storedDay({ day: LAST }),
];

const azurite = azuriteTables();
let app: App;
beforeAll(async () => {
  app = await openApp(
    { TABLES: azurite.proxy.connectionString, TENANT_ID: randomUUID(), TENANT_NAME: 'Contoso' },
    { clock: () => Date.parse('2026-11-24T08:00:00Z'), log: () => {}, source: openSmallSource() },
  );
  for (const day of DAYS) await app.store.publish(day, undefined);
});
afterAll(() => app.close());

it('wide headlines are headlines with the columns that were counted; one that is absent is 0', async () => {
  const wide = await app.store.wideHeadlines(addDays(LAST, -1), LAST);
  expect(wide.map(({ columns: _columns, ...headline }) => headline)).toEqual(DAYS.slice(1).map(headlineOf));
  for (const [index, { columns }] of wide.entries()) {
    const counted = historyFigures(dayColumns(DAYS[index + 1]?.figures ?? figures()));
    const stored = historyFigures(columns);
    expect([stored.reason('noResponse'), stored.completed('push'), stored.outcome('denied')]).toEqual([
      counted.reason('noResponse'),
      counted.completed('push'),
      counted.outcome('denied'),
    ]);
  }
  expect(historyFigures(wide[1]?.columns ?? {}).completed('push')).toBe(5);
});

async function reads(act: () => Promise<unknown>): Promise<string[]> {
  const before = azurite.proxy.requests.length;
  await act();
  return azurite.proxy.requests
    .slice(before)
    .filter(({ method, url }) => method === 'GET' && url.includes('MfaDays'))
    .map(({ url }) => decodeURIComponent(url));
}

describe('a page', () => {
  const from = (days: number) => addDays(LAST, 1 - days);

  it(`of ${MOST_DAYS_IN_FULL} days holds them in full, and the days before to compare with`, async () => {
    const page = await historyReport(app, from(MOST_DAYS_IN_FULL), LAST, 'page');
    expect(page.days).toHaveLength(MOST_DAYS_IN_FULL);
    expect(page.wide).toBeUndefined();
    expect(page.before?.map(({ day }) => day)).toEqual([DAYS[0]?.day]);
  });

  it(`of ${MOST_DAYS_IN_FULL + 1} days holds their columns, and reads no tally`, async () => {
    const urls = await reads(async () => {
      const page = await historyReport(app, from(MOST_DAYS_IN_FULL + 1), LAST, 'page');
      expect(page.days).toEqual([]);
      expect(page.wide?.map(({ day }) => day)).toEqual([addDays(LAST, -1), LAST]);
      expect(page.trend).toHaveLength(MOST_DAYS_IN_FULL + 1);
      expect(page.trend.at(-1)).not.toHaveProperty('columns');
    });
    expect(urls).toHaveLength(2);
    for (const url of urls) {
      expect(url).toContain('$select=');
      expect(url).not.toContain('tally');
    }
  });

  it.each(['headline', 'full'] as const)(
    'is a matter of its own: detail %s reads nothing more',
    async (detail) => {
      const urls = await reads(async () => {
        const report = await historyReport(app, from(30), LAST, detail);
        expect(Object.keys(report)).not.toEqual(expect.arrayContaining(['before']));
        expect(report).not.toHaveProperty('wide');
      });
      expect(urls).toHaveLength(1);
    },
  );
});
