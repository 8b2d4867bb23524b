/** What the source has forgotten, and what is kept: half a day, an outage, a short backfill, an even shorter memory. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { daysBetween } from '../../src/core/day.ts';
import { digestReport } from '../../src/digest-report.ts';
import { renderDigest } from '../../src/forms.ts';
import { health } from '../../src/health.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type GraphRecord, inventedSignIns } from '../loopback-graph.ts';
import { invented, startCollector } from './collector.ts';
import { counted } from './counted.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const HOURLY = inventedSignIns({ count: 24 * 60, from: '2026-10-01T00:30:00Z', everyMs: 3_600_000 });

function start(at: string, given: Partial<Parameters<typeof startCollector>[0]> = {}) {
  const { source = invented(HOURLY), tenant = randomUUID(), ...rest } = given;
  return startCollector({ tables: azurite.connectionString, tenant, at, source, ...rest });
}

describe('F25 a day whose first hours the source has forgotten', () => {
  const DAY = '2026-11-21';
  const since = (time: string): GraphRecord[] =>
    HOURLY.filter(({ createdDateTime }) => createdDateTime >= time);

  it('is partial, though all that is left of it was read, and says what is gone', async () => {
    const source = invented(since('2026-11-21T18:00'), { retentionDays: 3 });
    const { app } = await start('2026-11-24T18:00:00Z', { source, settings: { BACKFILL_DAYS: '3' } });
    await collect(app);
    const day = await app.store.day(DAY);
    expect(day).toMatchObject({ state: 'partial', coverage: { complete: false, signIns: 6 } });
    expect(Date.parse(day?.coverage.readFrom ?? '')).toBe(Date.parse('2026-11-21T18:00:00Z'));
    const report = await digestReport(app, DAY);
    const text = String((await renderDigest(report, 'text', app.settings)).body);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'the first 18 of 24 hours were past what the source keeps (UTC)',
    );
    expect(text).not.toMatch(/All 24 hours/);
  });

  it('is read once, not at every tick, while the other days go on', async () => {
    const { source, readings } = counted(invented(since('2026-11-21T18:00'), { retentionDays: 3 }));
    const { app, setClock } = await start('2026-11-24T18:00:00Z', {
      source,
      settings: { BACKFILL_DAYS: '3' },
    });
    for (const at of ['18:00', '18:15', '18:30', '20:00', '23:45']) {
      setClock(`2026-11-24T${at}:00Z`);
      await collect(app);
    }
    expect(readings).toEqual(['2026-11-22', DAY, '2026-11-23']);
  });
});

describe('F24 an outage that the source outlasts', () => {
  it.each(['1', '2'])('heals whole, also with BACKFILL_DAYS=%s', async (days) => {
    const { app, setClock } = await start('2026-11-20T06:00:00Z', { settings: { BACKFILL_DAYS: days } });
    await collect(app);
    for (const at of ['2026-11-24T06:00:00Z', '2026-11-24T06:15:00Z']) {
      setClock(at);
      await collect(app);
    }
    const stored = await app.store.days('2026-11-19', '2026-11-23');
    expect(stored.map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-19', 'sealed'],
      ['2026-11-20', 'sealed'],
      ['2026-11-21', 'sealed'],
      ['2026-11-22', 'open'],
      ['2026-11-23', 'open'],
    ]);
  });
});

describe('F34 days that would be removed at once', () => {
  it('are not read: KEEP_DAYS is shorter than BACKFILL_DAYS', async () => {
    const { source, readings } = counted(invented(HOURLY));
    const settings = { BACKFILL_DAYS: '8', KEEP_DAYS: '3', KEEP_PEOPLE_DAYS: '3' };
    const { app, setClock } = await start('2026-11-24T06:00:00Z', { source, settings });
    for (const at of ['06:00', '06:15', '06:30']) {
      setClock(`2026-11-24T${at}:00Z`);
      await collect(app);
    }
    expect(readings).toEqual(['2026-11-23', '2026-11-22', '2026-11-21']);
    const stored = (await app.store.publishings('2000-01-01')).map(({ day }) => day);
    expect(stored).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  });
});

describe('F25 days lost in an outage', () => {
  it('are named by health for a week, also where the backfill reaches no further than the source', async () => {
    const source = invented(HOURLY, { retentionDays: 7 });
    const settings = { BACKFILL_DAYS: '7' };
    const { app, setClock } = await start('2026-10-09T06:00:00Z', { source, settings });
    await collect(app);
    setClock('2026-11-02T06:00:00Z');
    await collect(app);
    const { days, reasons } = await health(app);
    expect(days.lost).toEqual(daysBetween('2026-10-19', '2026-10-25'));
    expect(reasons).toContainEqual(expect.stringMatching(/^Lost.*2026-10-25 and 2 earlier days/));
    // None is named that could still be read, or was.
    setClock('2026-11-09T06:00:00Z');
    expect((await health(app)).days.lost).toEqual([]);
  });
});
