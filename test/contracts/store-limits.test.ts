/** What the service would refuse is refused before it is asked, with the size and the limit. */
import { beforeAll, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { buildSent } from '../build-sent.ts';
import { figures, headline, randomTexts, storedChunk, storedDay } from '../store/builders.ts';
import { DAY, SMALL } from './store-operations.ts';

const azurite = azuriteTables();
let store: Store;
beforeAll(async () => {
  store = await azurite.openByProxy('contoso');
});

const LONGEST_TEXT = 'x'.repeat(32_768);
const LONG_KEY = 'x'.repeat(600);
const TOLD = Array.from({ length: 400 }, () => headline());
const HUGE = figures({ unlisted: randomTexts(60_000) });

it('F26 a cursor of 32,768 characters is stored', async () => {
  expect(await store.insertChunk(DAY, storedChunk({ cursor: LONGEST_TEXT, facts: SMALL }))).toBe(true);
  expect((await store.chunkHeaders(DAY))[0]?.cursor).toBe(LONGEST_TEXT);
});

it.each([
  {
    what: 'a longer cursor',
    act: () => store.insertChunk(DAY, storedChunk({ chunk: 1, cursor: `${LONGEST_TEXT}x`, facts: SMALL })),
    message: /^Storing chunk 1 of pass 1 of 2026-06-15 .*its cursor is too large.*65538 bytes, at most 65536/,
  },
  {
    what: 'a day too large for a row',
    act: () => store.publish(storedDay({ figures: HUGE }), undefined),
    message: /^Publishing day 2026-06-15 failed: the row is too large.*at most 1048576 bytes/,
  },
  {
    what: 'more told than a column holds, when it is claimed',
    act: () => store.claimSent(buildSent({ told: TOLD })),
    message: /^Claiming the delivery of 2026-06-15.*its told is too large/,
  },
  {
    what: 'more told than a column holds, when it is recorded',
    act: () => store.updateSent(buildSent({ told: TOLD })),
    message: /^Recording the delivery of 2026-06-15.*its told is too large/,
  },
  {
    what: 'a request of a text beyond a column',
    act: () => store.request({ day: DAY, force: false, requestedAt: `${LONGEST_TEXT}x` }),
    message: /^Queueing a request for 2026-06-15 failed: its requestedAt is too large/,
  },
  {
    what: 'a channel too long for a key',
    act: () => store.claimSent(buildSent({ channel: LONG_KEY })),
    message: /A key of \d+ characters is too long.*at most 512/,
  },
  {
    what: 'a day too long for a key',
    act: () => store.dropRequest(LONG_KEY, true),
    message: /A key of \d+ characters is too long/,
  },
  {
    what: 'a chunk of an impossible number',
    act: () => store.insertChunk(DAY, storedChunk({ chunk: 1_000_000, facts: SMALL })),
    message: /chunk number .* must be 0 to 999999/,
  },
])('F26 $what is refused before the service is asked', async ({ act, message }) => {
  const asked = azurite.proxy.requests.length;
  await expect(act()).rejects.toThrow(message);
  expect(azurite.proxy.requests).toHaveLength(asked);
});
