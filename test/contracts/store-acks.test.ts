/** Acknowledgements on Azurite: one for each reason, removed long after their end. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openApp } from '../../src/app.ts';
import type { Ack } from '../../src/core/ports.ts';
import { collect } from '../../src/run.ts';
import { toKey } from '../../src/store/keys.ts';
import { tableClient } from '../azurite.ts';
import { azuriteTables } from '../azurite-tables.ts';
import { openSmallSource } from '../small-source.ts';

const azurite = azuriteTables();
const { open } = azurite;

const ack = (given: Partial<Ack> = {}): Ack => ({
  reason: 'noResponse',
  until: '2026-11-30',
  by: 'helpdesk',
  note: 'Phones are exchanged, “old” ones go; 100 % by then',
  ...given,
});

describe('acknowledgements', () => {
  it('are kept one for each reason: a newer one takes the place of the older', async () => {
    const store = await open('kept');
    expect(await store.acks()).toEqual([]);
    const other = ack({ reason: 'wrongCode', note: '' });
    for (const one of [other, ack(), ack({ until: '2026-12-24', by: 'night shift' })])
      await store.acknowledge(one);
    expect(await store.acks()).toEqual([ack({ until: '2026-12-24', by: 'night shift' }), other]);
    expect(await (await open('another-tenant')).acks()).toEqual([]);
  });

  it('are withdrawn one by one, and it is told whether there was one', async () => {
    const store = await open('withdrawn');
    await store.acknowledge(ack());
    await store.acknowledge(ack({ reason: 'wrongCode' }));
    expect(await store.withdrawAck('noResponse')).toBe(true);
    expect(await store.withdrawAck('noResponse')).toBe(false);
    expect(await store.acks()).toEqual([ack({ reason: 'wrongCode' })]);
  });

  it('that ended before a day are removed, not those that ended on it', async () => {
    const store = await open('dropped');
    const ends = [
      ack({ reason: 'noResponse', until: '2026-11-22' }),
      ack({ reason: 'wrongCode', until: '2026-11-23' }),
      ack({ reason: 'wrongPin', until: '2026-11-24' }),
    ];
    for (const one of ends) await store.acknowledge(one);
    await store.dropAcks('2026-11-23');
    expect((await store.acks()).map(({ reason }) => reason)).toEqual(['wrongCode', 'wrongPin']);
  });

  it.each([
    ['reason is none of ours', { reason: 'sunspots' }],
    ['end is gone', { until: null }],
    ['note is a number', { note: 7 }],
  ])('F27 of which one whose %s is left out and told', async (what, columns) => {
    const told: string[] = [];
    const store = await open(what, { log: (event, fields) => void told.push(`${event}: ${fields?.reason}`) });
    await store.acknowledge(ack({ reason: 'wrongCode' }));
    const whole = { schema: 1, ...ack(), ...columns };
    const row = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null));
    await tableClient(azurite.connectionString, 'MfaState').createEntity({
      partitionKey: toKey(what),
      rowKey: toKey('ack', 'noResponse'),
      ...row,
    });
    expect(await store.acks()).toEqual([ack({ reason: 'wrongCode' })]);
    expect(told).toEqual([
      expect.stringMatching(/^rowDamaged: An acknowledgement row of MfaState cannot be read/),
    ]);
    await store.acknowledge(ack());
    expect(await store.acks()).toEqual([ack(), ack({ reason: 'wrongCode' })]);
  });

  it('promise 10: 90 days after its end a tick removes one, and leaves the others', async () => {
    const app = await openApp(
      { TABLES: azurite.connectionString, TENANT_ID: randomUUID(), BACKFILL_DAYS: '1' },
      { clock: () => Date.parse('2026-11-24T12:00:00Z'), log: () => {}, source: openSmallSource() },
    );
    const ended = ack({ reason: 'noResponse', until: '2026-08-25' });
    const kept = ack({ reason: 'wrongCode', until: '2026-08-26' });
    for (const one of [ended, kept]) await app.store.acknowledge(one);
    await collect(app);
    expect(await app.store.acks()).toEqual([kept]);
    await app.close();
  });
});
