/** Requests, time limits, sources that want to be left alone, ends of the process. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Source } from '../../src/core/ports.ts';
import { SourceError } from '../../src/errors.ts';
import { answerCollect } from '../../src/http/answer-collect.ts';
import { answerDigest } from '../../src/http/answer-digest.ts';
import { answerHistory } from '../../src/http/answer-history.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { callTo, request } from '../http/contoso-app.ts';
import { inventedSignIns, startLoopbackGraph } from '../loopback-graph.ts';
import { figuresOf, graphSource, invented, startCollector } from './collector.ts';
import { counted } from './counted.ts';
import { damageChunk } from './damage-chunk.ts';

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

describe('F31 questions while the collector runs', () => {
  const post = (app: App, query = '') =>
    answerCollect(request(`/api/days/${DAY}/collect${query}`, { params: { day: DAY } }), callTo(app));

  it('a day asked for twenty times is queued once, and read once by the next tick', async () => {
    const { source, readings } = counted(invented(records));
    const { app } = await start('2026-11-24T01:00:00Z', { source });
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(app)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(202));
    expect(await app.store.requests()).toHaveLength(1);
    expect(readings).toHaveLength(0);
    await collect(app);
    expect(readings).toHaveLength(1);
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
    expect(readings).toHaveLength(1);
  });

  it('a day whose reading could not be published stays requested until one is', async () => {
    const tenant = randomUUID();
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { tenant });
    await collect(app);
    await damageChunk(azurite.connectionString, { tenant, day: DAY, pass: 1, chunk: 1 });

    setClock('2026-11-24T10:00:00Z');
    await post(app);
    expect((await collect(app)).days).toMatchObject([
      { problem: expect.stringMatching(/damaged/), isRead: false },
    ]);
    expect(await app.store.requests()).toHaveLength(1);
    setClock('2026-11-24T10:15:00Z');
    expect((await collect(app)).days).toMatchObject([{ problem: undefined, isRead: true }]);
    expect(await app.store.requests()).toEqual([]);
    expect(await app.store.day(DAY)).toMatchObject({ revision: 2, coverage: { signIns: 700 } });
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

describe('F32 a run whose time is up at Graph', () => {
  const noon = inventedSignIns({ count: 30, from: `${DAY}T10:00:00Z`, everyMs: 60_000 });

  it('after its last page is not paused there for ever', async () => {
    const graph = await startLoopbackGraph({ signIns: noon, pageSize: 10 });
    const { app, setClock } = await start('2026-11-26T03:00:00Z', { source: graphSource(graph.endpoint) });
    // Time for one page a run: what newer days leave to this one.
    let left = 0;
    graph.always(() => {
      left = 0;
      return undefined;
    });
    const runs: boolean[] = [];
    for (const minute of ['00', '15', '30', '45']) {
      left = 480_000;
      setClock(`2026-11-26T03:${minute}:00Z`);
      const { days } = await collect(app, { days: [DAY], timeLeft: () => left });
      runs.push(...days.map(({ isRead }) => isRead));
    }
    await graph.close();
    expect(runs.at(-1)).toBe(true);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'sealed', coverage: { signIns: 30 } });
  });

  it('while the day lasts does not call read what is yet to come', async () => {
    const graph = await startLoopbackGraph({ signIns: noon });
    const { app } = await start(`${DAY}T12:00:00Z`, { source: graphSource(graph.endpoint) });
    await collect(app, { days: [DAY], timeLeft: batches(1) });
    await graph.close();
    const { readTo = '' } = (await app.store.day(DAY))?.coverage ?? {};
    expect(Date.parse(readTo)).toBeGreaterThan(Date.parse(`${DAY}T10:00:00Z`));
    expect(Date.parse(readTo)).toBeLessThanOrEqual(Date.parse(`${DAY}T12:00:00Z`));
  });
});

describe('F3 a source that asks to be left alone for longer than a run', () => {
  const settings = { BACKFILL_DAYS: '3' };

  it('is asked for nothing more by that run, nor by others until then; then all goes on', async () => {
    let isThrottling = true;
    const { source, readings } = counted({
      ...invented(records),
      async *read(window, cursor) {
        for await (const batch of invented(records).read(window, cursor)) {
          if (isThrottling && batch.cursor === '300')
            throw new SourceError('unavailable', 'throttled', undefined, 3_600_000);
          yield batch;
        }
      },
    });
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { source, settings });
    const heldUntil = '2026-11-24T04:00:00Z';
    expect(await collect(app)).toMatchObject({
      days: [{ day: DAY, state: 'partial', records: 200, problem: 'throttled' }],
      heldUntil,
    });
    for (const at of ['2026-11-24T03:15:00Z', '2026-11-24T03:59:59Z']) {
      setClock(at);
      expect(await collect(app)).toEqual({ days: [], heldUntil });
      const byName = { days: ['2026-11-21'], byHand: true };
      expect(await collect(app, byName)).toEqual({ days: [], heldUntil });
    }
    expect(readings).toEqual([DAY]);

    isThrottling = false;
    setClock(heldUntil);
    const { days } = await collect(app);
    expect(days).toMatchObject([
      { day: DAY, state: 'open', records: 700 },
      { day: '2026-11-22' },
      { day: '2026-11-21' },
    ]);
    expect(await app.store.day(DAY)).toMatchObject({ coverage: { duplicates: 0, passes: 1 } });
    setClock('2026-11-24T04:15:00Z');
    expect(await collect(app)).toEqual({ days: [] });
  });

  it('may ask for the same again, and is asked once an hour then', async () => {
    const throttled = () => {
      throw new SourceError('unavailable', 'throttled', undefined, 3_600_000);
    };
    const { source, readings } = counted({ ...invented(records), read: throttled });
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { source, settings });
    for (const at of ['03:00', '03:30', '04:00', '04:30', '05:00']) {
      setClock(`2026-11-24T${at}:00Z`);
      await collect(app);
    }
    expect(readings).toHaveLength(3);
  });

  it.each([
    { asked: '3600', quiet: ['2026-11-24T03:15:00Z', '2026-11-24T03:59:00Z'], again: '2026-11-24T04:00:00Z' },
    // A year, and a number without end: for a day.
    {
      asked: '31536000',
      quiet: ['2026-11-24T03:15:00Z', '2026-11-25T02:59:00Z'],
      again: '2026-11-25T03:00:00Z',
    },
    { asked: '9'.repeat(40), quiet: ['2026-11-24T03:15:00Z'], again: '2026-11-25T03:00:00Z' },
  ])('is Graph with a long Retry-After: $asked', async ({ asked, quiet, again }) => {
    const graph = await startLoopbackGraph({ signIns: [] });
    graph.always(() => ({ status: 429, headers: { 'Retry-After': asked } }));
    const source = graphSource(graph.endpoint);
    const { app, setClock } = await start('2026-11-24T03:00:00Z', { source, settings });
    for (const at of ['2026-11-24T03:00:00Z', ...quiet]) {
      setClock(at);
      await collect(app, { timeLeft: () => 480_000 });
    }
    expect(graph.requests).toHaveLength(1);
    setClock(again);
    await collect(app, { timeLeft: () => 480_000 });
    expect(graph.requests).toHaveLength(2);
    await graph.close();
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
