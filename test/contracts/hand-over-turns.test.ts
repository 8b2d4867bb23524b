/** The turns of several tenants through a queue: what a tick hands over, what it does itself, and what a message does. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handedOverIn, tenantsFor } from '../../src/app-for.ts';
import type { Batch, Source } from '../../src/core/ports.ts';
import { numberOf, type TurnMessage, type Work } from '../../src/core/turns.ts';
import { SourceError } from '../../src/errors.ts';
import type { LogFields } from '../../src/logger.ts';
import { toKey } from '../../src/store/keys.ts';
import { openStore } from '../../src/store/open-store.ts';
import { LEDGER, openTenants, type Tenants } from '../../src/tenants/open-tenants.ts';
import { takeOver } from '../../src/tenants/take-over.ts';
import { collectTick, deliverTick } from '../../src/tenants/tick.ts';
import { toTurnMessage } from '../../src/tenants/turn-message.ts';
import { type Azurite, startAzurite, tableClient } from '../azurite.ts';
import { invented } from '../faults/collector.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { type LoopbackSmtp, startLoopbackSmtp } from '../loopback-smtp.ts';

const START = Date.parse('2026-11-24T08:05:00Z');
const MINUTE = 60_000;
/** What a run may last, ms. */
const BUDGET = 8 * MINUTE;
const healthy = invented(inventedSignIns({ count: 50, from: '2026-11-22T00:00:00Z', everyMs: 1_800_000 }));

let azurite: Azurite;
let smtp: LoopbackSmtp;
beforeAll(async () => {
  azurite = await startAzurite();
  smtp = await startLoopbackSmtp();
});
afterAll(async () => {
  await azurite.close();
  await smtp.close();
});

let now = START;
beforeEach(() => {
  now = START;
});
const opened: Tenants[] = [];
afterAll(() => Promise.all(opened.map((tenants) => tenants.close())));

type Entry = { readonly id: string; readonly [field: string]: unknown };
type Instance = {
  readonly tenants: Tenants;
  readonly out: TurnMessage[];
  readonly lines: ({ readonly event: string } & LogFields)[];
};

/** One instance; what it hands over stays in `out`. */
function instance(
  entries: readonly Entry[],
  sourceOf: (id: string) => Source = () => healthy,
  more: Readonly<Record<string, string>> = {},
): Instance {
  const out: TurnMessage[] = [];
  const lines: Instance['lines'] = [];
  const tenants = openTenants(
    {
      TABLES: azurite.connectionString,
      BACKFILL_DAYS: '1',
      CHANNELS: 'smtp',
      SMTP_URL: smtp.url,
      MAIL_FROM: 'mfa@provider.example',
      MAIL_TO: 'desk@provider.example',
      TENANTS: JSON.stringify(entries),
      ...more,
    },
    {
      clock: () => now,
      log: (event, fields) => lines.push({ event, ...fields }),
      handOver: (messages) => out.push(...messages.flatMap((each) => toTurnMessage(each) ?? [])),
    },
    (id) => ({ source: sourceOf(id) }),
  );
  opened.push(tenants);
  return { tenants, out, lines };
}

const listOf = (count: number): Entry[] => Array.from({ length: count }, () => ({ id: randomUUID() }));
const ids = (messages: readonly TurnMessage[]) => messages.map(({ tenant }) => tenant);
const until = (end: number) => () => end - now;
const collectNow = ({ tenants }: Instance) => collectTick(tenants, until(now + BUDGET));
const deliverNow = ({ tenants }: Instance) => deliverTick(tenants, until(now + BUDGET));
const take = ({ tenants }: Instance, entry: unknown) => takeOver(tenants, entry, until(now + BUDGET));
const overdueOf = ({ lines }: Instance) =>
  lines.flatMap(({ event, tenant, work }) => (event === 'turnOverdue' ? [{ tenant, work }] : []));
async function turnsOf({ tenants }: Instance, work: Work) {
  return (await (await tenants.several?.ledger())?.turns(work)) ?? [];
}
const numberNow = async (one: Instance, id: string) => numberOf(await turnsOf(one, 'collect'), id);

const WHOLE = { from: 0, to: START };
const failing = (error: Error): Source => ({
  ...healthy,
  async *read() {
    yield* await Promise.reject<Batch[]>(error);
  },
});

describe('a tick with a queue', () => {
  it('hands over each tenant whose settings are right, longest-waiting first, and takes no turn itself', async () => {
    const entries = listOf(3);
    const wrong = { id: 'adatum.example', zone: 'Mars' };
    const first = instance([...entries, wrong]);
    const summary = await collectNow(first);
    expect(summary).toMatchObject({ served: [], handedOver: ids(first.out), failed: [wrong.id] });
    expect(first.out).toEqual(entries.map(({ id }) => ({ work: 'collect', tenant: id, after: 0 })));
    const [a, b, c] = first.out.splice(0);
    for (const message of [b, a, c]) await take(first, message);
    now += 15 * MINUTE;
    await collectNow(first);
    expect(ids(first.out)).toEqual([b?.tenant, a?.tenant, c?.tenant]);
    expect(overdueOf(first)).toEqual([]);
    expect(first.lines.findLast(({ event }) => event === 'tenantsDone')).toMatchObject({ handedOver: 3 });
  });

  it.each([
    ['a moment ago: it is waited for', 5, 0],
    ['before the tick before: it is overdue', 15, 2],
    ['hours ago, where ticks are as rare: the same', 360, 2],
    ['by a clock that was a day ahead: the same', -1440, 2],
  ])('does itself what was handed over %s', async (_, minutes, many) => {
    const entries = listOf(4);
    const ticking = instance(entries);
    await collectNow(ticking);
    // Two of four come through.
    const [a, b, ...lost] = ticking.out.splice(0);
    for (const message of [a, b]) await take(ticking, message);
    now += minutes * MINUTE;
    const summary = await collectNow(ticking);
    const late = many === 0 ? [] : ids(lost);
    expect(overdueOf(ticking)).toEqual(late.map((tenant) => ({ tenant, work: 'collect' })));
    expect(summary?.served).toEqual(late);
    // Those that came through are handed over again; those that are waited for or were served are not.
    expect(ids(ticking.out)).toEqual([a?.tenant, b?.tenant]);
    for (const tenant of ids(lost)) expect((await numberNow(ticking, tenant)) > 0).toBe(many > 0);
  });

  it('hands over once more whom it has no time for: of a tick that died before its messages were out, all', async () => {
    const ticking = instance(listOf(3));
    await collectNow(ticking);
    const lost = ticking.out.splice(0);
    now += 15 * MINUTE;
    const summary = await collectTick(ticking.tenants, () => 0);
    expect(summary).toMatchObject({ served: [], unserved: [], handedOver: ids(lost) });
    expect(ticking.out).toEqual(lost);
    expect(overdueOf(ticking)).toEqual([]);
    for (const message of ticking.out) await take(ticking, message);
    expect(ticking.lines.filter(({ event }) => event === 'collectDone')).toHaveLength(3);
  });

  it('hands nobody over a third time: where no instance takes them the queue does not grow with each tick', async () => {
    const ticking = instance(listOf(3));
    const put: number[] = [];
    for (let tick = 0; tick < 4; tick += 1) {
      await collectTick(ticking.tenants, () => 0);
      put.push(ticking.out.splice(0).length);
      now += 15 * MINUTE;
    }
    expect(put).toEqual([3, 3, 0, 0]);
    // The turns are the tick’s, as soon as it has time.
    expect((await collectNow(ticking))?.served).toHaveLength(3);
    now += 15 * MINUTE;
    expect((await collectNow(ticking))?.handedOver).toHaveLength(3);
  });

  it('hands over nobody whom an instance is serving', async () => {
    const entries = listOf(2);
    const ticking = instance(entries);
    const during: (readonly string[])[] = [];
    const slow = instance(entries, () => ({
      ...healthy,
      async *read(...given) {
        for (let minute = 0; minute < 2; minute += 1) {
          now += MINUTE;
          await collectNow(ticking);
          during.push(ids(ticking.out.splice(0)));
        }
        yield* healthy.read(...given);
      },
    }));
    await collectNow(ticking);
    const [first] = ticking.out.splice(0);
    await take(slow, first);
    expect(during).toEqual([[], []]);
    await collectNow(ticking);
    expect(ids(ticking.out)).toEqual([first?.tenant]);
  });

  it('waits no longer for what it waits for because there was a tick in between', async () => {
    const entries = listOf(2);
    const ticking = instance(entries);
    await collectNow(ticking);
    for (const minutes of [5, 10]) {
      now = START + minutes * MINUTE;
      await collectNow(ticking);
      expect(overdueOf(ticking)).toHaveLength(minutes === 5 ? 0 : 2);
    }
  });

  it('finds nothing overdue of a tenant that is new', async () => {
    const entries = listOf(2);
    const before = instance(entries);
    await collectNow(before);
    for (const message of before.out) await take(before, message);
    now += 15 * MINUTE;
    const added = { id: randomUUID() };
    const after = instance([...entries, added]);
    await collectNow(after);
    expect(ids(after.out)).toEqual([added.id, ...entries.map(({ id }) => id)]);
    expect(overdueOf(after)).toEqual([]);
  });

  it('that comes at once with another, from another instance, makes no second turn', async () => {
    const entries = listOf(3);
    const [first, second] = [instance(entries), instance(entries)];
    await Promise.all([collectNow(first), collectNow(second)]);
    const messages = [...first.out, ...second.out];
    expect(messages.length).toBeGreaterThanOrEqual(3);
    for (const [index, message] of [...first.out, ...second.out, ...first.out].entries())
      await take(index % 2 === 0 ? first : second, message);
    const done = [...first.lines, ...second.lines].filter(({ event }) => event === 'collectDone');
    expect(done.map(({ tenant }) => String(tenant)).sort()).toEqual(entries.map(({ id }) => id).sort());
  });

  it('leaves alone whom an instance came to while it took the turns of others', async () => {
    const entries = listOf(3);
    const [ids0 = '', ids1 = ''] = entries.map(({ id }) => id);
    const helping = instance(entries);
    const meanwhile: Source = {
      ...healthy,
      async *read(...given) {
        await take(helping, { work: 'collect', tenant: ids1, after: 0 });
        yield* healthy.read(...given);
      },
    };
    const ticking = instance(entries, (id) => (id === ids0 ? meanwhile : healthy));
    await collectNow(ticking);
    ticking.out.length = 0;
    now += 15 * MINUTE;
    const summary = await collectNow(ticking);
    expect(summary?.served).toEqual([ids0, entries[2]?.id]);
    expect(overdueOf(ticking).map(({ tenant }) => tenant)).toEqual([ids0, entries[2]?.id]);
    expect(helping.lines.filter(({ event }) => event === 'collectDone')).toHaveLength(1);
  });

  it('keeps those who are due waiting no longer than the share of who is overdue', async () => {
    const entries = listOf(4);
    const eater = entries[0]?.id;
    const eating: Source = {
      ...healthy,
      async *read(_window, _cursor, timeLeft) {
        now += Math.max(0, timeLeft?.() ?? 0);
        yield* failing(new SourceError('unavailable', 'No answer.')).read(WHOLE, undefined);
      },
    };
    const ticking = instance(entries, (id) => (id === eater ? eating : healthy));
    await collectNow(ticking);
    for (const message of ticking.out.splice(0).slice(1)) await take(ticking, message);
    now += 15 * MINUTE;
    const began = now;
    const summary = await collectNow(ticking);
    expect(summary?.served).toEqual([eater]);
    expect(ids(ticking.out)).toHaveLength(3);
    expect(now - began).toBeGreaterThan(MINUTE);
    expect(now - began).toBeLessThanOrEqual(BUDGET / 4);
  });

  it('takes all turns itself where there is one tenant to serve', async () => {
    const [only] = listOf(1);
    const one = instance(only === undefined ? [] : [only, { id: 'adatum.example', zone: 'Mars' }]);
    expect(await collectNow(one)).toMatchObject({ served: [only?.id], handedOver: [] });
    expect(one.out).toEqual([]);
  });

  it('that takes a turn itself knows as it begins that the one before never ended', async () => {
    const [only] = listOf(1);
    const begun: (string | undefined)[] = [];
    const one = instance(only === undefined ? [] : [only], () => ({
      ...healthy,
      async *read(...given) {
        const turn = (await turnsOf(one, 'collect')).find(({ tenant }) => tenant === only?.id);
        begun.push(turn?.trouble?.says);
        yield* healthy.read(...given);
      },
    }));
    const died = { work: 'collect', tenant: only?.id ?? '', number: 1, endedAt: undefined } as const;
    const beganAt = new Date(now - 15 * MINUTE).toISOString();
    await (await one.tenants.several?.ledger())?.keepTurn({ ...died, beganAt, trouble: undefined });
    await collectNow(one);
    expect(begun).toEqual(['The process ended in its turn.']);
    expect(
      (await turnsOf(one, 'collect')).find(({ tenant }) => tenant === only?.id)?.trouble,
    ).toBeUndefined();
  });

  it('takes them itself where the last turns of all failed, fails itself as long as they do, and then spreads again', async () => {
    const entries = listOf(2);
    let isDown = true;
    const refused = failing(new SourceError('refused', 'No permission.'));
    const source: Source = {
      ...healthy,
      read: (...given) => (isDown ? refused : healthy).read(...given),
    };
    const ticking = instance(entries, () => source);
    await collectNow(ticking);
    for (const message of ticking.out.splice(0)) await take(ticking, message);
    now += 15 * MINUTE;
    await expect(collectNow(ticking)).rejects.toThrow('All of 2 tenants failed');
    expect(ticking.out).toEqual([]);
    isDown = false;
    now += 15 * MINUTE;
    expect(await collectNow(ticking)).toMatchObject({ failed: [], handedOver: [] });
    now += 15 * MINUTE;
    expect((await collectNow(ticking))?.handedOver).toHaveLength(2);
  });

  it.each([
    ['one has no turn', 45_000, 2],
    ['one has a moment only', 60_000, 3],
  ])(
    'fails, too, where there is no time to see all of those whose last turns failed: %s',
    async (_, ms, served) => {
      const slowly: Source = {
        ...healthy,
        async *read() {
          now += 29_000;
          yield* failing(new SourceError('refused', 'No token.')).read(WHOLE, undefined);
        },
      };
      const ticking = instance(listOf(3), () => slowly);
      await collectNow(ticking);
      for (const message of ticking.out.splice(0)) await take(ticking, message);
      now += 15 * MINUTE;
      await expect(collectTick(ticking.tenants, until(now + ms))).rejects.toThrow('All of 3 tenants failed');
      expect(ticking.lines.findLast(({ event }) => event === 'tenantsDone')).toMatchObject({ served });
    },
  );

  it('takes them itself, too, where every turn ends with its process, though each tick brings another', async () => {
    const entries = listOf(2);
    const ticking = instance(entries);
    const ledger = await ticking.tenants.several?.ledger();
    const deadly = instance(entries, () => ({
      ...healthy,
      // What the ledger holds by now is all that a process leaves that dies here.
      async *read() {
        left.push(...(await turnsOf(ticking, 'collect')).filter(({ endedAt }) => endedAt === undefined));
        yield* failing(new SourceError('unavailable', 'No answer.')).read(WHOLE, undefined);
      },
    }));
    const left: Awaited<ReturnType<typeof turnsOf>>[number][] = [];
    for (let tick = 0; tick < 2; tick += 1) {
      await collectNow(ticking);
      expect(ticking.out).toHaveLength(2);
      for (const message of ticking.out.splice(0)) {
        await take(deadly, message);
        for (const turn of left.splice(0)) await ledger?.keepTurn(turn);
      }
      now += 15 * MINUTE;
    }
    const summary = await collectNow(ticking);
    expect(summary?.handedOver).toEqual([]);
    expect(summary?.served).toHaveLength(2);
  });

  it('that cannot write down what it hands over hands over nothing', async () => {
    const { tenants, out } = instance(listOf(2));
    const several = tenants.several;
    if (several === undefined) throw new Error('There should be several tenants.');
    const ledger = { ...(await several.ledger()), keepHandedOver: () => Promise.reject(new Error('broken')) };
    const broken = { ...tenants, several: { ...several, ledger: async () => ledger } };
    await expect(collectTick(broken, () => BUDGET)).rejects.toThrow('broken');
    expect(out).toEqual([]);
  });
});

describe('what a function puts into the queue', () => {
  it('is what was handed over in its run, and nothing of a run that failed', async () => {
    const entries = listOf(2);
    const tenants = await tenantsFor({
      TABLES: azurite.connectionString,
      SHARD_QUEUE: 'work',
      TENANTS: JSON.stringify(entries.map((entry) => ({ ...entry, source: 'sample' }))),
    });
    opened.push(tenants);
    const tick = async () => await deliverTick(tenants, () => 0);
    const failed = handedOverIn(async () => {
      expect((await tick())?.handedOver).toHaveLength(2);
      throw new Error('The summary is broken.');
    });
    await expect(failed).rejects.toThrow('broken');
    expect(await handedOverIn(async () => {})).toEqual([]);
    await (await tenants.several?.ledger())?.keepHandedOver('deliver', []);
    expect(await handedOverIn(tick)).toEqual(
      entries.map(({ id }) => ({ work: 'deliver', tenant: id, after: 0 })),
    );
    expect(await handedOverIn(async () => {})).toEqual([]);
  });
});

describe('a message', () => {
  it('whose tenant is gone, or has wrong settings now, is logged and does nothing', async () => {
    const [gone, bad, good] = [randomUUID(), randomUUID(), randomUUID()];
    const one = instance([{ id: bad, zone: 'Mars' }, { id: good }]);
    for (const tenant of [gone, bad]) await take(one, { work: 'collect', tenant, after: 0 });
    expect(one.lines).toEqual([
      {
        event: 'tenantFailed',
        tenant: gone,
        work: 'collect',
        kind: 'settings',
        reason: expect.stringContaining('is in TENANTS no more'),
      },
      {
        event: 'tenantFailed',
        tenant: bad,
        work: 'collect',
        kind: 'settings',
        reason: expect.stringMatching(/^TENANTS\[0\]\.zone: /),
      },
    ]);
    expect(await numberNow(one, bad)).toBe(0);
  });

  it('does not come again for what goes wrong in the turn', async () => {
    const entries = listOf(2);
    const one = instance(entries, () => failing(new TypeError('bug')));
    await take(one, { work: 'collect', tenant: entries[0]?.id, after: 0 });
    const turn = (await turnsOf(one, 'collect')).find(({ tenant }) => tenant === entries[0]?.id);
    expect(turn).toMatchObject({ trouble: { kind: 'unexpected' }, endedAt: expect.any(String) });
    expect(one.lines).toContainEqual(expect.objectContaining({ event: 'tenantFailed', kind: 'unexpected' }));
  });

  it('comes again where the ledger cannot be read', async () => {
    const { tenants, lines } = instance(listOf(2));
    const several = tenants.several && {
      ...tenants.several,
      ledger: () => Promise.reject(new Error('The ledger is broken.')),
    };
    const message = { work: 'collect', tenant: several?.all[0]?.id, after: 0 };
    await expect(takeOver({ ...tenants, several }, message, () => BUDGET)).rejects.toThrow('broken');
    expect(lines).toEqual([]);
  });

  it('that comes to two instances and to the tick at once is one mail', async () => {
    const entries = listOf(4).map((entry, index) => ({ ...entry, recipients: [mailbox(index)] }));
    const [ticking, one, other] = [instance(entries), instance(entries), instance(entries)];
    await collectNow(ticking);
    for (const message of ticking.out.splice(0)) await take(one, message);
    now += 5 * MINUTE;
    await deliverNow(ticking);
    const messages = ticking.out.splice(0);
    expect(messages).toHaveLength(4);
    const before = smtp.mails.length;
    now += 15 * MINUTE;
    await Promise.all([
      deliverNow(ticking),
      ...messages.flatMap((message) => [take(one, message), take(other, message)]),
    ]);
    const told = smtp.mails.slice(before).flatMap(({ to }) => to);
    expect(told.sort()).toEqual(entries.map((_, index) => mailbox(index)).sort());
  });
});

describe('the mail about all tenants', () => {
  it('leaves once, with the last turn of a tick: at a schedule of a day the next is too late', async () => {
    const entries = listOf(3);
    const summaries = { MAIL_TO_SUMMARY: 'all@provider.example' };
    const [ticking, one] = [0, 1].map(() => instance(entries, undefined, summaries));
    if (ticking === undefined || one === undefined) throw new Error('There should be two.');
    await collectNow(ticking);
    for (const message of ticking.out.splice(0)) await take(one, message);
    await deliverNow(ticking);
    const seen: number[] = [];
    const told = () => smtp.mails.filter(({ to }) => to.includes('all@provider.example')).length;
    for (const message of ticking.out.splice(0)) {
      seen.push(told());
      await take(one, message);
    }
    seen.push(told());
    now += 15 * MINUTE;
    await deliverNow(ticking);
    expect([...seen, told()]).toEqual([0, 0, 0, 1, 1]);
  });
});

const mailbox = (index: number) => `desk${index}@provider.example`;

describe('more tenants than all instances can serve between two ticks', () => {
  const TENANTS = 40;
  const INSTANCES = 2;
  const TURN = 2 * MINUTE;
  const TICKS = 10;

  it('each has its turn as often as the others, and the queue does not grow', async () => {
    const entries = listOf(TENANTS);
    const turns = new Map(entries.map(({ id }) => [id, [] as number[]]));
    const sourceOf = (id: string): Source => ({
      ...healthy,
      async *read() {
        turns.get(id)?.push(now);
        now += TURN;
        yield* failing(new SourceError('unavailable', 'It is slow.')).read(WHOLE, undefined);
      },
    });
    const ticking = instance(entries, sourceOf);
    const others = Array.from({ length: INSTANCES }, () => ({ at: instance(entries, sourceOf), freeAt: 0 }));
    const queue: { readonly message: TurnMessage; readonly putAt: number }[] = [];
    const lengths: number[] = [];
    for (let tick = 0; tick < TICKS; tick += 1) {
      now = START + tick * 15 * MINUTE;
      await collectNow(ticking);
      const putAt = now;
      queue.push(...ticking.out.splice(0).map((message) => ({ message, putAt })));
      lengths.push(queue.length);
      for (;;) {
        const next = others.toSorted((a, b) => a.freeAt - b.freeAt)[0];
        const first = queue[0];
        if (next === undefined || first === undefined) break;
        now = Math.max(next.freeAt, first.putAt, START + tick * 15 * MINUTE);
        if (now >= START + (tick + 1) * 15 * MINUTE) break;
        queue.shift();
        await take(next.at, first.message);
        next.freeAt = now;
      }
    }
    const counts = [...turns.values()].map(({ length }) => length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    // As often as the instances alone manage.
    const alone = (INSTANCES * TICKS * 15 * MINUTE) / (TURN * TENANTS);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.floor(alone));
    expect(Math.max(...lengths)).toBeLessThan(2 * TENANTS);
    const end = START + TICKS * 15 * MINUTE;
    const gaps = [...turns.values()].map((at) =>
      Math.max(...[...at, end].map((each, index) => each - (at[index - 1] ?? START))),
    );
    process.stdout.write(
      `${TENANTS} tenants of ${TURN / 1000} s, ${INSTANCES} instances, a tick in 15 min: ` +
        `${Math.min(...counts)} to ${Math.max(...counts)} turns each in ${TICKS} ticks, ` +
        `longest wait ${Math.round(Math.max(...gaps) / MINUTE)} min, queue ${lengths.join(' ')}\n`,
    );
    expect(Math.max(...gaps)).toBeLessThan(45 * MINUTE);
  });
});

describe('what was handed over, as stored', () => {
  const open = async (partition: string, told: string[] = []) =>
    await openStore({
      tables: azurite.connectionString,
      tenant: partition,
      credential: () => {
        throw new Error('No credential may be asked for here.');
      },
      log: (event, fields) => told.push(`${event}: ${fields?.reason}`),
    });

  it('is read back, of each work alone, and the newest takes the place of all before', async () => {
    const store = await open(`${LEDGER}-1`);
    expect(await store.handedOver('collect')).toEqual([]);
    const many = Array.from({ length: 2_000 }, (_, after) => ({
      tenant: randomUUID(),
      after,
      at: START,
      again: after % 2 === 1,
    }));
    await store.keepHandedOver('collect', many);
    await store.keepHandedOver('deliver', many.slice(0, 1));
    expect(await store.handedOver('collect')).toEqual(many);
    await store.keepHandedOver('collect', []);
    expect(await store.handedOver('collect')).toEqual([]);
    expect(await store.handedOver('deliver')).toEqual(many.slice(0, 1));
    expect(await store.turns('collect')).toEqual([]);
  });

  it.each([
    ['no JSON', '[['],
    ['no list', '{}'],
    ['an entry that is none', '[["a",1]]'],
    ['nothing', undefined],
  ])('F27 counts as nothing, and is told, where the row holds %s', async (_, text) => {
    const told: string[] = [];
    const partition = `${LEDGER}-${randomUUID()}`;
    const store = await open(partition, told);
    await store.keepHandedOver('collect', [{ tenant: 'a', after: 1, at: START, again: false }]);
    await tableClient(azurite.connectionString, 'MfaState').updateEntity(
      {
        partitionKey: toKey(partition),
        rowKey: toKey('handedOver', 'collect'),
        schema: 1,
        ...(text !== undefined && { turns: Buffer.from(text) }),
      },
      'Replace',
    );
    expect(await store.handedOver('collect')).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^rowDamaged: A row of what turns were handed over/)]);
  });
});
