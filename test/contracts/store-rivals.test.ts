/** Several that write the same row at once: the keys and versions are the lock, whatever answers are lost. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { buildSent } from '../build-sent.ts';
import { fakeTime } from '../fake-time.ts';
import { storedChunk, storedDay } from '../store/builders.ts';
import { aDelivery, DAY, SMALL, twoDays } from './store-operations.ts';

const azurite = azuriteTables();

describe('F26 of several that write at once, the first answer to each being lost, one alone wins', () => {
  const RIVALS = [1, 2, 3, 4] as const;
  const attempts: readonly {
    readonly what: string;
    readonly given?: (store: Store) => Promise<unknown>;
    readonly act: (store: Store, rival: number) => Promise<boolean>;
    /** Who won, by what stands in the store. */
    readonly winner: (store: Store) => Promise<number | undefined>;
  }[] = [
    {
      what: 'a first publication',
      act: (store, rival) => store.publish(storedDay({ classifier: rival }), undefined),
      winner: async (store) => (await store.day(DAY))?.classifier,
    },
    {
      what: 'a next publication',
      given: twoDays,
      act: async (store, rival) => store.publish(storedDay({ classifier: rival }), await store.day(DAY)),
      winner: async (store) => (await store.day(DAY))?.classifier,
    },
    {
      what: 'a chunk',
      act: (store, rival) => store.insertChunk(DAY, storedChunk({ cursor: String(rival), facts: SMALL })),
      winner: async (store) => Number((await store.chunkHeaders(DAY))[0]?.cursor),
    },
    {
      what: 'a delivery',
      act: (store, rival) => store.claimSent(buildSent({ tries: rival })),
      winner: async (store) => (await store.sent(DAY, DAY))[0]?.tries,
    },
    {
      what: 'a delivery in place of an attempt',
      given: aDelivery,
      act: async (store, rival) =>
        store.claimSent(buildSent({ tries: rival }), (await store.sent(DAY, DAY))[0]),
      winner: async (store) => (await store.sent(DAY, DAY))[0]?.tries,
    },
  ];

  it.each(attempts)('$what', async ({ what, given, act, winner }) => {
    await given?.(await azurite.open(what));
    const time = { ...fakeTime('2026-06-16T03:00:00Z'), random: () => 0.5 };
    const [store, other] = [await azurite.openByProxy(what, time), await azurite.openByProxy(what, time)];
    let lost = 0;
    azurite.proxy.always(({ method }) =>
      method === 'GET' || lost++ >= RIVALS.length ? undefined : { reset: true, stored: true },
    );
    const won = await Promise.all(RIVALS.map((rival) => act(rival % 2 === 0 ? store : other, rival)));
    azurite.proxy.always(() => undefined);
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await winner(store)).toBe(RIVALS[won.indexOf(true)]);
  });
});
