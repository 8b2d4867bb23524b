/** Requests, time limits, ends of the process, and settings that change while a day is open. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Source } from '../../src/core/ports.ts';
import { answerCollect } from '../../src/http/answer-collect.ts';
import { answerDigest } from '../../src/http/answer-digest.ts';
import { answerHistory } from '../../src/http/answer-history.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { callTo, request } from '../http/contoso-app.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { figuresOf, invented, startCollector } from './collector.ts';

const DAY = '2026-11-23';
const records = inventedSignIns({ count: 700, from: `${DAY}T00:00:00Z`, everyMs: 100_000 });

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

function start(at: string, given: Partial<Parameters<typeof startCollector>[0]> = {}) {
  const { source = invented(records), tenant = randomUUID(), ...rest } = given;
  return startCollector({ tables: azurite.connectionString, tenant, at, source, ...rest });
}

async function cleanFigures(at: string): Promise<string> {
  const { app } = await start(at);
  await collect(app, { days: [DAY] });
  return figuresOf(await app.store.day(DAY));
}

/** Counts how often a reading begins. */
function counted(source: Source): { source: Source; readings: () => number } {
  let readings = 0;
  return {
    readings: () => readings,
    source: {
      ...source,
      read: (...given) => {
        readings += 1;
        return source.read(...given);
      },
    },
  };
}

describe('F31 questions while the collector runs', () => {
  const post = (app: App, query = '') =>
    answerCollect(request(`/api/days/${DAY}/collect${query}`, { params: { day: DAY } }), callTo(app));

  it('a day asked for twenty times is queued once, and read once by the next tick', async () => {
    const { source, readings } = counted(invented(records));
    const { app } = await start('2026-11-24T01:00:00Z', { source });
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(app)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(202));
    expect(await app.store.requests()).toHaveLength(1);
    expect(readings()).toBe(0);
    await collect(app);
    expect(readings()).toBe(1);
    expect(await app.store.requests()).toEqual([]);
    expect(await app.store.day(DAY)).toMatchObject({ coverage: { signIns: 700 } });
  });

  it('are answered from the store, with the day as it stands', async () => {
    const { source, readings } = counted(invented(records));
    const { app } = await start('2026-11-24T03:00:00Z', { source });
    await collect(app, { timeLeft: batches(3) });
    const digest = await answerDigest(request(`/api/digest?day=${DAY}&format=json`), callTo(app));
    expect(JSON.parse(String(digest.body)).days[0]).toMatchObject({ state: 'partial' });
    const history = await answerHistory(
      request('/api/history?from=2025-10-21&to=2026-11-24&format=json'),
      callTo(app),
    );
    expect(JSON.parse(String(history.body)).trend).toHaveLength(400);
    expect(readings()).toBe(1);
  });
});

/** Time for so many looks at the clock. */
function batches(count: number): () => number {
  let left = count;
  return () => left--;
}

describe('F32 a run whose time is up', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])(
    'after %i batches goes on at the next tick, without reading twice',
    async (count) => {
      const { app, setClock } = await start('2026-11-24T03:00:00Z');
      await collect(app, { timeLeft: batches(count) });
      expect(await app.store.day(DAY)).toMatchObject({
        state: 'partial',
        coverage: { signIns: 100 * count, complete: false },
      });
      setClock('2026-11-24T03:15:00Z');
      await collect(app);
      const day = await app.store.day(DAY);
      expect(day?.coverage).toMatchObject({ records: 700, duplicates: 0, passes: 1, late: 0 });
      expect(figuresOf(day)).toBe(await cleanFigures('2026-11-24T03:15:00Z'));
    },
  );

  it('a process that is asked to end stops after the batch in hand', async () => {
    const stop = new AbortController();
    const tenant = randomUUID();
    const source: Source = {
      ...invented(records),
      async *read(window, cursor) {
        for await (const batch of invented(records).read(window, cursor)) {
          yield batch;
          stop.abort();
        }
      },
    };
    const ending = await start('2026-11-24T03:00:00Z', { tenant, source, stop: stop.signal });
    expect((await collect(ending.app)).days).toMatchObject([{ state: 'partial', isRead: false }]);
    // Whoever comes next need not wait until the reading has been silent for 15 minutes.
    const next = await start('2026-11-24T03:00:01Z', { tenant });
    await collect(next.app);
    expect(figuresOf(await next.app.store.day(DAY))).toBe(await cleanFigures('2026-11-24T03:00:01Z'));
  });
});

describe('F18 a day too long for one tick', () => {
  it('is read in several, in chunks that stay small, to the same figures', async () => {
    const many = inventedSignIns({ count: 40_000, from: `${DAY}T00:00:00Z`, everyMs: 2_000 });
    const source = invented(many, { batch: 1_000 });
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { source });
    for (const minute of ['00', '15', '30', '45']) {
      setClock(`2026-11-24T03:${minute}:00Z`);
      await collect(app, { timeLeft: batches(11) });
    }
    const day = await app.store.day(DAY);
    expect(day).toMatchObject({ state: 'open', coverage: { signIns: 40_000, records: 40_000, passes: 1 } });
    let largest = 0;
    for await (const { facts } of app.store.chunks(DAY)) largest = Math.max(largest, facts.rows);
    expect(largest).toBeLessThanOrEqual(8_000);

    const clean = await start('2026-11-24T03:45:00Z', { source });
    await collect(clean.app);
    expect(figuresOf(day)).toBe(figuresOf(await clean.app.store.day(DAY)));
  });
});

describe('exclusions', () => {
  it('that change are applied to an open day without a request to the source', async () => {
    const tenant = randomUUID();
    const { source, readings } = counted(invented(records));
    const before = await start('2026-11-24T03:00:00Z', { tenant, source });
    await collect(before.app);
    expect(await before.app.store.day(DAY)).toMatchObject({ coverage: { signIns: 700, excluded: 0 } });

    const settings = { EXCLUDE_USERS: 'USER1@contoso.example', EXCLUDE_APPS: 'No such application' };
    const after = await start('2026-11-24T03:15:00Z', { tenant, source, settings });
    await collect(after.app);
    const day = await after.app.store.day(DAY);
    expect(day).toMatchObject({ revision: 2, state: 'open', figures: { totals: { users: 6 } } });
    expect(day?.coverage).toMatchObject({ signIns: 600, excluded: 100, late: 0, passes: 1 });
    await collect(after.app);
    expect(await after.app.store.day(DAY)).toEqual(day);

    const back = await start('2026-11-24T03:30:00Z', { tenant, source });
    await collect(back.app);
    expect((await back.app.store.day(DAY))?.coverage).toMatchObject({ signIns: 700, excluded: 0, late: 0 });
    expect(readings()).toBe(1);
  });

  it('leave a final day as it is: its facts are gone', async () => {
    const tenant = randomUUID();
    const { app } = await start('2026-11-26T03:00:00Z', { tenant, settings: { BACKFILL_DAYS: '3' } });
    await collect(app);
    const sealed = await app.store.day(DAY);
    expect(sealed).toMatchObject({ state: 'sealed' });
    const settings = { BACKFILL_DAYS: '3', EXCLUDE_USERS: 'user1@contoso.example' };
    const after = await start('2026-11-26T03:15:00Z', { tenant, settings });
    await collect(after.app);
    expect(await after.app.store.day(DAY)).toEqual(sealed);
  });
});
