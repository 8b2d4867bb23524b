/** Words kept under a name, on Azurite: the first stays, whoever comes after. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toKey } from '../../src/store/keys.ts';
import { storyDay } from '../../src/story-day.ts';
import { tableClient } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';

const azurite = azuriteTables();
const { open } = azurite;

describe('what is remembered', () => {
  it('is what was said first, each name and tenant for itself', async () => {
    const store = await open('first');
    expect(await store.remember('storyDay', '2026-11-23')).toBe('2026-11-23');
    expect(await store.remember('storyDay', '2026-11-24')).toBe('2026-11-23');
    expect(await (await open('first')).remember('storyDay', '2026-11-25')).toBe('2026-11-23');
    expect(await store.remember('another', '')).toBe('');
    expect(await (await open('second')).remember('storyDay', '2026-11-25')).toBe('2026-11-25');
  });

  it('is one of several that come at the same moment, and all are told that one', async () => {
    const store = await open('at-once');
    const words = ['a', 'b', 'c', 'd', 'e'];
    const kept = await Promise.all(words.map((word) => store.remember('name', word)));
    expect(new Set(kept).size).toBe(1);
    expect(words).toContain(kept[0]);
  });

  it('is said anew where its row is damaged', async () => {
    const tenant = randomUUID();
    const store = await open(tenant);
    await store.remember('name', 'old');
    const keys = { partitionKey: toKey(tenant), rowKey: toKey('note', 'name') };
    const client = tableClient(azurite.connectionString, 'MfaState');
    await client.updateEntity({ ...keys, schema: 1, writer: 'another' }, 'Replace');
    expect(await store.remember('name', 'new')).toBe('new');
    expect(await store.remember('name', 'newer')).toBe('new');
  });
});

describe('the story day', () => {
  it.each([
    ['the newest day that had settled', '2026-11-24T03:00:00Z', '2026-11-23'],
    ['the one before, while yesterday has not', '2026-11-24T02:59:59Z', '2026-11-22'],
    ['yesterday until midnight', '2026-11-24T23:59:59Z', '2026-11-23'],
  ])('is %s at the first reading, and stays so', async (_, at, day) => {
    const store = await open(randomUUID());
    const told = (clock: string) => storyDay(store, { clock: () => Date.parse(clock), settleHours: 3 });
    expect(await told(at)).toBe(day);
    expect(await told('2027-05-05T05:00:00Z')).toBe(day);
  });
});
