/** Answers to queries in short and empty pages: each is followed by its token, to the last one. */
import { expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { storedRows } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { storedChunk } from '../store/builders.ts';
import { all, fillDays, SMALL } from './store-operations.ts';

const azurite = azuriteTables();

const DAYS = ['2026-06-12', '2026-06-13', '2026-06-14', '2026-06-15', '2026-06-16'] as const;

/** Five days, requests and deliveries; five chunks of one day, and one of each other. */
async function filled(tenant: string): Promise<Store> {
  const store = await azurite.openByProxy(tenant);
  await fillDays(store, DAYS);
  for (const chunk of [1, 2, 3, 4])
    await store.insertChunk('2026-06-14', storedChunk({ chunk, facts: SMALL }));
  return store;
}

const QUERIES: readonly { readonly query: string; readonly ask: (store: Store) => Promise<unknown> }[] = [
  { query: 'headlines', ask: (store) => store.headlines('2026-06-13', '2026-06-16') },
  { query: 'days', ask: (store) => store.days('2026-06-13', '2026-06-16') },
  { query: 'publishings', ask: (store) => store.publishings('2000-01-01') },
  { query: 'chunk headers', ask: (store) => store.chunkHeaders('2026-06-14') },
  { query: 'chunks', ask: (store) => all(store.chunks('2026-06-14')) },
  { query: 'progress', ask: async (store) => [...(await store.progress())] },
  { query: 'requests', ask: (store) => store.requests() },
  { query: 'deliveries', ask: (store) => store.sent('2026-06-13', '2026-06-16') },
  { query: 'the newest delivery', ask: (store) => store.lastSent() },
];

/** Rows of the pages in turn: 0 is an empty page whose token leads on. */
const PAGES = [[1], [2], [0, 1], [0, 0, 0, 2], [3, 0, 1]] as const;
const every = (pages: readonly number[]) => {
  let asked = 0;
  return () => ({ page: pages[asked++ % pages.length] ?? 1 });
};

it.each(QUERIES)('F26 $query: whole, whatever the pages', async ({ query, ask }) => {
  const store = await filled(query);
  azurite.proxy.always(() => undefined);
  const whole = await ask(store);
  for (const pages of PAGES) {
    const before = azurite.proxy.requests.length;
    azurite.proxy.always(every(pages));
    expect(await ask(store)).toEqual(whole);
    expect(azurite.proxy.requests.length - before).toBeGreaterThan(1);
  }
  azurite.proxy.always(() => undefined);
});

it.each(PAGES.map((pages) => ({ pages })))(
  'F34 all that is old is removed, and nothing else, in pages of $pages',
  async ({ pages }) => {
    const tenant = `contoso-${pages.join('-')}`;
    const store = await filled(tenant);
    azurite.proxy.always(every(pages));
    await store.dropDays('2026-06-15');
    await store.dropSent('2026-06-15');
    await store.dropChunks('2026-06-14');
    azurite.proxy.always(() => undefined);
    const kept = DAYS.slice(3);
    expect((await store.days('2026-06-01', '2026-06-30')).map(({ day }) => day)).toEqual(kept);
    expect((await store.sent('2026-06-01', '2026-06-30')).map(({ day }) => day)).toEqual(kept);
    expect([...(await store.progress()).keys()]).toEqual(DAYS.filter((day) => day !== '2026-06-14'));
    expect(await storedRows(azurite.connectionString, tenant)).toHaveLength(2 + 4 + 5 + 2);
  },
);
