/** Ticks that fail, come twice or never; clocks that differ; outages; zones that change. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/core/day.ts';
import type { Source } from '../../src/core/ports.ts';
import { digestReport } from '../../src/digest-report.ts';
import { SourceError } from '../../src/errors.ts';
import { historyReport } from '../../src/history-report.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { type Collector, figuresOf, invented, startCollector } from './collector.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const HOURLY = inventedSignIns({ count: 24 * 60, from: '2026-10-01T00:30:00Z', everyMs: 3_600_000 });

function start(at: string, given: Partial<Parameters<typeof startCollector>[0]> = {}): Promise<Collector> {
  const { source = invented(HOURLY), tenant = randomUUID(), ...rest } = given;
  return startCollector({ tables: azurite.connectionString, tenant, at, source, ...rest });
}

async function states({ app }: Collector, from: string, to: string): Promise<Record<string, string>> {
  const { trend } = await historyReport(app, from, to, 'headline');
  return Object.fromEntries(trend.map(({ day, state, signIns }) => [day, `${state} ${signIns}`]));
}

/** A source that hands out its batches only when told to, so that two readers can meet. */
function held(source: Source): { source: Source; go(): void; reached: Promise<void> } {
  const { promise: gate, resolve: go } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  return {
    go,
    reached,
    source: {
      ...source,
      async *read(window, cursor) {
        for await (const batch of source.read(window, cursor)) {
          yield batch;
          reach();
          await gate;
        }
      },
    },
  };
}

describe('F23 two collectors of one tenant', () => {
  const DAY = '2026-11-23';
  const records = inventedSignIns({ count: 300, from: `${DAY}T00:00:00Z`, everyMs: 200_000 });

  it('at once: one reads, the other leaves the day alone', async () => {
    const tenant = randomUUID();
    const pair = await Promise.all(
      [1, 2].map(() => start('2026-11-24T03:00:00Z', { tenant, source: invented(records) })),
    );
    const summaries = await Promise.all(pair.map(({ app }) => collect(app)));
    const read = summaries.flatMap(({ days }) => days).filter(({ isRead }) => isRead);
    expect(read).toHaveLength(1);
    expect(await pair[0]?.app.store.day(DAY)).toMatchObject({
      revision: 1,
      coverage: { passes: 1, signIns: 300, duplicates: 0 },
    });
  });

  it.each([
    ['stalled for 20 minutes and woken', '2026-11-24T03:20:00Z'],
    ['whose clock is 5 minutes behind, taken for dead 5 minutes early', '2026-11-24T03:15:00Z'],
  ])('one %s: the other went on, nothing is counted twice', async (_, later) => {
    const tenant = randomUUID();
    const sleeper = held(invented(records));
    const slow = await start('2026-11-24T03:00:00Z', { tenant, source: sleeper.source });
    const asleep = collect(slow.app);
    await sleeper.reached;
    const quick = await start(later, { tenant, source: invented(records) });
    expect((await collect(quick.app)).days).toMatchObject([{ day: DAY, state: 'open', isRead: true }]);
    const published = await quick.app.store.day(DAY);

    sleeper.go();
    expect((await asleep).days).toMatchObject([{ isRead: false, problem: 'someone else went on with it' }]);
    expect(await quick.app.store.day(DAY)).toEqual(published);
    expect(published?.coverage).toMatchObject({ signIns: 300, passes: 1 });
  });

  it('one that slept until the day was sealed and its facts are gone changes nothing either', async () => {
    const tenant = randomUUID();
    const sleeper = held(invented(records));
    const slow = await start('2026-11-24T03:00:00Z', { tenant, source: sleeper.source });
    const asleep = collect(slow.app);
    await sleeper.reached;
    const settings = { BACKFILL_DAYS: '3' };
    const quick = await start('2026-11-26T01:00:00Z', { tenant, source: invented(records), settings });
    // The first goes on with the reading that was left, the second reads the day anew, and finally.
    await collect(quick.app);
    await collect(quick.app);
    const sealed = await quick.app.store.day(DAY);
    expect(sealed).toMatchObject({ state: 'sealed' });

    sleeper.go();
    expect((await asleep).days).toMatchObject([{ day: DAY, state: 'sealed' }]);
    expect(await quick.app.store.day(DAY)).toEqual(sealed);
    // What the sleeper left is no lock and no reading to go on with; the next tick removes it.
    await collect(quick.app);
    expect(await quick.app.store.chunkHeaders(DAY)).toEqual([]);
    const again = await collect(quick.app, { days: [DAY], force: true });
    expect(again.days).toMatchObject([{ state: 'sealed', isRead: true, problem: undefined }]);
    expect(figuresOf(await quick.app.store.day(DAY))).toBe(figuresOf(sealed));
  });
});

describe('F24 ticks that were missed', () => {
  const settings = { BACKFILL_DAYS: '5' };
  const ALL = {
    '2026-11-19': 'sealed 24',
    '2026-11-20': 'sealed 24',
    '2026-11-21': 'sealed 24',
    '2026-11-22': 'open 24',
    '2026-11-23': 'open 24',
  };

  it('for three days: the next tick collects every day that is due, newest first', async () => {
    const collector = await start('2026-11-20T06:00:00Z', { settings });
    await collect(collector.app);
    collector.setClock('2026-11-24T06:00:00Z');
    const { days } = await collect(collector.app);
    expect(days.map(({ day }) => day)).toEqual([
      '2026-11-23',
      '2026-11-22',
      '2026-11-21',
      '2026-11-20',
      '2026-11-19',
      '2026-11-18',
    ]);
    expect(await states(collector, '2026-11-19', '2026-11-23')).toEqual(ALL);
  });

  it('the first run ever collects the whole backfill', async () => {
    const collector = await start('2026-11-24T06:00:00Z', { settings });
    await collect(collector.app);
    expect(await states(collector, '2026-11-18', '2026-11-23')).toEqual({
      '2026-11-18': 'missing null',
      ...ALL,
    });
  });

  it('a tick that comes late, twice, or on another schedule changes nothing', async () => {
    const collector = await start('2026-11-24T06:00:00Z', { settings });
    await collect(collector.app);
    const before = await collector.app.store.days('2026-11-01', '2026-11-30');
    for (const at of ['06:00:00', '06:01:00', '07:59:59', '23:45:00']) {
      collector.setClock(`2026-11-24T${at}Z`);
      expect((await collect(collector.app)).days).toEqual([]);
    }
    expect(await collector.app.store.days('2026-11-01', '2026-11-30')).toEqual(before);
  });

  it('a tick that throws costs nothing but its time', async () => {
    const tenant = randomUUID();
    const failing: Source = {
      ...invented(HOURLY),
      read: () => {
        throw new SourceError('unavailable', 'The invented source is down.');
      },
    };
    const down = await start('2026-11-24T03:00:00Z', { tenant, source: failing });
    expect((await collect(down.app)).days).toMatchObject([
      { state: 'missing', problem: expect.stringMatching(/down/) },
    ]);
    const up = await start('2026-11-24T03:15:00Z', { tenant });
    await collect(up.app);
    expect(await states(up, '2026-11-23', '2026-11-23')).toEqual({ '2026-11-23': 'open 24' });
  });

  it('a day at which something fails that nobody foresaw stops no other; the failure is told at the end', async () => {
    const surprising: Source = {
      ...invented(HOURLY),
      read: (window, cursor) => {
        if (window.to > Date.parse('2026-11-24T00:00:00Z')) throw new TypeError('not foreseen');
        return invented(HOURLY).read(window, cursor);
      },
    };
    const collector = await start('2026-11-24T06:00:00Z', { settings, source: surprising });
    await expect(collect(collector.app)).rejects.toThrow('not foreseen');
    const { '2026-11-23': failed, ...others } = ALL;
    expect(failed).toBe('open 24');
    expect(await states(collector, '2026-11-19', '2026-11-23')).toEqual({
      ...others,
      '2026-11-23': 'missing null',
    });
    expect(collector.log).toContain('dayFailed');
  });
});

describe('F25 an outage longer than the source keeps its records', () => {
  it('leaves days that are lost: a gap, never a zero', async () => {
    const shown = [...HOURLY];
    const source = invented(shown, { retentionDays: 7 });
    const collector = await start('2026-11-03T06:00:00Z', { source, settings: { BACKFILL_DAYS: '30' } });
    await collect(collector.app);
    await collector.app.store.request({
      day: '2026-11-05',
      force: false,
      requestedAt: '2026-11-06T00:00:00Z',
    });
    collector.setClock('2026-11-24T06:00:00Z');
    shown.splice(
      0,
      shown.findIndex(({ createdDateTime }) => createdDateTime >= '2026-11-17T06'),
    );
    await collect(collector.app);
    const seen = await states(collector, '2026-11-02', '2026-11-23');
    expect(seen).toMatchObject({
      '2026-11-02': 'open 24',
      '2026-11-17': 'partial 18',
      '2026-11-23': 'open 24',
    });
    for (const day of daysBetween('2026-11-03', '2026-11-16')) expect(seen[day]).toBe('lost null');
    for (const day of daysBetween('2026-11-18', '2026-11-21')) expect(seen[day]).toBe('sealed 24');
    const { days } = await digestReport(collector.app, '2026-11-10');
    expect(days[0]).toMatchObject({ state: 'lost', totals: { signIns: null }, rate: null });
    // What was asked for cannot be served any more.
    expect(await collector.app.store.requests()).toEqual([]);
  });
});

describe('F28 days of the calendar', () => {
  it.each<[what: string, zone: string, day: string, hours: number]>([
    ['the clock goes forward', 'Europe/Berlin', '2026-03-29', 23],
    ['the clock goes back', 'Europe/Berlin', '2026-10-25', 25],
    ['forward by half an hour', 'Australia/Lord_Howe', '2026-10-04', 23.5],
    ['back by half an hour', 'Australia/Lord_Howe', '2026-04-05', 24.5],
    ['a zone of half an hour', 'Asia/Kolkata', '2026-06-15', 24],
    ['a leap day', 'America/New_York', '2028-02-29', 24],
    ['the last of the year', 'Pacific/Auckland', '2026-12-31', 24],
  ])('%s: no hour is counted twice or left out', async (_, zone, day, hours) => {
    const from = `${addDays(day, -2)}T00:15:00Z`;
    const records = inventedSignIns({ count: 6 * 48, from, everyMs: 1_800_000 });
    const { app } = await start(`${addDays(day, 3)}T22:00:00Z`, {
      source: invented(records),
      settings: { ZONE: zone, BACKFILL_DAYS: '6' },
    });
    await collect(app);
    const days = await app.store.days(addDays(day, -1), addDays(day, 1));
    expect(days.map(({ figures }) => figures.totals.signIns)).toEqual([48, hours * 2, 48]);
    expect(days.map(({ windowTo }) => windowTo).slice(0, 2)).toEqual(
      days.slice(1).map((one) => one.windowFrom),
    );
  });

  it('a day that was begun in one zone stays in it when the setting changes', async () => {
    const tenant = randomUUID();
    const settings = { BACKFILL_DAYS: '2' };
    const before = await start('2026-11-22T06:00:00Z', { tenant, settings });
    await collect(before.app);
    const after = await start('2026-11-24T06:00:00Z', {
      tenant,
      settings: { ...settings, ZONE: 'America/New_York' },
    });
    await collect(after.app);
    const days = await after.app.store.days('2026-11-20', '2026-11-23');
    expect(days.map(({ day, zone, state, figures }) => [day, zone, state, figures.totals.signIns])).toEqual([
      ['2026-11-20', 'UTC', 'sealed', 24],
      ['2026-11-21', 'UTC', 'sealed', 24],
      ['2026-11-22', 'America/New_York', 'open', 24],
    ]);
  });

  it('a clock that is set back by two hours publishes nothing anew and removes nothing', async () => {
    const collector = await start('2026-11-24T06:00:00Z', { settings: { KEEP_DAYS: '400' } });
    await collect(collector.app);
    const before = await collector.app.store.days('2026-11-01', '2026-11-30');
    collector.setClock('2026-11-24T04:00:00Z');
    expect((await collect(collector.app)).days).toEqual([]);
    expect(await collector.app.store.days('2026-11-01', '2026-11-30')).toEqual(before);
    expect(collector.log).toContain('purgeRefused');
  });

  it('a final day stays final where a reading is made by a clock that stands earlier', async () => {
    const collector = await start('2026-11-26T03:00:00Z', { settings: { BACKFILL_DAYS: '3' } });
    await collect(collector.app);
    const sealed = await collector.app.store.day('2026-11-23');
    expect(sealed).toMatchObject({ state: 'sealed' });
    collector.setClock('2026-11-25T03:00:00Z');
    await collect(collector.app, { days: ['2026-11-23'], force: true, byHand: true });
    const again = await collector.app.store.day('2026-11-23');
    expect(again).toMatchObject({ state: 'sealed', revision: 2 });
    expect(figuresOf(again)).toBe(figuresOf(sealed));
  });

  it.each([
    ['five hours', '2026-11-24T08:00:00Z'],
    ['two weeks', '2026-12-10T03:00:00Z'],
  ])('a reading left by one whose clock was %s ahead locks nobody out', async (_, ahead) => {
    const tenant = randomUUID();
    const dying = await start(ahead, { tenant });
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const insertChunk: typeof dying.app.store.insertChunk = async (...given) => {
      await dying.app.store.insertChunk(...given);
      begin();
      return await new Promise<never>(() => {});
    };
    void collect({ ...dying.app, store: { ...dying.app.store, insertChunk } }, { days: ['2026-11-23'] });
    await begun;
    expect(await dying.app.store.chunkHeaders('2026-11-23')).toHaveLength(1);

    const next = await start('2026-11-24T03:00:00Z', { tenant });
    await collect(next.app);
    expect(await states(next, '2026-11-23', '2026-11-23')).toEqual({ '2026-11-23': 'open 24' });
  });
});
