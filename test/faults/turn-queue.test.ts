/**
 * Ten tenants over most of a simulated week, their turns spread by a queue over three instances: messages come
 * twice, late, or not at all, one is none of ours, and once a tick dies before its messages are out.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/core/day.ts';
import { numberOf, type Work } from '../../src/core/turns.ts';
import type { Tenants } from '../../src/tenants/open-tenants.ts';
import type { TickSummary } from '../../src/tenants/run-turns.ts';
import { takeOver } from '../../src/tenants/take-over.ts';
import { collectTick, deliverTick } from '../../src/tenants/tick.ts';
import { toTurnMessage } from '../../src/tenants/turn-message.ts';
import { type Queue, startQueues } from '../azurite-queue.ts';
import {
  BUDGET,
  dayOf,
  idOf,
  isHealthy,
  mailOf,
  NAMES,
  printTable,
  SUMMARY_TO,
  startTenTenants,
  TENANTS,
  type TenTenants,
  TICKS,
} from './ten-tenants.ts';

const FIRST = '2026-11-02';
const DAYS = 3;
const DAYS_TOLD = daysBetween(FIRST, addDays(FIRST, DAYS - 1));
const END = Date.parse(`${addDays(FIRST, DAYS + 3)}T12:00:00Z`);
const INSTANCES = 3;
const MINUTE = 60_000;
/** As often as the host hands out a message before it goes to the poison queue (host.json, maxDequeueCount). */
const MOST_DELIVERIES = 5;

const id = (name: string) => idOf(NAMES.indexOf(name));
const on = (day: number, hour: string) => Date.parse(`${addDays(FIRST, day)}T${hour}:00Z`);

/** What becomes of the messages of one tick; the others are put into the queue as they are. */
const FAULTS = [
  // Of the morning: its mail is due.
  { at: on(2, '07:35'), work: 'deliver', tenant: id('Proseware'), becomes: 'lost' },
  { at: on(1, '03:35'), work: 'collect', tenant: id('Graphic'), becomes: 'lost' },
  { at: on(3, '12:35'), work: 'collect', tenant: id('Adatum'), becomes: 'lost' },
  { at: on(2, '12:35'), work: 'collect', tenant: id('Humongous'), becomes: 'late' },
  { at: on(4, '06:35'), work: 'collect', tenant: undefined, becomes: 'lost' },
] as const satisfies readonly {
  readonly at: number;
  readonly work: Work;
  /** Left out: all of them, as of a tick that died before they were out. */
  readonly tenant: string | undefined;
  readonly becomes: 'lost' | 'late';
}[];
const NONE_OF_OURS = { work: 'collect', tenant: { canary: 'secret' }, canary: 1 };

type Instance = { readonly tenants: Tenants; freeAt: number };
type Taken = { readonly work: Work; readonly tenant: string; readonly by: string; readonly at: number };

const time = { now: Date.parse(`${FIRST}T12:00:00Z`) };
const taken: Taken[] = [];
const overdue: unknown[] = [];
const refusals = new Set<string>();
const ticks: { readonly work: Work; readonly at: number; readonly summary: TickSummary }[] = [];
const late: unknown[] = [];
let most = 0;
let ten: TenTenants;
let queues: Awaited<ReturnType<typeof startQueues>>;
let queue: Queue;
let poison: Queue;
let ticking: Tenants;
const handedOver: unknown[] = [];
const instances: Instance[] = [];

beforeAll(async () => {
  [ten, queues] = await Promise.all([startTenTenants(FIRST, DAYS, time), startQueues()]);
  [queue, poison] = [await queues.queue('turns'), await queues.queue('turns-poison')];
  ticking = ten.open({
    handOver: (messages) => handedOver.push(...messages),
    log: (event, fields) => {
      if (event === 'turnOverdue') overdue.push({ ...fields, at: time.now });
    },
  });
  for (let number = 0; number < INSTANCES; number += 1)
    instances.push({ tenants: ten.open({ handOver: () => {}, log: () => {} }), freeAt: 0 });
  await simulate();
}, 600_000);

afterAll(async () => {
  await Promise.all([ticking, ...instances.map(({ tenants }) => tenants)].map((tenants) => tenants.close()));
  await Promise.all([ten.close(), queues.close()]);
});

async function simulate(): Promise<void> {
  await queue.put(NONE_OF_OURS);
  for (let day = FIRST; ; day = addDays(day, 1))
    for (const hour of TICKS) {
      const at = Date.parse(`${day}T${hour}:00Z`);
      if (at > END) return await serveUntil(Number.POSITIVE_INFINITY);
      if (at < Date.parse(`${FIRST}T12:00:00Z`)) continue;
      await tick('collect', at);
      await tick('deliver', at + 5 * MINUTE);
    }
}

/** Instances take what is in the queue until the tick; it then runs, and puts its messages as it ends. */
async function tick(work: Work, at: number): Promise<void> {
  await serveUntil(at);
  time.now = at;
  const run = work === 'collect' ? collectTick : deliverTick;
  const summary = await run(ticking, () => at + BUDGET - time.now);
  if (summary === undefined) throw new Error('There should be several tenants.');
  ticks.push({ work, at, summary });
  taken.push(...summary.served.map((tenant) => ({ work, tenant, by: 'tick', at })));
  const putAt = time.now;
  for (const [index, message] of handedOver.splice(0).entries()) {
    const turn = toTurnMessage(message);
    const fault = FAULTS.find(
      (each) =>
        each.work === work &&
        at - each.at === (work === 'collect' ? 0 : 5 * MINUTE) &&
        (each.tenant === undefined || each.tenant === turn?.tenant),
    );
    if (fault?.becomes === 'late') late.push(message);
    if (fault !== undefined) continue;
    await queue.put(message);
    if (index % 4 === 0) await queue.put(message);
  }
  if (at > on(4, '00:00')) for (const message of late.splice(0)) await queue.put(message);
  for (const instance of instances) instance.freeAt = Math.max(instance.freeAt, putAt);
}

/** Side by side: whichever has been free for longest takes the next one. */
async function serveUntil(end: number): Promise<void> {
  for (;;) {
    const instance = instances.toSorted((a, b) => a.freeAt - b.freeAt)[0];
    if (instance === undefined || instance.freeAt >= end) return;
    const message = await queue.take();
    if (message === undefined) return;
    time.now = instance.freeAt;
    const turn = toTurnMessage(message.entry);
    const before = await numberNow(turn);
    try {
      await takeOver(instance.tenants, message.entry, () => instance.freeAt + BUDGET - time.now);
      await queue.drop(message);
    } catch (error) {
      refusals.add(String(error));
      if (message.delivered < MOST_DELIVERIES) await queue.giveBack(message);
      else {
        await poison.put(message.entry);
        await queue.drop(message);
      }
    }
    most = Math.max(most, time.now - instance.freeAt);
    if (turn !== undefined && (await numberNow(turn)) > before)
      taken.push({ ...turn, by: `instance ${instances.indexOf(instance) + 1}`, at: instance.freeAt });
    // The next one comes a moment later.
    instance.freeAt = time.now + 100;
  }
}

async function numberNow(turn: { readonly work: Work; readonly tenant: string } | undefined) {
  const ledger = await ticking.several?.ledger();
  return turn === undefined || ledger === undefined
    ? 0
    : numberOf(await ledger.turns(turn.work), turn.tenant);
}

const turnsOf = (index: number, work: Work) =>
  taken.filter((turn) => turn.tenant === idOf(index) && turn.work === work);

async function tenantTable() {
  const places = ['tick', ...instances.map((_, number) => `instance ${number + 1}`)];
  return await Promise.all(
    TENANTS.map(async ({ name, kind }, index) => {
      const { store } = await ticking.open(idOf(index));
      const stored = await store.days(FIRST, addDays(FIRST, DAYS - 1));
      const turns = [...turnsOf(index, 'collect'), ...turnsOf(index, 'deliver')];
      return {
        tenant: name,
        kind,
        by: places.map((place) => turns.filter(({ by }) => by === place).length),
        sealed: stored.filter(({ state }) => state === 'sealed').length,
        mails: ten.mailsTo(mailOf(index)).filter((mail) => DAYS_TOLD.includes(dayOf(mail) ?? '')).length,
      };
    }),
  );
}

describe('ten tenants, three of them failing, whose turns are spread over three instances', () => {
  it('each healthy one has every day sealed and exactly one mail a day', async () => {
    const rows = await tenantTable();
    const head = ['tenant', 'kind', 'by tick', ...instances.map((_, n) => `by ${n + 1}`), 'sealed', 'mails'];
    printTable([
      head,
      ...rows.map(({ tenant, kind, by, sealed, mails }) => [tenant, kind, ...by, sealed, mails]),
    ]);
    for (const [index, row] of rows.entries()) {
      if (!isHealthy(row)) continue;
      expect(row, row.tenant).toMatchObject({ sealed: DAYS, mails: DAYS });
      const told = ten.mailsTo(mailOf(index)).map(dayOf);
      expect(new Set(told).size, row.tenant).toBe(told.length);
      expect(told, row.tenant).toEqual(expect.arrayContaining([...DAYS_TOLD]));
    }
  });

  it('each instance served every kind of work, and most of it was not the ticks’', () => {
    const by = Map.groupBy(taken, (turn) => turn.by);
    expect(by.size).toBe(1 + INSTANCES);
    const alone = by.get('tick')?.length ?? 0;
    for (const [place, turns] of by) {
      if (place === 'tick') continue;
      expect(new Set(turns.map(({ work }) => work))).toEqual(new Set(['collect', 'deliver']));
      expect(turns.length, place).toBeGreaterThan(alone);
    }
  });

  it('a message that comes twice or late is one turn, and nobody goes without one between two ticks', () => {
    for (const work of ['collect', 'deliver'] as const) {
      const times = ticks.filter((each) => each.work === work).map(({ at }) => at);
      for (const [index, name] of NAMES.entries()) {
        const turns = turnsOf(index, work);
        for (const [number, from] of times.entries()) {
          const to = times[number + 1] ?? Number.POSITIVE_INFINITY;
          const lost = FAULTS.some(
            (each) =>
              each.work === work &&
              from - each.at >= 0 &&
              from - each.at <= 5 * MINUTE &&
              (each.tenant === undefined || each.tenant === idOf(index)),
          );
          const many = turns.filter(({ at }) => at >= from && at < to).length;
          expect(many, `${name}, ${work} of ${new Date(from).toISOString()}`).toBe(lost ? 0 : 1);
        }
      }
    }
  });

  it('whose message got lost has the turn from the next tick, which says so', () => {
    const next = (work: Work, at: number) => ticks.find((each) => each.work === work && each.at > at)?.at;
    const expected = FAULTS.flatMap(({ at, work, tenant }) =>
      (tenant === undefined ? NAMES.map((_, index) => idOf(index)) : [tenant]).map((one) => ({
        work,
        tenant: one,
        by: next(work, at + 5 * MINUTE),
      })),
    );
    expect(expected.length).toBe(14);
    expect(overdue).toHaveLength(expected.length);
    for (const { work, tenant, by } of expected) {
      expect(overdue).toContainEqual(expect.objectContaining({ work, tenant }));
      expect(taken).toContainEqual({ work, tenant, by: 'tick', at: by });
    }
  });

  it('what is none of ours is refused by name, and ends in the poison queue', async () => {
    expect([...refusals]).toEqual([
      'Error: SHARD_QUEUE: expected a turn of a tenant or a shard of a day, got an object with the fields ' +
        'work, tenant, 1 unknown. Nothing but this deployment may put messages into this queue.',
    ]);
    expect((await poison.take())?.entry).toEqual(NONE_OF_OURS);
    expect(await poison.take()).toBeUndefined();
  });

  it('the failing ones are told, and one of them used up the time of its own turn only', async () => {
    const ledger = await ticking.several?.ledger();
    const kinds = async (work: Work) =>
      new Map((await ledger?.turns(work))?.map(({ tenant, trouble }) => [tenant, trouble?.kind]));
    const collecting = await kinds('collect');
    expect(NAMES.map((_, index) => collecting.get(idOf(index)))).toEqual(
      TENANTS.map(({ kind }) =>
        kind === 'refused' ? 'refused' : kind === 'timesOut' ? 'unavailable' : undefined,
      ),
    );
    expect((await kinds('deliver')).get(id('Litware'))).toBe('undelivered');
    expect(most).toBeGreaterThan(BUDGET / 2);
    expect(ticks.every(({ summary }) => summary.failed.length < NAMES.length)).toBe(true);
  });

  it('the provider had one summary a day', () => {
    const told = ten.mailsTo(SUMMARY_TO).map(dayOf);
    expect(new Set(told).size).toBe(told.length);
    expect(told).toEqual(expect.arrayContaining([...DAYS_TOLD]));
  });
});
