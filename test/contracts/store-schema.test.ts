/**
 * Rows of other versions. The fixture holds rows as the first version wrote them, with the columns
 * added since left out; all data is invented.
 */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Store } from '../../src/core/ports.ts';
import { SettingsError } from '../../src/errors.ts';
import { storedRows, type TableName, tableClient } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { buildSent } from '../build-sent.ts';
import { storedChunk, storedDay } from '../store/builders.ts';
import { all, DAY, SMALL } from './store-operations.ts';

const Bytes = z.object({ base64: z.string() }).transform(({ base64 }) => Buffer.from(base64, 'base64'));
const Rows = z.array(
  z
    .object({ partitionKey: z.string(), rowKey: z.string() })
    .catchall(z.union([z.string(), z.number(), z.boolean(), Bytes])),
);
const Fixture = z.object({ MfaDays: Rows, MfaFacts: Rows, MfaState: Rows });

const azurite = azuriteTables();
let store: Store;
beforeAll(async () => {
  store = await open('contoso');
  const path = new URL('../fixtures/schema-1/rows.json', import.meta.url);
  const fixture = Fixture.parse(JSON.parse(await readFile(path, 'utf8')));
  for (const table of ['MfaDays', 'MfaFacts', 'MfaState'] as const) {
    for (const row of fixture[table]) await tableClient(azurite.connectionString, table).createEntity(row);
  }
});

function open(tenant: string): Promise<Store> {
  return azurite.open(tenant, {
    log: (event, fields) => {
      throw new Error(`${event}: ${fields?.reason}`);
    },
  });
}

describe('F27 of the rows that the first version of schema 1 wrote', () => {
  it('the days are read', async () => {
    const [sealed, day] = await store.days('2026-06-01', '2026-06-30');
    expect(sealed).toMatchObject({ day: '2026-06-14', state: 'sealed', revision: 3 });
    expect(sealed?.coverage).toMatchObject({ passes: 2, agreement: 0.998, records: 12, signIns: 10 });
    expect(day).toMatchObject({ day: DAY, state: 'open', lastReadAt: undefined, exclusions: undefined });
    expect(day?.figures.totals).toEqual({ signIns: 10, attempts: 9, users: 6 });
    expect(day?.figures.reasons).toMatchObject([{ reason: 'noResponse', prompts: 4, users: 2 }]);
    expect(await store.day(DAY)).toEqual(day);
    // Figures that were not counted yet.
    const most = { method: null, app: null, os: null, country: null };
    expect(day?.figures.reasons).toMatchObject([{ unableUsers: 0, most, hours: [] }]);
    expect(day?.figures.methods).toMatchObject([{ method: 'push', afterRetry: { attempts: 0, users: 0 } }]);
    expect(day?.figures.found).toEqual([]);
    expect(day?.figures.friction).toEqual({ promptsMedian: null, promptsP95: null, phishingResistant: 0 });
    expect(await store.publishings('2000-01-01')).toMatchObject([
      { day: '2026-06-14', windowTo: '2026-06-14T24:00:00.000Z', collectedAt: '2026-06-16T03:00:00.000Z' },
      { day: DAY, lastReadAt: undefined },
    ]);
    expect(await store.headlines(DAY, DAY)).toMatchObject([{ signIns: 10, denied: 2, rate: 5 / 8 }]);
  });

  it('the chunks are read', async () => {
    const since = { zone: undefined, readTo: undefined, source: undefined };
    const times = {
      startedAt: Date.parse('2026-06-16T03:00:00.000Z'),
      writtenAt: Date.parse('2026-06-16T03:00:07.125Z'),
    };
    const headers = [
      { pass: 1, chunk: 0, cursor: undefined, done: false, ...times, ...since },
      { pass: 1, chunk: 1, cursor: '2026-06-15T12:00:00.0000000Z', done: true, ...times, ...since },
    ];
    expect(await store.chunkHeaders(DAY)).toEqual(headers);
    expect([...(await store.progress())]).toEqual([[DAY, headers]]);
    const [, last] = await all(store.chunks(DAY));
    expect(last?.facts).toMatchObject({
      records: 7,
      rows: 5,
      rejected: { noId: 1, badTime: 1 },
      details: [],
    });
    expect(last?.facts.users.map(([, name]) => name)).toEqual([
      expect.stringMatching(/@contoso\.example$/),
      expect.stringMatching(/@contoso\.example$/),
      expect.stringMatching(/@contoso\.example$/),
    ]);
    expect(last?.facts.evidences[1]?.steps[1]).toEqual({
      method: 'Mobile app notification',
      text: 'Invented text 1',
      succeeded: false,
    });
  });

  it('requests and deliveries are read', async () => {
    expect(await store.requests()).toEqual([
      { day: DAY, force: true, requestedAt: '2026-06-17T08:00:00.000Z' },
    ]);
    const sent = buildSent({ at: '2026-06-16T07:30:09.000Z', etag: expect.any(String) });
    expect(await store.sent(DAY, DAY)).toEqual([sent]);
    expect(await store.lastSent()).toEqual(sent);
  });

  it('each can be replaced by what is written now', async () => {
    const next = storedDay({ revision: 2, lastReadAt: '2026-06-16T02:00:00.000Z' });
    expect(await store.publish(next, await store.day(DAY))).toBe(true);
    expect(await store.claimSent(buildSent({ tries: 2 }), await store.lastSent())).toBe(true);
    expect(await store.insertChunk(DAY, storedChunk({ chunk: 2, facts: SMALL }))).toBe(true);
    expect(await all(store.chunks(DAY))).toHaveLength(3);
  });
});

describe('F27 a row that a newer version wrote is refused by name, and left as it is, when one', () => {
  const REQUEST = { day: DAY, force: true, requestedAt: '2026-06-17T08:00:00.000Z' };
  const cases: readonly {
    readonly what: string;
    readonly table: TableName;
    readonly act: (newer: Store) => Promise<unknown>;
  }[] = [
    { what: 'reads headlines', table: 'MfaDays', act: (newer) => newer.headlines(DAY, DAY) },
    { what: 'reads days', table: 'MfaDays', act: (newer) => newer.days(DAY, DAY) },
    { what: 'reads a day', table: 'MfaDays', act: (newer) => newer.day(DAY) },
    { what: 'lists what was published', table: 'MfaDays', act: (newer) => newer.publishings('2000-01-01') },
    { what: 'publishes', table: 'MfaDays', act: (newer) => newer.publish(storedDay(), undefined) },
    { what: 'reads the headers of chunks', table: 'MfaFacts', act: (newer) => newer.chunkHeaders(DAY) },
    { what: 'reads chunks', table: 'MfaFacts', act: (newer) => all(newer.chunks(DAY)) },
    { what: 'reads the progress', table: 'MfaFacts', act: (newer) => newer.progress() },
    {
      what: 'writes the same chunk',
      table: 'MfaFacts',
      act: (newer) => newer.insertChunk(DAY, storedChunk({ facts: SMALL })),
    },
    { what: 'reads requests', table: 'MfaState', act: (newer) => newer.requests() },
    { what: 'asks for the day', table: 'MfaState', act: (newer) => newer.request(REQUEST) },
    { what: 'reads deliveries', table: 'MfaState', act: (newer) => newer.sent(DAY, DAY) },
    { what: 'looks for the newest delivery', table: 'MfaState', act: (newer) => newer.lastSent() },
    { what: 'claims a delivery', table: 'MfaState', act: (newer) => newer.claimSent(buildSent()) },
  ];

  it.each(cases)('$what', async ({ what, table, act }) => {
    const newer = await open(what);
    await newer.publish(storedDay(), undefined);
    await newer.insertChunk(DAY, storedChunk({ facts: SMALL }));
    await newer.request({ ...REQUEST, force: false });
    await newer.claimSent(buildSent());
    const client = tableClient(azurite.connectionString, table);
    for await (const { partitionKey = '', rowKey = '' } of client.listEntities()) {
      if (partitionKey.startsWith('contoso')) continue;
      await client.updateEntity({ partitionKey, rowKey, schema: 2 }, 'Merge');
    }
    const rows = await storedRows(azurite.connectionString, what);
    const refused = await act(newer).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SettingsError);
    expect(String(refused)).toMatch(
      /TABLES: .*(2026-06-15|row of MfaState) has schema 2; .* reads schemas 1 to 1/,
    );
    expect(await storedRows(azurite.connectionString, what)).toEqual(rows);
  });
});
