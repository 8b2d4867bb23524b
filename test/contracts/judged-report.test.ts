/** Stored days → a judgement, through the store: what is asked of it, and what it says. Tenant Contoso, all invented. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { addDays, daysBetween } from '../../src/core/day.ts';
import { issuesOf } from '../../src/core/issues.ts';
import type { Day } from '../../src/core/report.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { digestReport } from '../../src/digest-report.ts';
import { historyReport } from '../../src/history-report.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { openSmallSource } from '../small-source.ts';
import { au, figures, reasonOf, storedDay } from '../store/builders.ts';
import { startTableProxy, type TableProxy } from '../table-proxy.ts';

/** A Monday; it is collected early on Tuesday. */
const DAY = '2026-11-23';
const NOW = '2026-11-24T08:00:00Z';

/** Ninety-five days with three users who did not answer, and thirty on the last. */
const DAYS: readonly StoredDay[] = daysBetween(addDays(DAY, -94), DAY).map((day) => {
  const users = day === DAY ? 30 : 3;
  return storedDay({
    day,
    state: 'sealed',
    figures: figures({
      challenged: au(1_000),
      unable: { ...figures().unable, users },
      reasons: [reasonOf('noResponse', users)],
    }),
  });
});

let azurite: Azurite;
let proxy: TableProxy;
let app: App;
beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startTableProxy(azurite.connectionString);
  app = await openApp(
    { TABLES: proxy.connectionString, TENANT_ID: randomUUID(), TENANT_NAME: 'Contoso' },
    { clock: () => Date.parse(NOW), log: () => {}, source: openSmallSource() },
  );
  for (const day of DAYS) await app.store.publish(day, undefined);
});
afterAll(async () => {
  await app.close();
  await proxy.close();
  await azurite.close();
});

/** The range queries that it takes, and the single rows it reads; further pages of one are part of it. */
async function queries(act: () => Promise<unknown>): Promise<string[]> {
  const before = proxy.requests.length;
  await act();
  return proxy.requests
    .slice(before)
    .filter(({ method, url }) => method === 'GET' && !url.includes('NextPartitionKey'))
    .map(({ url }) => (url.includes('RowKey=') ? 'one row' : (/\/(Mfa\w+)/.exec(url)?.[1] ?? url)));
}

describe('the store is asked', () => {
  it.each([
    ['a day', () => digestReport(app, DAY)],
    ['the latest day', () => digestReport(app, 'latest')],
    ['a day for one channel', () => digestReport(app, DAY, 'file')],
  ])('three range queries for %s, and one row: its people', async (_, report) => {
    expect(await queries(report)).toEqual(['MfaDays', 'MfaState', 'MfaState', 'one row']);
  });

  it('four range queries for ninety days in full, of which one is for people', async () => {
    const full = () => historyReport(app, addDays(DAY, -89), DAY, 'full');
    expect(await queries(full)).toEqual(['MfaDays', 'MfaState', 'MfaState', 'MfaState']);
  });

  it('one more for a day that is not whole: what stopped its reading', async () => {
    expect(await queries(() => digestReport(app, '2026-11-24'))).toEqual([
      'MfaDays',
      'MfaState',
      'MfaState',
      'MfaFacts',
    ]);
  });

  it('two for the headlines of a range', async () => {
    expect(await queries(() => historyReport(app, addDays(DAY, -89), DAY, 'headline'))).toHaveLength(2);
  });

  it('for the latest day as for that day, also where nothing was collected for weeks', async () => {
    expect(judgement(await digestReport(app, 'latest'))).toEqual(judgement(await digestReport(app, DAY)));
    const later = { ...app, clock: () => Date.parse('2026-12-24T08:00:00Z') };
    expect(judgement(await digestReport(later, 'latest'))).toEqual(judgement(await digestReport(later, DAY)));
  });
});

function judgement({ days, verdict, trend }: { days: Day[]; verdict: unknown; trend: readonly unknown[] }) {
  return { day: days[0], verdict, trend };
}

describe('a digest', () => {
  it('judges its day by the 89 before it', async () => {
    const { days, verdict, trend } = await digestReport(app, DAY);
    expect(days[0]?.issues).toEqual(issuesOf(DAYS, { day: DAY, issueMinUsers: 3, acks: [] }));
    expect(days[0]?.issues).toMatchObject([
      { id: 'noResponse', state: 'worse', baselineUsers: 3, firstDay: addDays(DAY, -89) },
    ]);
    expect(days[0]?.baseline).toMatchObject({
      unableUsers: 3,
      days: ['2026-11-16', '2026-11-09', '2026-11-02', '2026-10-26'],
    });
    expect(verdict).toEqual({
      level: 'act',
      text: '30 of 1,000 challenged users could not get through MFA; 3 is usual for a Monday.',
    });
    expect(trend.map(({ unableUsers }) => unableUsers)).toEqual([...Array.from({ length: 13 }, () => 3), 30]);
  });

  it('keeps an acknowledged issue in the list and the count, and out of the level, until it ends', async () => {
    const ack = { reason: 'noResponse', until: DAY, by: 'helpdesk', note: 'known' } as const;
    await app.store.acknowledge(ack);
    const { reason: _, ...acknowledged } = ack;
    const known = await digestReport(app, DAY);
    expect(known.days[0]?.issues).toMatchObject([{ state: 'worse', users: 30, acknowledged }]);
    expect(known.verdict).toMatchObject({ level: 'quiet', text: expect.stringContaining('30 of 1,000') });
    await app.store.acknowledge({ ...ack, until: '2026-11-22' });
    expect((await digestReport(app, DAY)).verdict?.level).toBe('act');
    await app.store.acknowledge(ack);
    await app.store.withdrawAck('noResponse');
    expect((await digestReport(app, DAY)).days[0]?.issues[0]?.acknowledged).toBeNull();
  });

  it('of a day without figures has no issues and nothing usual', async () => {
    const { days } = await digestReport(app, '2026-11-24');
    expect(days[0]).toMatchObject({ state: 'missing', issues: [], findings: [], people: [], baseline: null });
  });
});

it('a history judges each day by the days of its range', async () => {
  const { days } = await historyReport(app, addDays(DAY, -14), DAY, 'full');
  expect(days[0]).toMatchObject({ baseline: null, issues: [{ state: 'new', baselineUsers: null }] });
  expect(days.at(-2)?.issues).toMatchObject([{ state: 'steady', firstDay: addDays(DAY, -14) }]);
  expect(days.at(-1)).toMatchObject({
    baseline: { days: ['2026-11-16', '2026-11-09'] },
    issues: [{ state: 'worse', firstDay: addDays(DAY, -14) }],
  });
});
