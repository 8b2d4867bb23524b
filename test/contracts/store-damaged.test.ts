/** Rows that cannot be read: they count as never written, save deliveries, are told, and lock nobody out. */
import type { TableEntity } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { DamagedChunk } from '../../src/errors.ts';
import type { Log } from '../../src/logger.ts';
import { toKey } from '../../src/store/keys.ts';
import { sentEntity } from '../../src/store/sent-entity.ts';
import { type TableName, tableClient } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { buildSent } from '../build-sent.ts';
import { headerOf, storedChunk, storedDay, withoutEtag } from '../store/builders.ts';
import { all, DAY, SMALL } from './store-operations.ts';

const azurite = azuriteTables();

/** Opens the store of a tenant; `told` fills with the reasons it logs. */
async function open(tenant: string): Promise<{ store: Store; told: string[] }> {
  const told: string[] = [];
  const log: Log = (event, fields) => void told.push(`${event}: ${fields?.reason}`);
  const store = await azurite.open(tenant, { log });
  return { store, told };
}

/** Changes columns of a row past the store; `undefined` removes the column. */
async function damage(table: TableName, keys: readonly [string, string], columns: Record<string, unknown>) {
  const client = tableClient(azurite.connectionString, table);
  const { etag: _, timestamp: __, ...row } = await client.getEntity<TableEntity>(...keys);
  const { partitionKey, rowKey } = row;
  const kept = Object.entries({ ...row, ...columns }).filter(([, value]) => value !== undefined);
  await client.updateEntity({ partitionKey, rowKey, ...Object.fromEntries(kept) }, 'Replace');
}

const BEFORE = storedDay({ day: '2026-06-14' });

describe('F27 a damaged day', () => {
  const inside = [
    { what: 'coverage is no JSON', columns: { coverage: '{"readFrom":' } },
    { what: 'coverage is empty', columns: { coverage: '' } },
    { what: 'tally is cut', columns: { tally: new Uint8Array(9) } },
    { what: 'tally is gone', columns: { tally: undefined } },
  ];
  const headline = [
    { what: 'state is unknown', columns: { state: 'done' } },
    { what: 'revision is gone', columns: { revision: undefined } },
    { what: 'schema is gone', columns: { schema: undefined } },
    { what: 'zone is a number', columns: { zone: 1 } },
    { what: 'users are half', columns: { users: 0.5 } },
  ];

  async function given(what: string, columns: Record<string, unknown>) {
    const opened = await open(what);
    for (const day of [BEFORE, storedDay()]) await opened.store.publish(day, undefined);
    await damage('MfaDays', [toKey(what), DAY], columns);
    return opened;
  }

  it.each([...inside, ...headline.slice(0, -1)])(
    'whose $what is as if never written, and told',
    async ({ what, columns }) => {
      const { store, told } = await given(what, columns);
      expect(await store.day(DAY)).toBeUndefined();
      expect((await store.days('2026-06-01', DAY)).map(withoutEtag)).toEqual([BEFORE]);
      expect((await store.publishings('2000-01-01')).map(({ day }) => day)).toEqual([BEFORE.day]);
      expect(told).toHaveLength(3);
      for (const reason of told) expect(reason).toMatch(/^rowDamaged: Day 2026-06-15.*column/);
    },
  );

  it.each(headline)('whose $what has no headline', async ({ what, columns }) => {
    const { store, told } = await given(`headline-${what}`, columns);
    expect((await store.headlines('2026-06-01', DAY)).map(({ day }) => day)).toEqual([BEFORE.day]);
    expect(told).toHaveLength(1);
  });

  it('is replaced by one of several that publish it anew', async () => {
    const { store } = await given('anew', { coverage: '' });
    const rivals = [1, 2, 3].map((classifier) => storedDay({ classifier }));
    const won = await Promise.all(rivals.map((day) => store.publish(day, undefined)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(withoutEtag(await store.day(DAY))).toEqual(rivals[won.indexOf(true)]);
    expect(await store.publish(storedDay(), undefined)).toBe(false);
  });
});

describe('F27 a damaged chunk', () => {
  const FIRST = storedChunk({ facts: SMALL });
  const SECOND = storedChunk({ chunk: 1, facts: SMALL });
  const SECOND_KEY = '0001---000001';

  async function given(tenant: string, columns: Record<string, unknown>) {
    const opened = await open(tenant);
    for (const chunk of [FIRST, SECOND]) await opened.store.insertChunk(DAY, chunk);
    await damage('MfaFacts', [toKey(tenant, DAY), SECOND_KEY], columns);
    return opened;
  }

  it('is never left out of the facts: reading them fails by a name of its own', async () => {
    const { store } = await given('facts', { facts: new Uint8Array(20) });
    const refused = await all(store.chunks(DAY)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DamagedChunk);
    expect(String(refused)).toMatch(/Chunk 1 of pass 1 of 2026-06-15 cannot be read: its facts are damaged/);
    expect(await store.chunkHeaders(DAY)).toHaveLength(2);
    expect(await store.insertChunk(DAY, SECOND)).toBe(false);
  });

  it.each([
    { what: 'start', columns: { startedAt: undefined } },
    { what: 'end', columns: { done: 'yes' } },
    { what: 'number', columns: { chunk: '1' } },
    { what: 'schema', columns: { schema: undefined } },
  ])(
    'whose $what is damaged is told, left out of the headers, and written anew',
    async ({ what, columns }) => {
      const { store, told } = await given(what, columns);
      expect(await store.chunkHeaders(DAY)).toEqual([headerOf(FIRST)]);
      expect([...(await store.progress())]).toEqual([[DAY, [headerOf(FIRST)]]]);
      expect(told).toEqual(
        Array.from({ length: 2 }, () => expect.stringMatching(/^rowDamaged: A chunk of 2026-06-15/)),
      );
      await expect(all(store.chunks(DAY))).rejects.toBeInstanceOf(DamagedChunk);
      expect(await store.insertChunk(DAY, SECOND)).toBe(true);
      expect(await all(store.chunks(DAY))).toEqual([FIRST, SECOND]);
    },
  );

  it('whose header is the only one of its day still shows that there is something to remove', async () => {
    const { store } = await open('alone');
    await store.insertChunk(DAY, FIRST);
    await damage('MfaFacts', [toKey('alone', DAY), '0001---000000'], { startedAt: 'then' });
    expect([...(await store.progress())]).toEqual([[DAY, []]]);
    await store.dropChunks(DAY, 0);
    expect([...(await store.progress())]).toEqual([]);
  });
});

describe('F27 a damaged request', () => {
  const asked = { day: DAY, force: false, requestedAt: '2026-06-17T08:00:00.000Z' };

  it('is told and left out, and asked anew it is there again', async () => {
    const { store, told } = await open('request');
    const other = { ...asked, day: '2026-06-14' };
    for (const one of [other, { ...asked, force: true }]) await store.request(one);
    await damage('MfaState', ['request', toKey('request', DAY)], { force: 'yes' });
    expect(await store.requests()).toEqual([other]);
    expect(told).toEqual([expect.stringMatching(/^rowDamaged: A request row.*force/)]);
    expect(await store.request(asked)).toEqual(asked);
    expect(await store.requests()).toEqual([other, asked]);
  });
});

describe('F27 a damaged delivery', () => {
  const NOTHING = Object.fromEntries(
    Object.keys(sentEntity('contoso', buildSent()))
      .filter((column) => !column.endsWith('Key'))
      .map((column) => [column, undefined]),
  );

  async function given(tenant: string, columns: Record<string, unknown>) {
    const opened = await open(tenant);
    await opened.store.claimSent(buildSent({ day: '2026-06-14' }));
    await opened.store.claimSent(buildSent({ at: '2026-06-18T07:30:00.000Z' }));
    await damage('MfaState', [toKey(tenant), toKey('sent', DAY, 'daily', 'smtp')], columns);
    return opened;
  }

  it.each([
    { what: 'status is gone', columns: { status: undefined } },
    { what: 'schema is gone', columns: { schema: undefined } },
    { what: 'revision is a text', columns: { revision: 'x' } },
    { what: 'columns are all gone', columns: NOTHING },
  ])(
    'whose $what is told, and is an attempt that hangs, not the newest that succeeded',
    async ({ what, columns }) => {
      const { store, told } = await given(what, columns);
      const hanging = {
        day: DAY,
        kind: 'daily',
        channel: 'smtp',
        status: 'sending',
        tries: 1,
        repeat: false,
      };
      expect(await store.sent('2026-06-01', DAY)).toMatchObject([{ day: '2026-06-14' }, hanging]);
      expect(await store.lastSent()).toMatchObject({ day: '2026-06-14' });
      expect(told).toHaveLength(2);
      for (const reason of told) expect(reason).toMatch(/^rowDamaged: A delivery row of MfaState/);
    },
  );

  it('is taken over by one of several, and by none who does not know of it', async () => {
    const { store } = await given('delivery', { status: undefined });
    expect(await store.claimSent(buildSent())).toBe(false);
    const [damaged] = await store.sent(DAY, DAY);
    const claims = await Promise.all(
      [2, 3, 4].map((tries) => store.claimSent(buildSent({ tries }), damaged)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.sent(DAY, DAY)).toMatchObject([{ status: 'sent' }]);
  });

  it('whose told alone is damaged was sent all the same', async () => {
    const { store, told } = await given('told', { told: '[{' });
    expect(await store.sent(DAY, DAY)).toMatchObject([{ status: 'sent', told: [] }]);
    expect(told).toEqual([expect.stringMatching(/^rowDamaged: A delivery row.*told/)]);
    expect(await store.claimSent(buildSent())).toBe(false);
  });
});
