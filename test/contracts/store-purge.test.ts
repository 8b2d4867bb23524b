/** Removing what its time is up for: rows in range, of one tenant but for people, whoever else is at them. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { storedRows } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { buildSent } from '../build-sent.ts';
import { person } from '../render/judged-day.ts';
import { headerOf, storedChunk, storedDay, withoutEtag } from '../store/builders.ts';
import { all, DAY, FIRST, fillDays, SMALL } from './store-operations.ts';

const azurite = azuriteTables();
const { open } = azurite;

const DAYS = ['2026-05-31', '2026-06-01', '2026-06-02', '2026-06-10'] as const;
const LATER = DAYS.slice(2);

describe('F34 what is removed', () => {
  it('lies before the day that is named', async () => {
    const store = await open('before');
    await fillDays(store, DAYS);
    for (let time = 0; time < 2; time++) {
      await store.dropDays('2026-06-02');
      await store.dropSent('2026-06-02');
      expect((await store.publishings('2000-01-01')).map(({ day }) => day)).toEqual(LATER);
      expect((await store.sent('2026-01-01', '2026-12-31')).map(({ day }) => day)).toEqual(LATER);
      expect((await store.requests()).map(({ day }) => day)).toEqual(DAYS);
      expect([...(await store.progress()).keys()]).toEqual(DAYS);
    }
  });

  it('of a day’s chunks is of the readings that began before the instant that is named', async () => {
    const store = await open('started');
    const began = Date.parse('2026-06-16T03:00:00.000Z');
    const chunks = [
      storedChunk({ pass: 1, chunk: 0, startedAt: began - 1, facts: SMALL }),
      storedChunk({ pass: 1, chunk: 1, startedAt: began - 1, writtenAt: began + 60_000, facts: SMALL }),
      storedChunk({ pass: 2, chunk: 0, startedAt: began, facts: SMALL }),
      storedChunk({ pass: 3, chunk: 0, startedAt: began + 1, facts: SMALL }),
    ];
    for (const day of [DAY, '2026-06-16']) for (const one of chunks) await store.insertChunk(day, one);
    await store.dropChunks(DAY, began);
    expect(await all(store.chunks(DAY))).toEqual(chunks.slice(2));
    expect(await all(store.chunks('2026-06-16'))).toEqual(chunks);
    await store.dropChunks(DAY, 0);
    expect(await store.chunkHeaders(DAY)).toHaveLength(2);
    await store.dropChunks(DAY);
    expect([...(await store.progress())]).toEqual([['2026-06-16', chunks.map(headerOf)]]);
  });

  it('of lists of people is of every tenant: one may have been renamed', async () => {
    const [store, old] = [await open('renamed'), await open('renamed-before')];
    for (const one of [store, old]) {
      for (const day of DAYS) await one.keepPeople(day, 1, [person('ann@contoso.example')]);
      await one.claimSent(buildSent({ day: DAYS[0] }));
    }
    await store.dropPeopleBefore('2026-06-02');
    for (const one of [store, old]) {
      const left = await Promise.all(DAYS.map((day) => one.people(day, 1)));
      expect(left.map((people) => people.length)).toEqual([0, 0, 1, 1]);
      expect(await one.sent('2026-01-01', '2026-12-31')).toHaveLength(1);
    }
  });

  it('may be removed by several at once', async () => {
    const [store, other] = [await open('several'), await open('several')];
    const days = Array.from({ length: 30 }, (_, index) => `2026-06-${String(index + 1).padStart(2, '0')}`);
    await fillDays(store, days);
    for (let chunk = 1; chunk < 40; chunk++)
      await store.insertChunk(DAY, storedChunk({ chunk, facts: SMALL }));
    await Promise.all(
      [store, other, store].flatMap((one) => [
        one.dropDays('2026-06-30'),
        one.dropSent('2026-06-30'),
        one.dropChunks(DAY),
      ]),
    );
    expect((await store.publishings('2000-01-01')).map(({ day }) => day)).toEqual(['2026-06-30']);
    expect(await store.sent('2026-06-01', '2026-06-30')).toHaveLength(1);
    expect((await store.progress()).has(DAY)).toBe(false);
    expect((await store.progress()).size).toBe(29);
  });
});

describe('F34 a row that is written anew while the old one is being removed stays', () => {
  /** Breaks off the first removal; in the pause before the next try, `meanwhile` comes to pass. */
  async function interrupted(tenant: string, meanwhile: (direct: Store) => Promise<unknown>): Promise<Store> {
    const direct = await open(tenant);
    let isFirst = true;
    azurite.proxy.always(({ method }) => (method === 'DELETE' && isFirst ? { reset: true } : undefined));
    return await azurite.openByProxy(tenant, {
      sleep: async () => {
        isFirst = false;
        await meanwhile(direct);
      },
    });
  }

  it('as a day that is published again', async () => {
    const next = storedDay({ revision: 2 });
    const store = await interrupted('again', async (direct) => direct.publish(next, await direct.day(DAY)));
    await store.publish(storedDay(), undefined);
    await store.dropDays('2026-06-16');
    expect(withoutEtag(await store.day(DAY))).toEqual(next);
  });

  it('as a chunk of a reading that starts over', async () => {
    const anew = storedChunk({ cursor: 'anew', facts: SMALL });
    const store = await interrupted('over', async (direct) => {
      await direct.dropChunks(DAY);
      await direct.insertChunk(DAY, anew);
    });
    await store.insertChunk(DAY, FIRST);
    await store.dropChunks(DAY);
    expect(await all(store.chunks(DAY))).toEqual([anew]);
  });
});

it('F34 no tenant sees or removes the rows of another, however alike their names', async () => {
  const names = ['a', 'a-', 'a-b', 'a--', 'a---b', 'a~', 'A', '', 'a--002d', `a---${DAY}`];
  const stores = await Promise.all(names.map((name) => open(name)));
  for (const [index, store] of stores.entries()) {
    await store.publish(storedDay({ revision: index }), undefined);
    await store.insertChunk(DAY, storedChunk({ cursor: names[index], facts: SMALL }));
    await store.claimSent(buildSent({ revision: index }));
  }
  for (const [index, store] of stores.entries()) {
    expect((await store.days('2026-01-01', '2026-12-31')).map(({ revision }) => revision)).toEqual([index]);
    const progress = [...(await store.progress())].map(([day, headers]) => [
      day,
      headers.map((one) => one.cursor),
    ]);
    expect(progress).toEqual([[DAY, [names[index]]]]);
    expect((await store.sent('2026-01-01', '2026-12-31')).map(({ revision }) => revision)).toEqual([index]);
  }
  for (const [index, store] of stores.entries()) {
    await store.dropDays('2027-01-01');
    await store.dropSent('2027-01-01');
    await store.dropChunks(DAY);
    const left = await Promise.all(names.map((name) => storedRows(azurite.connectionString, name)));
    expect(left.map((rows) => rows.length)).toEqual(names.map((_, other) => (other <= index ? 0 : 3)));
  }
});
