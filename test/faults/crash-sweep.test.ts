/** F22: the process dies after any call that it makes; what the next one publishes is as if nothing had been. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { inventedSignIns, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { contosoSignIns, figuresOf, graphSource, invented, startCollector } from './collector.ts';
import { type Life, lifeOf } from './mortal.ts';

const DAY = '2026-11-23';

let azurite: Azurite;
let graph: LoopbackGraph;
beforeAll(async () => {
  azurite = await startAzurite();
  graph = await startLoopbackGraph({ signIns: contosoSignIns(DAY, 12), pageSize: 40 });
});
afterAll(async () => {
  await graph.close();
  await azurite.close();
});

/** Ticks that read a day in several parts, and seal it; after a death the next but one finds the reading silent. */
const TICKS = [
  ['2026-11-24T03:00:00Z', 3],
  ['2026-11-24T03:15:00Z', 99],
  ['2026-11-24T03:30:00Z', 99],
  ['2026-11-24T03:45:00Z', 99],
  ['2026-11-26T00:00:00Z', 99],
  ['2026-11-26T00:15:00Z', 99],
  ['2026-11-26T00:30:00Z', 99],
] as const;

type Sweep = {
  readonly source: () => Source;
  readonly ticks: readonly (readonly [string, number])[];
  /** Of the day at their end. */
  readonly state: StoredDay['state'];
};

/** Runs the ticks; the process that dies is followed by one that does not. */
async function published(sweep: Sweep, life: Life): Promise<StoredDay | undefined> {
  const tenant = randomUUID();
  let living = life;
  const start = async (at: string) => {
    const { app, setClock } = await startCollector({
      tables: azurite.connectionString,
      tenant,
      at,
      source: living.lead(sweep.source()),
    });
    return { app: { ...app, store: living.lead(app.store) }, setClock, store: app.store };
  };
  let process = await start(TICKS[0][0]);
  for (const [at, batches] of sweep.ticks) {
    process.setClock(at);
    let left = batches;
    const tick = collect(process.app, { timeLeft: () => left-- });
    if ((await Promise.race([tick, living.died])) === 'died') {
      living = lifeOf(Number.POSITIVE_INFINITY);
      process = await start(at);
    }
  }
  return await process.store.day(DAY);
}

async function sweep(name: Sweep): Promise<number> {
  const forever = lifeOf(Number.POSITIVE_INFINITY);
  const clean = await published(name, forever);
  expect(clean).toMatchObject({ state: name.state });
  for (let point = 1; point <= forever.calls; point += 1) {
    const day = await published(name, lifeOf(point));
    expect(figuresOf(day), `died after call ${point}`).toBe(figuresOf(clean));
  }
  return forever.calls;
}

describe('F22 a collector that dies after any of its calls', () => {
  it('gives the same sealed day when it read Graph in several ticks', async () => {
    const points = await sweep({
      source: () => graphSource(graph.endpoint),
      ticks: TICKS,
      state: 'sealed',
    });
    expect(points).toBeGreaterThan(60);
  });

  it('gives the same day when one reading wrote several chunks', async () => {
    const records = inventedSignIns({ count: 17_000, from: `${DAY}T00:00:00Z`, everyMs: 5_000 });
    const points = await sweep({
      source: () => invented(records, { batch: 3_000 }),
      ticks: TICKS.slice(1, 4),
      state: 'open',
    });
    expect(points).toBeGreaterThan(30);
  });
});
