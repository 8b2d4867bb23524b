/** Counted shards in the store: given back as stored, one of each, whole or not at all. All names are invented. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/core/day.ts';
import { createFacts } from '../../src/core/facts.ts';
import { placeRows } from '../../src/core/placed.ts';
import type { ShardHeader, StoredShard } from '../../src/core/ports.ts';
import { tallyShard } from '../../src/core/tally.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { person } from '../render/judged-day.ts';
import { chunk } from '../store/facts-builder.ts';
import type { TableFault } from '../table-proxy.ts';
import { DAY, FIRST } from './store-operations.ts';

const azurite = azuriteTables();
const open = (tenant: string = randomUUID()) => azurite.open(tenant);

const EXCLUDE = { users: new Set<string>(), apps: new Set<string>() };

function shard(given: Partial<StoredShard> = {}, rows = 50): StoredShard {
  const facts = createFacts();
  facts.merge(chunk({ rows, users: Math.ceil(rows / 5), evidences: 20 }));
  const window = createCalendar('UTC').window(DAY);
  const dayEnd = () => window.to;
  const tally = tallyShard(facts, { window, readAt: window.to, exclude: EXCLUDE, dayEnd });
  const { records, rejected, unkeyed } = facts;
  const counts = { records, rows, rejected, unkeyed, placed: placeRows(facts, window, EXCLUDE) };
  const people = [person('first@contoso.example')];
  const startedAt = Date.parse('2026-06-16T03:00:00.000Z');
  return { of: 10, number: 1, pass: 1, startedAt, mark: 'a', counts, tally: { ...tally, people }, ...given };
}

function headerOf({ of, number, pass, startedAt, mark, counts }: StoredShard): ShardHeader {
  return { of, number, pass, startedAt, mark, counts };
}

describe('a counted shard', () => {
  it('is given back as stored', async () => {
    const store = await open();
    const shards = [shard(), shard({ number: 10 }, 70), shard({ pass: 2, mark: 'b' }, 30)];
    for (const each of shards.toReversed()) expect(await store.insertShard(DAY, each)).toBe(true);
    expect(await store.shardHeaders(DAY)).toEqual(shards.map(headerOf));
    for (const each of shards) expect(await store.shardTally(DAY, each)).toEqual(each.tally);
  });

  it('is no chunk: whoever reads facts, changes them or lists progress does not see it', async () => {
    const store = await open();
    await store.insertChunk(DAY, FIRST);
    await store.insertShard(DAY, shard());
    expect(await store.chunkHeaders(DAY)).toHaveLength(1);
    expect([...(await store.progress()).values()].map((headers) => headers.length)).toEqual([1]);
    let chunks = 0;
    for await (const _ of store.chunks(DAY)) chunks += 1;
    expect(chunks).toBe(1);
    expect(await store.changeFacts(() => undefined)).toBe(0);
  });

  it('is one: of several that count it, one stands, with its own people', async () => {
    const store = await open();
    const rivals = ['a', 'b', 'c'].map((name, index) => {
      const rival = shard({}, 40 + index);
      return { ...rival, tally: { ...rival.tally, people: [person(`${name}@contoso.example`)] } };
    });
    const won = await Promise.all(rivals.map((rival) => store.insertShard(DAY, rival)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.shardTally(DAY, shard())).toEqual(rivals[won.indexOf(true)]?.tally);
  });

  it('larger than a row is stored in pieces', async () => {
    const store = await open();
    const large = shard();
    const codes = Object.fromEntries(Array.from({ length: 400_000 }, (_, n) => [n, (n * 7919) % 1_000_003]));
    const { day } = large.tally;
    const tally = { ...large.tally, day: { ...day, unlisted: { ...day.unlisted, codes } } };
    expect(await store.insertShard(DAY, { ...large, tally })).toBe(true);
    expect(await store.shardTally(DAY, large)).toEqual(tally);
  });

  it('goes with the chunks of its day, and of its reading', async () => {
    const store = await open();
    const old = shard();
    const later = shard({ pass: 2, startedAt: old.startedAt + 1 });
    await store.insertShard(DAY, old);
    await store.insertShard(DAY, later);
    await store.insertShard('2026-06-16', old);
    await store.dropChunks(DAY, later.startedAt);
    expect(await store.shardHeaders(DAY)).toEqual([headerOf(later)]);
    await expect(store.shardTally(DAY, old)).rejects.toThrow('is not there');
    await store.dropChunks(DAY);
    expect(await store.shardHeaders(DAY)).toEqual([]);
    expect(await store.shardHeaders('2026-06-16')).toEqual([headerOf(old)]);
  });

  it('of another tenant is not seen', async () => {
    const [store, other] = [await open(), await open()];
    await store.insertShard(DAY, shard());
    expect(await other.shardHeaders(DAY)).toEqual([]);
    expect(await other.changeShardPeople(() => [])).toBe(0);
    expect((await store.shardTally(DAY, shard())).people).toHaveLength(1);
  });
});

const FAULTS: readonly (readonly [string, TableFault])[] = [
  ['a 503', { status: 503 }],
  ['a lost answer', { stored: true, status: 500 }],
];

it.each(FAULTS)('F26 %s to any write of a shard leaves it as without it', async (_, fault) => {
  for (let hit = 0; hit < 3; hit += 1) {
    const tenant = randomUUID();
    const store = await azurite.openByProxy(tenant, { sleep: async () => {} });
    azurite.proxy.script([...Array.from({ length: hit }, () => undefined), fault]);
    expect(await store.insertShard(DAY, shard())).toBe(true);
    expect(await (await open(tenant)).shardTally(DAY, shard())).toEqual(shard().tally);
  }
});
