/** F34 and promise 10: what is removed, when, and what never is. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { addDays } from '../../src/core/day.ts';
import type { Source } from '../../src/core/ports.ts';
import { SourceError } from '../../src/errors.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { figuresOf, invented, startCollector } from './collector.ts';
import { lifeOf } from './mortal.ts';

const DAY = '2026-11-23';
const records = inventedSignIns({ count: 300, from: `${DAY}T00:00:00Z`, everyMs: 200_000 });

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

function start(at: string, given: Partial<Parameters<typeof startCollector>[0]> = {}) {
  const { source = invented(records), tenant = randomUUID(), ...rest } = given;
  return startCollector({ tables: azurite.connectionString, tenant, at, source, ...rest });
}

/** Shows a part of the day, and is down from then on. */
const failing: Source = {
  ...invented(records),
  async *read(window, cursor) {
    if (cursor === undefined)
      for await (const batch of invented(records, { batch: 290 }).read(window, cursor)) {
        yield batch;
        break;
      }
    throw new SourceError('unavailable', 'The invented source is down.');
  },
};

describe('F34 facts', () => {
  it('are gone with the publication that seals their day', async () => {
    const { app, setClock } = await start('2026-11-24T03:00:00Z');
    await collect(app);
    expect(await app.store.chunkHeaders(DAY)).not.toEqual([]);
    setClock('2026-11-26T00:00:00Z');
    await collect(app);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'sealed' });
    expect(await app.store.chunkHeaders(DAY)).toEqual([]);
  });

  it('that a death between the publication and their removal left go at the next tick', async () => {
    const tenant = randomUUID();
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { tenant });
    await collect(app);
    setClock('2026-11-26T00:00:00Z');
    // Dies when `publish` has taken effect and nothing after it.
    const calls: string[] = [];
    const life = lifeOf(Number.POSITIVE_INFINITY);
    const { promise: published, resolve } = Promise.withResolvers<void>();
    const store = {
      ...life.lead(app.store),
      publish: async (...given: Parameters<typeof app.store.publish>) => {
        await app.store.publish(...given);
        calls.push(given[0].state);
        resolve();
        return await new Promise<never>(() => {});
      },
    };
    void collect({ ...app, store }, { days: [DAY] });
    await published;
    expect(calls).toEqual(['sealed']);
    expect(await app.store.chunkHeaders(DAY)).not.toEqual([]);

    const next = await start('2026-11-26T00:15:00Z', { tenant });
    await collect(next.app);
    expect(await next.app.store.chunkHeaders(DAY)).toEqual([]);
  });

  it('live three days at most, also where their day cannot be read to its end', async () => {
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { source: failing });
    await collect(app);
    for (let hour = 0; hour <= 72; hour += 1) {
      setClock(new Date(Date.parse('2026-11-24T03:00:00Z') + hour * 3_600_000).toISOString());
      await collect(app);
      const oldest = Math.min(...(await app.store.chunkHeaders(DAY)).map(({ startedAt }) => startedAt));
      expect(Date.parse('2026-11-24T03:00:00Z') + hour * 3_600_000 - oldest).toBeLessThan(72 * 3_600_000);
    }
    // What was read once stays published, and the day is still partial.
    expect(await app.store.day(DAY)).toMatchObject({ state: 'partial' });
  });

  it('of a reading that goes on are kept while another tick removes what is old', async () => {
    const tenant = randomUUID();
    const first = await start('2026-11-24T03:00:00Z', { tenant });
    await collect(first.app);
    const clean = figuresOf(await first.app.store.day(DAY));
    first.setClock('2026-11-26T23:00:00Z');
    // A sealing pass began just now; the first one is almost three days old.
    const headers = await first.app.store.chunkHeaders(DAY);
    const begun = { ...headers[0], pass: 2, startedAt: first.app.clock(), writtenAt: first.app.clock() };
    for await (const chunk of first.app.store.chunks(DAY)) {
      await first.app.store.insertChunk(DAY, {
        ...chunk,
        ...begun,
        chunk: 0,
        done: false,
        cursor: undefined,
      });
      break;
    }
    first.setClock('2026-11-27T01:05:00Z');
    const passes = async () => [
      ...new Set((await first.app.store.chunkHeaders(DAY)).map(({ pass }) => pass)),
    ];
    await collect(first.app, { timeLeft: () => 0 });
    expect(await passes()).toEqual([2]);
    await collect(first.app);
    expect(await first.app.store.day(DAY)).toMatchObject({ coverage: { signIns: 300 } });
    expect(clean).toContain('"signIns":300');
  });
});

const FIRST = '2026-11-24T03:00:00Z';
const hoursLater = (hours: number): string => new Date(Date.parse(FIRST) + hours * 3_600_000).toISOString();

/** Of all facts of a tenant: how long ago the reading that brought them began, hours. */
async function oldestFacts({ clock, store }: App): Promise<number> {
  const headers = [...(await store.progress()).values()].flat();
  return (clock() - Math.min(clock(), ...headers.map(({ startedAt }) => startedAt))) / 3_600_000;
}

describe('F34 facts that no tick of their own looks at', () => {
  it('live three days at most where days are collected by name alone', async () => {
    const hourly = inventedSignIns({ count: 24 * 6, from: `${DAY}T00:30:00Z`, everyMs: 3_600_000 });
    const { app, setClock } = await start(FIRST, { source: invented(hourly) });
    for (const nights of [0, 1, 2, 3, 4, 5]) {
      setClock(hoursLater(24 * nights));
      await collect(app, { days: [addDays(DAY, nights)], byHand: true });
      expect(await oldestFacts(app)).toBeLessThanOrEqual(72);
    }
    expect(await oldestFacts(app)).toBeGreaterThan(0);
  });

  it('live three days at most where a clock that was ahead forbids to remove anything else', async () => {
    const tenant = randomUUID();
    const more = [
      ...records,
      ...inventedSignIns({ count: 10, from: '2026-11-20T00:00:00Z', everyMs: 60_000 }),
    ];
    const ahead = await start('2026-12-10T03:00:00Z', { tenant, source: invented(more) });
    await collect(ahead.app, { days: ['2026-11-20'], byHand: true });
    const shrinking = [...records];
    const { app, log, setClock } = await start(FIRST, { tenant, source: invented(shrinking) });
    await collect(app);
    // The source does not agree with itself from now on, so the day is never sealed.
    shrinking.splice(100, 100);
    for (let hours = 12; hours <= 120; hours += 12) {
      setClock(hoursLater(hours));
      await collect(app);
      expect(await oldestFacts(app)).toBeLessThanOrEqual(72);
    }
    expect(log).toContain('purgeRefused');
    expect(await app.store.day(DAY)).toMatchObject({ state: 'open', coverage: { signIns: 300 } });
  });

  const ids = { domain: 'contoso.example', guid: '00000000-0000-4000-8000-0000c0170503' };
  it.each<[what: string, before: Record<string, string>, after: Record<string, string>]>([
    [
      'was read from files, under no name, and is read from Graph',
      { SOURCE: 'archive', ARCHIVE: '.' },
      { SOURCE: 'graph', TENANT_ID: ids.guid },
    ],
    [
      'was called by its domain, and is by its id',
      { SOURCE: 'graph', TENANT_ID: ids.domain },
      { SOURCE: 'graph', TENANT_ID: ids.guid },
    ],
  ])('go with those of the others where the tenant %s', async (_, before, after) => {
    let now = Date.parse(FIRST);
    const open = (settings: Record<string, string>) =>
      openApp(
        { TABLES: azurite.connectionString, BACKFILL_DAYS: '1', ...settings },
        { clock: () => now, log: () => {}, source: invented(records) },
      );
    const left = await open(before);
    await collect(left);
    expect(await left.store.chunkHeaders(DAY)).not.toEqual([]);
    const next = await open(after);
    for (const hours of [24, 48, 72]) {
      now = Date.parse(hoursLater(hours));
      await collect(next);
    }
    expect(await left.store.chunkHeaders(DAY)).toEqual([]);
    // What was published under the old name is kept as ever.
    expect(await left.store.day(DAY)).toMatchObject({ coverage: { signIns: 300 } });
  });
});

describe('F34 stored days and deliveries', () => {
  it('a run as of another time removes no facts of readings that go on by the clock of the world', async () => {
    const { app } = await start(FIRST);
    await collect(app);
    const before = await app.store.chunkHeaders(DAY);
    for (const asOf of ['2026-11-20T03:00:00Z', '2028-01-01T00:00:00Z']) {
      const other = await start(asOf);
      await collect(other.app, { isAsOf: true });
      expect(await app.store.chunkHeaders(DAY)).toEqual(before);
    }
  });

  it('are kept for KEEP_DAYS and 90 days, and no longer', async () => {
    const { app, setClock } = await start('2026-11-24T06:00:00Z', {
      settings: { BACKFILL_DAYS: '3', KEEP_DAYS: '5', KEEP_PEOPLE_DAYS: '5' },
    });
    await collect(app);
    setClock('2026-11-27T06:00:00Z');
    await collect(app);
    const stored = (await app.store.publishings('2000-01-01')).map(({ day }) => day);
    expect(stored).toEqual(['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']);
  });

  it('stay where the clock is behind the newest publication', async () => {
    const { app, log, setClock } = await start('2026-11-24T06:00:00Z', {
      settings: { BACKFILL_DAYS: '3', KEEP_DAYS: '2', KEEP_PEOPLE_DAYS: '2' },
    });
    await collect(app, { days: ['2026-11-20', '2026-11-21', '2026-11-23'] });
    setClock('2026-11-24T05:59:59Z');
    await collect(app);
    expect((await app.store.publishings('2000-01-01')).map(({ day }) => day)).toContain('2026-11-20');
    expect(log).toContain('purgeRefused');
    setClock('2026-11-24T06:15:00Z');
    await collect(app);
    expect((await app.store.publishings('2000-01-01')).map(({ day }) => day)).not.toContain('2026-11-20');
  });
});
