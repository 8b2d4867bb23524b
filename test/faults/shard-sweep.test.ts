/** F22 while a day is read in shards: the process dies after any call that it makes. Invented, tenant Contoso. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { COPIES, DAY, startLogs } from '../contracts/read-logs.ts';
import { figuresOf, startCollector } from './collector.ts';
import { type Life, lifeOf } from './mortal.ts';

const SOME = COPIES.filter((_, index) => index % 22 === 0);

let azurite: Azurite;
let logs: Awaited<ReturnType<typeof startLogs>>;
beforeAll(async () => {
  azurite = await startAzurite();
  logs = await startLogs({ copies: SOME });
});
afterAll(async () => {
  await logs.logs.close();
  await azurite.close();
});

/** Two ticks; who dies is followed, when the reading has been silent long enough, by one who does not. */
async function published(life: Life): Promise<StoredDay | undefined> {
  const [tenant, settings] = [randomUUID(), { SHARD_ABOVE: '100', PRIVACY: 'named' }];
  const start = (at: string, source = logs.open()) =>
    startCollector({ tables: azurite.connectionString, tenant, at, source, settings });
  const { app } = await start('2026-11-24T03:00:00Z', life.lead(logs.open()));
  const tick = collect({ ...app, store: life.lead(app.store) }, { days: [DAY] });
  await Promise.race([tick, life.died]);
  const next = await start('2026-11-24T03:30:00Z');
  if ((await next.app.store.day(DAY)) === undefined) await collect(next.app, { days: [DAY] });
  return await next.app.store.day(DAY);
}

it('F22 a collector that dies in any shard is followed by one that publishes the same day', async () => {
  const forever = lifeOf(Number.POSITIVE_INFINITY);
  const clean = await published(forever);
  expect(clean?.state).toBe('open');
  expect(clean?.coverage.signIns).toBeGreaterThan(80);
  expect(forever.calls).toBeGreaterThan(80);
  for (let point = 1; point <= forever.calls; point += 1)
    expect(figuresOf(await published(lifeOf(point))), `died after call ${point}`).toBe(figuresOf(clean));
});
