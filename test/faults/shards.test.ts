/** A day read in shards, under what may happen meanwhile. Everything is invented, tenant Contoso. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Source } from '../../src/core/ports.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { collect } from '../../src/run.ts';
import { chunkPartition } from '../../src/store/chunk-entity.ts';
import { type Azurite, startAzurite, tableClient } from '../azurite.ts';
import { runCli, temporaryFolder } from '../cli/run-cli.ts';
import { COPIES, DAY, startLogs } from '../contracts/read-logs.ts';
import { figuresOf, startCollector } from './collector.ts';

const FIRST = '2026-11-24T03:00:00Z';
const SECOND = '2026-11-25T06:00:00Z';
const SEALS = '2026-11-26T06:00:00Z';
const SHARDED = { SHARD_ABOVE: '100', PRIVACY: 'named' };
const SOME = COPIES.filter((_, index) => index % 12 === 0);
/** Has sign-ins on the day. */
const SOMEBODY = String(
  SOME.find(({ record }) => String(record.createdDateTime).startsWith(DAY))?.record.userId,
);

let azurite: Azurite;
let logs: Awaited<ReturnType<typeof startLogs>>;
beforeAll(async () => {
  azurite = await startAzurite();
  logs = await startLogs({ copies: SOME });
});
afterAll(async () => {
  await logs.logs.close();
  await azurite.close();
});

type Given = { tenant?: string; at?: string; source?: Source; settings?: Readonly<Record<string, string>> };
function start({ tenant = randomUUID(), at = FIRST, source = logs.open(), settings = {} }: Given = {}) {
  const tables = azurite.connectionString;
  return startCollector({ tables, tenant, at, source, settings: { ...SHARDED, ...settings } });
}

/** The shards that a source is asked for, in order. */
function watched(source: Source): { readonly source: Source; readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    source: {
      ...source,
      read(window, cursor, timeLeft, shard) {
        if (shard !== undefined) asked.push(shard.number);
        return source.read(window, cursor, timeLeft, shard);
      },
    },
  };
}

/** Time for so many looks at the clock. */
function ticksOf(looks: number): () => number {
  let left = looks;
  return () => left--;
}

async function undivided(
  settings: Readonly<Record<string, string>> = {},
  at = FIRST,
): Promise<StoredDay | undefined> {
  const { app } = await start({ settings: { SHARD_ABOVE: '5000000', ...settings }, at });
  await collect(app, { days: [DAY] });
  return await app.store.day(DAY);
}

describe('a reading in shards', () => {
  it('goes on in the next ticks, reads no stored shard again, and publishes nothing before its end', async () => {
    const { source, asked } = watched(logs.open());
    const { app, setClock } = await start({ source });
    let ticks = 0;
    let state = 'missing';
    for (; state === 'missing' && ticks < 50; ticks += 1) {
      setClock(new Date(Date.parse(FIRST) + ticks * 900_000).toISOString());
      const { days } = await collect(app, { days: [DAY], timeLeft: ticksOf(20) });
      state = days[0]?.state ?? 'missing';
      if (state === 'missing') expect(days[0]?.problem).toBe('the time is used up; the next run goes on');
    }
    const shards = await app.store.shardHeaders(DAY);
    expect(ticks).toBeGreaterThan(3);
    expect(shards.length).toBeGreaterThan(10);
    for (const { number } of shards) {
      const readings = asked.filter((shard) => shard === number).length;
      expect(readings).toBeGreaterThan(0);
      // Once more at most for each tick that ended in it.
      expect(readings).toBeLessThanOrEqual(ticks);
    }
    expect(asked.length).toBeLessThan(shards.length + ticks);
    expect(figuresOf(await app.store.day(DAY))).toBe(figuresOf(await undivided()));
  });

  it('is sealed by a later one, which leaves no shard behind', async () => {
    const { app, setClock } = await start();
    for (const at of [FIRST, SECOND, SEALS]) {
      setClock(at);
      await collect(app, { days: [DAY] });
    }
    const day = await app.store.day(DAY);
    expect(day).toMatchObject({ state: 'sealed', coverage: { passes: 3, agreement: 1, late: 0 } });
    const { signIns, outsideWindow, nonInteractive, outOfScope, excluded, rejected, duplicates, records } =
      day?.coverage ?? {};
    const known = [signIns, outsideWindow, nonInteractive, outOfScope, excluded, rejected?.total, duplicates];
    expect(known.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(records);
    expect(await rowsOf(app.settings.tenantId ?? '')).toBe(0);

    const { app: other, setClock: setOther } = await start({ settings: { SHARD_ABOVE: '5000000' } });
    for (const at of [FIRST, SECOND, SEALS]) {
      setOther(at);
      await collect(other, { days: [DAY] });
    }
    const whole = await other.store.day(DAY);
    expect({ ...day, etag: '' }).toEqual({ ...whole, etag: '' });
  });

  it('of a source that shows less than before keeps the day open, and its figures as they were', async () => {
    const fewer = await startLogs({ copies: SOME.filter((_, index) => index % 10 !== 0) });
    try {
      const tenant = randomUUID();
      const { app } = await start({ tenant });
      await collect(app, { days: [DAY] });
      const before = await app.store.day(DAY);
      const later = await start({ tenant, source: fewer.open(), at: SEALS });
      const { days } = await collect(later.app, { days: [DAY] });
      expect(days[0]?.problem).toContain('fewer than');
      expect((await app.store.day(DAY))?.figures).toEqual(before?.figures);
      await collect(later.app, { days: [DAY], acceptFewer: true });
      const accepted = await app.store.day(DAY);
      expect(accepted?.state).toBe('open');
      expect(accepted?.coverage.agreement).toBeGreaterThan(0.8);
      expect(accepted?.coverage.agreement).toBeLessThan(0.995);
    } finally {
      await fewer.logs.close();
    }
  });

  it('never adds a shard that was counted with other exclusions', async () => {
    const tenant = randomUUID();
    const { app } = await start({ tenant });
    await collect(app, { days: [DAY], timeLeft: ticksOf(40) });
    const before = await app.store.shardHeaders(DAY);
    expect(before.length).toBeGreaterThan(2);
    const settings = { EXCLUDE_USERS: SOMEBODY };
    const other = await start({ tenant, settings, at: '2026-11-24T03:15:00Z' });
    await collect(other.app, { days: [DAY] });
    const day = await other.app.store.day(DAY);
    const whole = await undivided(settings);
    expect(day?.coverage.excluded).toBeGreaterThan(0);
    expect(figuresOf(day)).toBe(figuresOf(whole));
    const all = await other.app.store.shardHeaders(DAY);
    expect(new Set(all.map(({ mark }) => mark)).size).toBe(2);
  });

  it('takes new exclusions with the next reading, and says so', async () => {
    const tenant = randomUUID();
    const { app } = await start({ tenant });
    await collect(app, { days: [DAY] });
    const before = await app.store.day(DAY);
    const settings = { EXCLUDE_USERS: SOMEBODY };
    const other = await start({ tenant, settings, at: '2026-11-24T03:15:00Z' });
    await collect(other.app);
    expect(await app.store.day(DAY)).toEqual(before);
    other.setClock(SECOND);
    await collect(other.app);
    expect(figuresOf(await app.store.day(DAY))).toBe(figuresOf(await undivided(settings, SECOND)));
  });

  it('is made anew where a stored shard is damaged', async () => {
    const tenant = randomUUID();
    const { app, log } = await start({ tenant });
    await collect(app, { days: [DAY], timeLeft: ticksOf(60) });
    const client = tableClient(azurite.connectionString, 'MfaFacts');
    let damaged = 0;
    for await (const row of client.listEntities({
      queryOptions: { filter: `PartitionKey eq '${chunkPartition(tenant, DAY)}'` },
    })) {
      if (!String(row.rowKey).startsWith('shardpiece')) continue;
      await client.updateEntity(
        {
          partitionKey: String(row.partitionKey),
          rowKey: String(row.rowKey),
          tally: new Uint8Array([1, 2, 3]),
        },
        'Merge',
      );
      damaged += 1;
    }
    expect(damaged).toBeGreaterThan(1);
    const { days } = await collect(app, { days: [DAY] });
    expect(days[0]).toMatchObject({ isRead: false, problem: expect.stringContaining('damaged') });
    expect(log).toContain('rowDamaged');
    await collect(app, { days: [DAY] });
    expect(figuresOf(await app.store.day(DAY))).toBe(figuresOf(await undivided()));
  });

  it('by two collectors at once is that of one', async () => {
    const tenant = randomUUID();
    const [one, other] = await Promise.all([start({ tenant }), start({ tenant })]);
    // By hand both go on with what the other began.
    await Promise.all([one, other].map(({ app }) => collect(app, { days: [DAY], byHand: true })));
    await collect(one.app, { days: [DAY], byHand: true });
    const day = await one.app.store.day(DAY);
    const whole = await undivided();
    expect(day?.figures).toEqual(whole?.figures);
    expect(day?.coverage.signIns).toBe(whole?.coverage.signIns);
  });
});

describe('people in stored shards', () => {
  it('are forgotten with the facts, and no figure changes', async () => {
    const { tenant, app, person } = await halfRead();
    const env = { TABLES: azurite.connectionString, TENANT_ID: tenant, SOURCE: 'sample' };
    const folder = await temporaryFolder();
    const done = await runCli(['forget', person], { cwd: folder.path, env });
    await folder.remove();
    expect(done).toMatchObject({ exit: 0, stdout: '1 day: removed from the list of people\n' });
    expect(await namesOf(app)).not.toContain(person);
    const others = (await namesOf(app)).length;
    expect(others).toBeGreaterThan(0);
    await collect(app, { days: [DAY] });
    const whole = await undivided();
    const day = await app.store.day(DAY);
    expect(figuresOf(day)).toBe(figuresOf(whole));
    const people = await app.store.people(DAY, day?.revision ?? 0);
    expect(people.length).toBeGreaterThanOrEqual(others);
    expect(people.map(({ user }) => user)).not.toContain(person);
  });

  it('are nobody where PRIVACY is aggregate', async () => {
    const { app } = await start({ settings: { PRIVACY: 'aggregate' } });
    await collect(app, { days: [DAY] });
    expect((await app.store.shardHeaders(DAY)).length).toBeGreaterThan(10);
    expect(await namesOf(app)).toEqual([]);
  });

  it('are gone after KEEP_PEOPLE_DAYS', async () => {
    const { tenant, app } = await halfRead();
    await app.store.dropShardPeopleBefore(DAY);
    expect(await namesOf(app)).not.toEqual([]);
    const later = await start({ tenant, settings: { KEEP_PEOPLE_DAYS: '0' }, at: '2026-11-24T03:10:00Z' });
    await collect(later.app, { timeLeft: () => 0 });
    expect(await namesOf(app)).toEqual([]);
  });

  it('are gone with the facts of their time, whatever tenant they are of', async () => {
    const { tenant } = await halfRead();
    const other = await start({ at: '2026-11-27T03:00:00Z' });
    await other.app.store.dropFactsBeyond({
      from: Date.parse(SEALS),
      to: Date.parse('2026-12-01T00:00:00Z'),
    });
    expect(await rowsOf(tenant)).toBe(0);
  });

  /** A day some shards of which are stored, and somebody who is in one of them. */
  async function halfRead() {
    const tenant = randomUUID();
    const { app } = await start({ tenant });
    let looks = 40;
    do {
      await collect(app, { days: [DAY], timeLeft: ticksOf(looks) });
      looks += 10;
    } while ((await namesOf(app)).length < 2);
    expect(await app.store.day(DAY)).toBeUndefined();
    return { tenant, app, person: (await namesOf(app))[0] ?? '' };
  }
});

async function namesOf({ store }: App): Promise<readonly string[]> {
  const names: string[] = [];
  await store.changeShardPeople((_, people) => {
    names.push(...people.map(({ user }) => user));
    return undefined;
  });
  return names;
}

async function rowsOf(tenant: string): Promise<number> {
  let rows = 0;
  const filter = `PartitionKey eq '${chunkPartition(tenant, DAY)}'`;
  for await (const _ of tableClient(azurite.connectionString, 'MfaFacts').listEntities({
    queryOptions: { filter },
  }))
    rows += 1;
  return rows;
}
