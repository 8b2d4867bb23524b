/** A day above SHARD_ABOVE is read and counted shard by shard, and published as if it had been read in one piece. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { startCollector } from '../faults/collector.ts';
import type { Copy } from '../loopback-logs/log-rows.ts';
import type { LoopbackLogs } from '../loopback-logs.ts';
import { COPIES, DAY, startLogs } from './read-logs.ts';

const FIRST = '2026-11-24T03:00:00Z';
const SHARDED = { SHARD_ABOVE: '500' };

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const open: LoopbackLogs[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((logs) => logs.close()));
});

/** Some users without an id or any name, some with a name alone, some whose id is written in two ways. */
function withOddUsers(copies: readonly Copy[]): readonly Copy[] {
  return copies.map(({ record, writtenAt }, index) => {
    const user = typeof record.userId === 'string' ? record.userId : '';
    if (user.endsWith('1')) return { record: { ...record, userId: '' }, writtenAt };
    if (user.endsWith('2'))
      return { record: { ...record, userId: '00000000-0000-0000-0000-000000000000' }, writtenAt };
    if (user.endsWith('3'))
      return { record: { ...record, userId: '', userPrincipalName: '', userDisplayName: '' }, writtenAt };
    if (user.endsWith('4') && index % 2 === 0)
      return { record: { ...record, userId: user.toUpperCase() }, writtenAt };
    return { record, writtenAt };
  });
}

async function start(
  options: { copies?: readonly Copy[]; at?: string; settings?: Record<string, string> } = {},
) {
  const { copies = COPIES, at = FIRST, settings = {} } = options;
  const { logs, open: openSource } = await startLogs({ copies });
  open.push(logs);
  const tenant = crypto.randomUUID();
  const collector = (more: { source?: Source; settings?: Record<string, string>; at?: string } = {}) =>
    startCollector({
      tables: azurite.connectionString,
      tenant,
      at: more.at ?? at,
      source: more.source ?? openSource(),
      settings: { PRIVACY: 'named', ...settings, ...more.settings },
    });
  return { logs, tenant, collector };
}

/** A published day and its people, without the version of its row. */
async function collected(options: Parameters<typeof start>[0] = {}) {
  const { logs, collector } = await start(options);
  const { app } = await collector();
  await collect(app, { days: [DAY] });
  const day = await app.store.day(DAY);
  return { logs, app, day: bare(day), people: await app.store.people(DAY, day?.revision ?? 0) };
}

function bare(day: StoredDay | undefined): Omit<StoredDay, 'etag'> | undefined {
  if (day === undefined) return undefined;
  const { etag: _etag, ...rest } = day;
  return rest;
}

describe('F18 a day read in shards', () => {
  it.each([
    ['Contoso', COPIES],
    ['Contoso with users without an id, a name or one way of writing it', withOddUsers(COPIES)],
  ])('%s is published as the undivided one', async (_, copies) => {
    const whole = await collected({ copies });
    const divided = await collected({ copies, settings: SHARDED });
    expect(whole.day?.coverage.signIns).toBeGreaterThan(1_000);
    expect(whole.people.length).toBeGreaterThan(3);
    expect(divided.logs.queries.some(({ query }) => query.includes('tolower(UserId)'))).toBe(true);
    expect(divided.day).toEqual(whole.day);
    expect(divided.people).toEqual(whole.people);
  });

  it('keeps no fact of anybody', async () => {
    const { app } = await collected({ settings: SHARDED });
    let facts = 0;
    for await (const chunk of app.store.chunks(DAY)) facts += chunk.facts.rows;
    expect(facts).toBe(0);
    const shards = await app.store.shardHeaders(DAY);
    expect(shards.map(({ number }) => number)).toEqual(Array.from(shards, (_, number) => number));
    expect(shards.length).toBe((shards[0]?.of ?? 0) + 1);
    expect(shards.filter(({ counts }) => counts.rows > 0).length).toBeGreaterThan(10);
  });
});
