/** Shards handed over through a queue: twice, late, poisoned or lost, the day is that of one instance. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { type ShardMessage, toShardMessage } from '../../src/collect/shard-message.ts';
import { takeShard } from '../../src/collect/take-shard.ts';
import type { Source } from '../../src/core/ports.ts';
import { SourceError } from '../../src/errors.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type Queue, startQueues } from '../azurite-queue.ts';
import { COPIES, DAY, startLogs } from '../contracts/read-logs.ts';
import { figuresOf } from './collector.ts';

const FIRST = Date.parse('2026-11-24T03:00:00Z');
const MINUTE = 60_000;
/** As often as the host hands out a message before it goes to the poison queue (host.json, maxDequeueCount). */
const MOST_DELIVERIES = 5;
const SOME = COPIES.filter((_, index) => index % 12 === 0);

let azurite: Azurite;
let queues: Awaited<ReturnType<typeof startQueues>>;
let logs: Awaited<ReturnType<typeof startLogs>>;
beforeAll(async () => {
  [azurite, queues, logs] = await Promise.all([startAzurite(), startQueues(), startLogs({ copies: SOME })]);
});
afterAll(() => Promise.all([azurite.close(), queues.close(), logs.logs.close()]));

type Logged = { readonly event: string; readonly shard?: unknown };

/** Instances of one deployment: one ticks, the others take shards. */
async function deploy(source: Source = logs.open()) {
  const tenant = randomUUID();
  let now = FIRST;
  const log: Logged[] = [];
  const handedOver: unknown[] = [];
  const name = `shards-${tenant.slice(0, 8)}`;
  const [queue, poison] = [await queues.queue(name), await queues.queue(`${name}-poison`)];
  const open = (source: Source, hands: boolean) =>
    openApp(
      {
        TABLES: azurite.connectionString,
        TENANT_ID: tenant,
        SHARD_ABOVE: '100',
        PRIVACY: 'named',
        BACKFILL_DAYS: '1',
      },
      {
        clock: () => now,
        source,
        log: (event, fields) => log.push({ event, shard: fields?.shard }),
        ...(hands && { handOver: (shards) => handedOver.push(...shards) }),
      },
    );
  const ticking = await open(source, true);
  return {
    tenant,
    log,
    queue,
    poison,
    open,
    app: ticking,
    /** The function `collect`: what is handed over is in the queue when it ends. */
    async tick(minutes: number) {
      now = FIRST + minutes * MINUTE;
      const { days } = await collect(ticking, { days: [DAY] });
      for (const message of handedOver.splice(0)) await queue.put(message);
      return days[0];
    },
  };
}

/** As the host does: what fails is handed out again, and in the end goes to the poison queue. */
async function serve(
  { queue, poison }: { readonly queue: Queue; readonly poison: Queue },
  instances: readonly App[],
  after: (message: ShardMessage, delivered: number) => 'drop' | 'giveBack' = () => 'drop',
): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = 0; ; turn += 1) {
    const message = await queue.take();
    if (message === undefined) return taken;
    const shard = toShardMessage(message.entry);
    const app = instances[turn % instances.length];
    if (shard === undefined || app === undefined) throw new Error('A message is no shard.');
    taken.push(shard.number);
    try {
      await takeShard(app, shard, () => 60_000);
      await queue[after(shard, message.delivered)](message);
    } catch {
      if (message.delivered < MOST_DELIVERIES) await queue.giveBack(message);
      else {
        await poison.put(message.entry);
        await queue.drop(message);
      }
    }
  }
}

/** Fails for one of the shards. */
function failing(number: number): Source {
  const source = logs.open();
  return {
    ...source,
    read(window, cursor, timeLeft, shard) {
      if (shard?.number === number) throw new SourceError('unavailable', 'The shard is poison.');
      return source.read(window, cursor, timeLeft, shard);
    },
  };
}

async function alone(): Promise<string> {
  const app = await openApp(
    { TABLES: azurite.connectionString, TENANT_ID: randomUUID(), PRIVACY: 'named', BACKFILL_DAYS: '1' },
    { clock: () => FIRST, source: logs.open(), log: () => {} },
  );
  await collect(app, { days: [DAY] });
  return figuresOf(await app.store.day(DAY));
}

describe('shards handed over through a queue', () => {
  it('give the same day, and are published by the tick after the last of them', async () => {
    const deployed = await deploy();
    const first = await deployed.tick(0);
    expect(first).toMatchObject({
      state: 'missing',
      problem: 'its shards are being read by other instances',
    });
    const others = [await deployed.open(logs.open(), false), await deployed.open(logs.open(), false)];
    // One is still under way when the next tick looks.
    const last = await deployed.queue.take();
    if (last === undefined) throw new Error('Nothing was handed over.');
    const taken = await serve(deployed, others);
    expect(taken.length).toBeGreaterThan(9);
    expect(await deployed.tick(15)).toMatchObject({ state: 'missing', problem: first?.problem });
    await deployed.queue.giveBack(last);
    await serve(deployed, others);
    expect(await deployed.tick(20)).toMatchObject({ state: 'open', problem: undefined });
    expect(figuresOf(await deployed.app.store.day(DAY))).toBe(await alone());
    expect(deployed.log.filter(({ event }) => event === 'shardOverdue')).toEqual([]);
  });

  it('one of them delivered twice and one poisoned give the same day, and the poisoned one is named', async () => {
    const deployed = await deploy();
    await deployed.tick(0);
    const others = [await deployed.open(failing(3), false), await deployed.open(failing(3), false)];
    const taken = await serve(deployed, others, ({ number }, delivered) =>
      number === 2 && delivered === 1 ? 'giveBack' : 'drop',
    );
    expect(taken.filter((number) => number === 2)).toHaveLength(2);
    expect(taken.filter((number) => number === 3)).toHaveLength(MOST_DELIVERIES);
    expect(toShardMessage((await deployed.poison.take())?.entry)).toMatchObject({ day: DAY, number: 3 });
    // Read once although it came twice.
    expect(deployed.log.filter(({ event, shard }) => event === 'shardKept' && shard === 2)).toHaveLength(1);
    expect(await deployed.tick(15)).toMatchObject({ state: 'missing' });
    expect(await deployed.tick(30)).toMatchObject({ state: 'open', problem: undefined });
    expect(deployed.log.filter(({ event }) => event === 'shardOverdue')).toEqual([
      { event: 'shardOverdue', shard: 3 },
    ]);
    expect(figuresOf(await deployed.app.store.day(DAY))).toBe(await alone());
  });

  it('one that the tick cannot read either is named where the day is missed', async () => {
    const deployed = await deploy(failing(3));
    await deployed.tick(0);
    expect(await deployed.tick(30)).toMatchObject({
      state: 'missing',
      problem: expect.stringContaining('Shard 3 of '),
    });
  });

  it('of a queue that loses all of them are read by the tick', async () => {
    const deployed = await deploy();
    await deployed.tick(0);
    for (
      let message = await deployed.queue.take();
      message !== undefined;
      message = await deployed.queue.take()
    )
      await deployed.queue.drop(message);
    await deployed.tick(30);
    expect(figuresOf(await deployed.app.store.day(DAY))).toBe(await alone());
  });

  it('of a reading that was removed meanwhile are left alone', async () => {
    const deployed = await deploy();
    await deployed.tick(0);
    await deployed.app.store.dropChunks(DAY);
    await deployed.tick(15);
    const taken = await serve(deployed, [await deployed.open(logs.open(), false)]);
    const stored = await deployed.app.store.shardHeaders(DAY);
    expect(taken).toHaveLength(2 * stored.length);
    expect(new Set(stored.map(({ startedAt }) => startedAt))).toEqual(new Set([FIRST + 15 * MINUTE]));
    expect(await deployed.tick(20)).toMatchObject({ state: 'open', problem: undefined });
  });

  it('that come when their reading is over change nothing', async () => {
    const deployed = await deploy();
    await deployed.tick(0);
    await deployed.tick(30);
    const before = await deployed.app.store.day(DAY);
    await serve(deployed, [await deployed.open(failing(3), false)]);
    expect(await deployed.poison.take()).toBeUndefined();
    expect(await deployed.app.store.day(DAY)).toEqual(before);
  });
});

it.each([
  ['nothing', undefined],
  ['a text', 'shard'],
  ['a shard without its day', { zone: 'UTC', pass: 1, startedAt: 1, of: 10, number: 1 }],
  ['a negative number', { day: DAY, zone: 'UTC', pass: 1, startedAt: 1, of: 10, number: -1 }],
])('%s is no shard', (_, entry) => {
  expect(toShardMessage(entry)).toBeUndefined();
});
