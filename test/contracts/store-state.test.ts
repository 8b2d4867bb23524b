/** Requests and deliveries on Azurite. */
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { buildSent } from '../build-sent.ts';
import { headline, withoutEtag } from '../store/builders.ts';

const azurite = azuriteTables();
const { open } = azurite;

describe('requests', () => {
  it('are kept until dropped; the same again keeps the first time, and force once asked for', async () => {
    const store = await open('requests');
    const first = { day: '2026-06-15', force: false, requestedAt: '2026-06-17T08:00:00.000Z' };
    const again = { ...first, requestedAt: '2026-06-17T09:00:00.000Z' };
    expect(await store.request(first)).toEqual(first);
    expect(await store.request(again)).toEqual(first);
    expect(await store.request({ ...again, force: true })).toEqual({ ...first, force: true });
    expect(await store.request(again)).toEqual({ ...first, force: true });
    const earlier = { ...again, day: '2026-06-14' };
    await store.request(earlier);
    expect(await store.requests()).toEqual([earlier, { ...first, force: true }]);
    // What was read without force is not what was asked for.
    await store.dropRequest('2026-06-15', false);
    expect(await store.requests()).toEqual([earlier, { ...first, force: true }]);
    await store.dropRequest('2026-06-15', true);
    await store.dropRequest('2026-06-15', true);
    expect(await store.requests()).toEqual([earlier]);
  });

  it('at the same moment end with force if one of them asked for it', async () => {
    const store = await open('requests-at-once');
    const asked = [false, true, false, true].map((force, index) => ({
      day: '2026-06-15',
      force,
      requestedAt: `2026-06-17T08:00:0${index}.000Z`,
    }));
    await Promise.all(asked.map((one) => store.request(one)));
    expect(await store.requests()).toMatchObject([{ day: '2026-06-15', force: true }]);
  });
});

describe('deliveries', () => {
  it('are claimed once and then brought up to date', async () => {
    const store = await open('deliveries');
    const sending = buildSent({ status: 'sending' });
    const claims = await Promise.all([store.claimSent(sending), store.claimSent(sending)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    const sent = buildSent({ status: 'sent', at: '2026-06-16T07:30:09.000Z' });
    await store.updateSent(sent);
    expect(await deliveriesOf(store, '2026-06-15')).toEqual([sent]);
    expect(await store.claimSent(sending)).toBe(false);
  });

  it('of a day are those of that day only, each kind and channel for itself', async () => {
    const store = await open('deliveries-of-a-day');
    const rows = [
      buildSent({ kind: 'correction' }),
      buildSent({ channel: 'file' }),
      buildSent({ channel: 'graph-mail' }),
      buildSent({ day: '2026-06-1' }),
      buildSent({ day: '2026-06-151' }),
    ];
    for (const row of rows) expect(await store.claimSent(row)).toBe(true);
    expect(await deliveriesOf(store, '2026-06-15')).toEqual(rows.slice(0, 3));
    expect(await deliveriesOf(store, '2026-06-14')).toEqual([]);
  });

  it('that succeeded: the newest by time, whatever its day', async () => {
    const store = await open('last-delivery');
    expect(await store.lastSent()).toBeUndefined();
    const newest = buildSent({ day: '2026-06-10', kind: 'correction', at: '2026-06-18T07:30:00.000Z' });
    const rows = [
      buildSent({ day: '2026-06-16', at: '2026-06-17T07:30:00.000Z' }),
      newest,
      buildSent({ day: '2026-06-17', at: '2026-06-19T07:30:00.000Z', status: 'failed' }),
      buildSent({ day: '2026-06-18', at: '2026-06-19T07:31:00.000Z', status: 'sending' }),
    ];
    for (const row of rows) await store.claimSent(row);
    expect(withoutEtag(await store.lastSent())).toEqual(newest);
  });

  it('that succeeded and is being repeated counts as it went out, till the repeat has', async () => {
    const store = await open('last-delivery-repeated');
    const wentOut = '2026-06-16T07:30:00Z';
    await store.claimSent(buildSent({ status: 'sending', at: '2026-06-18T07:30:00Z', wentOut }));
    expect(await store.lastSent()).toMatchObject({ status: 'sent', at: wentOut });
    const repeat = buildSent({ at: '2026-06-18T07:30:00Z' });
    await store.updateSent(repeat);
    expect(await deliveriesOf(store, '2026-06-15')).toStrictEqual([repeat]);
    expect(withoutEtag(await store.lastSent())).toEqual(repeat);
  });

  it('remember what was told, how often it was tried, and whether it is a repeat', async () => {
    const store = await open('told');
    const told = Array.from({ length: 14 }, (_, index) =>
      headline({ day: `2026-06-${String(index + 2).padStart(2, '0')}`, signIns: index === 3 ? null : 7 }),
    );
    const sent = buildSent({ told, tries: 3, repeat: true });
    expect(await store.claimSent(buildSent({ status: 'sending' }))).toBe(true);
    await store.updateSent(sent);
    expect(await deliveriesOf(store, '2026-06-15')).toStrictEqual([sent]);
  });

  it('of several days come by day, both ends included', async () => {
    const store = await open('deliveries-of-days');
    const rows = ['2026-05-31', '2026-06-01', '2026-06-02', '2026-06-03'].map((day) => buildSent({ day }));
    for (const row of rows.toReversed()) await store.claimSent(row);
    expect(await deliveriesOf(store, '2026-06-01', '2026-06-02')).toEqual(rows.slice(1, 3));
  });

  it('that failed are tried anew by one of several, and by none who read an older attempt', async () => {
    const store = await open('tried-anew');
    await store.claimSent(buildSent({ status: 'failed' }));
    const seen = must((await store.sent('2026-06-15', '2026-06-15'))[0]);
    const next = [2, 3, 4].map((tries) => buildSent({ status: 'sending', tries }));
    const won = await Promise.all(next.map((one) => store.claimSent(one, seen)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await deliveriesOf(store, '2026-06-15')).toEqual([next[won.indexOf(true)]]);
    expect(await store.claimSent(buildSent({ tries: 5 }), seen)).toBe(false);
  });

  it('take the place of the same delivery only, as read', async () => {
    const store = await open('wrong-attempt');
    await store.claimSent(buildSent());
    const seen = must((await store.sent('2026-06-15', '2026-06-15'))[0]);
    const message = /same delivery as read/;
    await expect(store.claimSent(buildSent({ channel: 'file' }), seen)).rejects.toThrow(message);
    await expect(store.claimSent(buildSent(), buildSent())).rejects.toThrow(message);
  });

  it('that were never claimed cannot be brought up to date', async () => {
    const store = await open('unclaimed');
    await expect(store.updateSent(buildSent({}))).rejects.toThrow(/Recording the delivery.*404/);
  });
});

async function deliveriesOf(store: Store, from: string, to = from) {
  return (await store.sent(from, to)).map(withoutEtag);
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
