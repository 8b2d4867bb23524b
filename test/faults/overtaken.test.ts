/** Two collectors that meet at the worst moment: between two reads, or between a reading and its publication. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { publish } from '../../src/collect/publish.ts';
import { createFacts } from '../../src/core/facts.ts';
import type { Source, Store } from '../../src/core/ports.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { storedChunk } from '../store/builders.ts';
import { invented, startCollector } from './collector.ts';
import { damageChunk } from './damage-chunk.ts';

const DAY = '2026-11-23';
const FIRST = '2026-11-24T03:00:00Z';
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

/** The same collector; what is given happens when its facts are about to be read, once. */
function whenFactsAreRead(app: App, meanwhile: () => Promise<unknown>): App {
  let isOver = false;
  const chunks: Store['chunks'] = async function* (day) {
    if (!isOver) {
      isOver = true;
      await meanwhile();
    }
    yield* app.store.chunks(day);
  };
  return { ...app, store: { ...app.store, chunks } };
}

describe('F23 facts that come and go while they are read', () => {
  it('all of them: no day of zeros is published, and the next tick reads it anew', async () => {
    const { app, setClock } = await start(FIRST);
    const { days } = await collect(whenFactsAreRead(app, () => app.store.dropChunks(DAY)));
    expect(days).toMatchObject([{ state: 'missing', isRead: false }]);
    setClock('2026-11-24T03:15:00Z');
    await collect(app);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'open', coverage: { signIns: 300 } });
  });

  it('all but the last of a reading: what is left ends nothing, and is no day of zeros', async () => {
    const { app } = await start(FIRST);
    // The sleeper's last chunk, of nothing, stored after all others were removed.
    await app.store.insertChunk(DAY, {
      ...storedChunk({ chunk: 4, done: true, startedAt: Date.parse(FIRST) }),
      facts: createFacts().toChunk(),
    });
    expect(await publish(app, DAY, { acceptFewer: false })).toMatchObject({ day: undefined });
    expect(await app.store.day(DAY)).toBeUndefined();
  });

  it('of a day that is counted again: it keeps its figures', async () => {
    const tenant = randomUUID();
    const { app } = await start(FIRST, { tenant });
    await collect(app);
    const settings = { EXCLUDE_APPS: 'No such application' };
    const [slow, quick] = await Promise.all([
      start('2026-11-27T00:59:59Z', { tenant, settings }),
      // By its clock the facts are 70 hours old.
      start('2026-11-27T01:00:01Z', { tenant, settings }),
    ]);
    const noTime = { timeLeft: () => 0 };
    await collect(
      whenFactsAreRead(slow.app, () => collect(quick.app, noTime)),
      noTime,
    );
    expect(await app.store.chunkHeaders(DAY)).toEqual([]);
    expect(await app.store.day(DAY)).toMatchObject({
      state: 'open',
      coverage: { signIns: 300, complete: true },
    });
  });

  it('a second reading ends meanwhile: what fits neither moment is not published', async () => {
    const tenant = randomUUID();
    const { app, setClock } = await start(FIRST, { tenant });
    const other = await start(FIRST, { tenant, source: invented(records.slice(0, 290)) });
    // It reads to the end, and dies before it publishes.
    const { promise: read, resolve: end } = Promise.withResolvers<void>();
    const publish: Store['publish'] = async () => {
      end();
      return await new Promise<never>(() => {});
    };
    const dying = { ...other.app, store: { ...other.app.store, publish } };
    const meanwhile = async () => {
      void collect(dying, { days: [DAY] });
      await read;
    };
    const { days } = await collect(whenFactsAreRead(app, meanwhile));
    expect(days).toMatchObject([
      { state: 'missing', isRead: false, problem: expect.stringMatching(/changed while they were read/) },
    ]);
    setClock('2026-11-24T03:15:00Z');
    await collect(app);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'open', coverage: { signIns: 300, passes: 3 } });
  });
});

describe('F23 a request whose reading lost against another publication', () => {
  it('is served by the next tick', async () => {
    const { app, setClock } = await start(FIRST);
    await collect(app);
    await app.store.request({ day: DAY, force: false, requestedAt: '2026-11-24T09:59:00Z' });
    setClock('2026-11-24T10:00:00Z');
    let isFirst = true;
    const publish: Store['publish'] = async (day, before) => {
      if (isFirst && before !== undefined) {
        isFirst = false;
        await app.store.publish({ ...before, revision: before.revision + 1 }, before);
      }
      return await app.store.publish(day, before);
    };
    const { days } = await collect({ ...app, store: { ...app.store, publish } });
    expect(days).toMatchObject([{ isRead: false, problem: 'someone else published it first' }]);
    expect(await app.store.requests()).toHaveLength(1);
    setClock('2026-11-24T10:15:00Z');
    await collect(app);
    expect(await app.store.requests()).toEqual([]);
    expect(await app.store.day(DAY)).toMatchObject({ revision: 3, coverage: { signIns: 300 } });
  });
});

describe('F23 a sleeper that wakes when its reading was removed and begun anew', () => {
  it('makes no whole day of chunks of two readings', async () => {
    const tenant = randomUUID();
    // The first chunk holds 8,000 sign-ins; the sleeper falls asleep with the rest in memory.
    const many = inventedSignIns({ count: 9_000, from: `${DAY}T00:00:00Z`, everyMs: 9_000 });
    const source = invented(many, { batch: 1_000 });
    const { promise: gate, resolve: wake } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const slow: Source = {
      ...source,
      async *read(window, cursor) {
        for await (const batch of source.read(window, cursor)) {
          yield batch;
          if (batch.cursor !== '9000') continue;
          reach();
          await gate;
        }
      },
    };
    const sleeper = await start(FIRST, { tenant, source: slow });
    const asleep = collect(sleeper.app);
    await reached;
    // One goes on with the reading; a row is damaged, so all of it is removed.
    const second = await start('2026-11-24T03:20:00Z', { tenant, source });
    await damageChunk(azurite.connectionString, { tenant, day: DAY, pass: 1, chunk: 1 });
    expect((await collect(second.app)).days).toMatchObject([
      { problem: expect.stringMatching(/damaged/), isRead: false },
    ]);
    // Another begins anew under the same number, and writes as many chunks as the sleeper knows of.
    const third = await start('2026-11-24T03:35:00Z', { tenant, source });
    let left = 1;
    await collect(third.app, { timeLeft: () => left-- });
    const chunks = async () => (await third.app.store.chunkHeaders(DAY)).map(({ chunk }) => chunk);
    expect(await chunks()).toEqual([0, 1]);

    wake();
    await asleep;
    expect(await chunks()).toEqual([0, 1, 2]);
    expect(await third.app.store.day(DAY)).toMatchObject({ state: 'partial', coverage: { complete: false } });
    third.setClock('2026-11-24T03:50:00Z');
    await collect(third.app);
    const day = await third.app.store.day(DAY);
    expect(day).toMatchObject({ state: 'open', coverage: { signIns: 9_000, passes: 1 } });
  });
});
