/** F22, F23, F27: a sender dies, sleeps or fails at any moment; its readers have the mail once, or twice and are told so. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.ts';
import { openTeams } from '../../src/channels/teams.ts';
import type { Channel, Message, Sent, Store } from '../../src/core/ports.ts';
import { deliverOnce } from '../../src/deliver/deliver-once.ts';
import { digestReport } from '../../src/digest-report.ts';
import { DeliveryError } from '../../src/errors.ts';
import { deliver } from '../../src/run.ts';
import { toKey } from '../../src/store/keys.ts';
import { type Azurite, startAzurite, tableClient } from '../azurite.ts';
import { startLoopbackHook } from '../loopback-hook.ts';
import { createOutbox, type Outbox } from '../outbox.ts';
import { storedDay } from '../store/builders.ts';
import { startCollector } from './collector.ts';
import { type Life, lifeOf } from './mortal.ts';

const DAY = '2026-11-23';
const SEND_AT = '2026-11-24T07:30:00Z';
const WAITED = '2026-11-24T11:30:00Z';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

/** One process that sends for a tenant; what it sends comes to the outbox, whoever sends. */
async function startSender(tenant: string, outbox: Outbox, at: string, life?: Life): Promise<App> {
  const { app } = await startCollector({ tables: azurite.connectionString, tenant, at });
  const channels = [outbox.channel];
  const mortal = life && { store: life.lead(app.store), channels: channels.map((one) => life.lead(one)) };
  return { ...app, channels, ...mortal };
}

/** A tenant whose day is published; `partial` where its digest goes out incomplete. */
async function tenantWith(state: 'open' | 'partial'): Promise<{ tenant: string; store: Store }> {
  const tenant = randomUUID();
  const { app } = await startCollector({ tables: azurite.connectionString, tenant, at: SEND_AT });
  await app.store.publish(storedDay({ day: DAY, state }), undefined);
  return { tenant, store: app.store };
}

const later = (time: string, minutes: number): string =>
  new Date(Date.parse(time) + minutes * 60_000).toISOString();

/** Ticks of processes that do not die, until nothing more could happen. */
async function tickOn(tenant: string, outbox: Outbox, from: string): Promise<void> {
  for (const minutes of [0, 15, 30, 45, 60]) {
    const app = await startSender(tenant, outbox, later(from, minutes));
    await deliver(app);
  }
}

/** An attempt that claims the mail, hands it to a channel, and is never heard of again. */
async function leftHanging(tenant: string, at: string): Promise<void> {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const outbox = createOutbox('outbox', () => {
    reach();
    return new Promise<never>(() => {});
  });
  const app = await startSender(tenant, outbox, at);
  void deliver(app);
  await reached;
}

const rowsOf = (store: Store): Promise<readonly Sent[]> => store.sent(DAY, DAY);
const repeats = (mails: readonly Message[]) => mails.map(({ repeat }) => repeat);

/** Both kinds of mail that are ever sent; a correction follows a daily mail that was incomplete. */
const KINDS: readonly [kind: Sent['kind'], at: string, prepare: (outbox: Outbox) => Promise<string>][] = [
  ['daily', SEND_AT, async () => (await tenantWith('open')).tenant],
  [
    'correction',
    WAITED,
    async (outbox) => {
      const { tenant, store } = await tenantWith('partial');
      const app = await startSender(tenant, outbox, WAITED);
      await deliver(app);
      await store.publish(storedDay({ day: DAY, revision: 2 }), await store.day(DAY));
      return tenant;
    },
  ],
];

describe.each(KINDS)('F22 the process that sends a %s mail dies', (kind, at, prepare) => {
  /** Calls that one attempt makes, from the first to the last. */
  async function callsOfOneAttempt(): Promise<number> {
    const outbox = createOutbox();
    const life = lifeOf(Number.POSITIVE_INFINITY);
    const app = await startSender(await prepare(outbox), outbox, at, life);
    await deliver(app);
    return life.calls;
  }

  /** Dies after that many calls have taken effect. */
  async function dyingAfter(calls: number, tenant: string, outbox: Outbox, now: string): Promise<void> {
    const life = lifeOf(calls);
    const app = await startSender(tenant, outbox, now, life);
    await Promise.race([deliver(app), life.died]);
  }

  it('after any call: the next sends what is owed, once more at most, and marks it', async () => {
    const all = await callsOfOneAttempt();
    expect(all).toBeGreaterThan(5);
    const sent: number[] = [];
    for (let calls = 1; calls <= all; calls += 1) {
      const outbox = createOutbox();
      const tenant = await prepare(outbox);
      await dyingAfter(calls, tenant, outbox, at);
      await tickOn(tenant, outbox, later(at, 15));
      const mails = outbox.mails.filter((mail) => mail.kind === kind);
      sent.push(mails.length);
      expect(mails.length, `dying after call ${calls}`).toBeGreaterThanOrEqual(1);
      expect(mails.slice(1).every(({ repeat }) => repeat)).toBe(true);
      expect(new Set(await Promise.all(mails.map(messageId))).size).toBe(1);
    }
    // Once where it died before or after it all, twice where it died between sending and recording.
    expect(Math.max(...sent)).toBe(2);
    expect(sent.filter((mails) => mails === 2)).toHaveLength(1);
  });

  it('and so does the next, after any call: never a third mail', async () => {
    const all = await callsOfOneAttempt();
    for (const [first, second] of pairs(all)) {
      const outbox = createOutbox();
      const tenant = await prepare(outbox);
      await dyingAfter(first, tenant, outbox, at);
      await dyingAfter(second, tenant, outbox, later(at, 15));
      await tickOn(tenant, outbox, later(at, 30));
      const mails = outbox.mails.filter((mail) => mail.kind === kind);
      expect(mails.length, `dying after calls ${first} and ${second}`).toBeLessThanOrEqual(2);
      expect(mails.slice(1).every(({ repeat }) => repeat)).toBe(true);
    }
  });
});

/** The later half of an attempt is where two deaths can matter: from the claim on. */
function pairs(all: number): [number, number][] {
  const calls = Array.from({ length: 5 }, (_, back) => all - back);
  return calls.flatMap((first) => calls.map((second): [number, number] => [first, second]));
}

async function messageId(message: Message): Promise<string> {
  const head = Buffer.from(await message.eml({ channel: 'outbox', to: [] })).toString();
  return /^Message-ID: (.*)$/m.exec(head)?.[1] ?? 'none';
}

it('F22 hanging twice, a mail is given up as failed and logged', async () => {
  const { tenant, store } = await tenantWith('open');
  const outbox = createOutbox();
  await leftHanging(tenant, SEND_AT);
  await leftHanging(tenant, later(SEND_AT, 15));
  const logged: object[] = [];
  const app = await startSender(tenant, outbox, later(SEND_AT, 30));
  const listening: App = { ...app, log: (event, fields) => logged.push({ event, ...fields }) };
  expect(await deliver(listening)).toEqual([]);
  expect(await deliver(listening)).toEqual([]);
  expect(logged).toEqual([
    {
      event: 'digestFailed',
      day: DAY,
      kind: 'daily',
      channel: 'outbox',
      reason: expect.stringContaining('no third'),
    },
  ]);
  expect(await rowsOf(store)).toMatchObject([{ status: 'failed', repeat: true }]);
});

describe('F27 a mail whose row is damaged', () => {
  /** One column of the row, as nobody of ours wrote it. */
  async function damageRow(tenant: string): Promise<void> {
    const rows = tableClient(azurite.connectionString, 'MfaState');
    const rowKey = toKey('sent', DAY, 'daily', 'outbox');
    await rows.updateEntity({ partitionKey: tenant, rowKey, revision: 'x' }, 'Merge');
  }

  it('goes out once more, marked, and no third time where it is damaged again', async () => {
    const { tenant, store } = await tenantWith('open');
    const outbox = createOutbox();
    for (const minutes of [0, 15, 30]) {
      await deliver(await startSender(tenant, outbox, later(SEND_AT, minutes)));
      await damageRow(tenant);
    }
    expect(repeats(outbox.mails)).toEqual([false, true]);
    expect((await store.lastSent())?.day).toBeUndefined();
  });

  it('is taken over by one of several, and is whole again', async () => {
    const { tenant, store } = await tenantWith('open');
    const outbox = createOutbox();
    await deliver(await startSender(tenant, outbox, SEND_AT));
    await damageRow(tenant);
    const senders = await Promise.all([1, 2, 3].map(() => startSender(tenant, outbox, later(SEND_AT, 1))));
    await Promise.all(senders.map((app) => deliver(app)));
    expect(repeats(outbox.mails)).toEqual([false, true]);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent', tries: 2, repeat: true }]);
  });
});

describe('a channel that breaks in a way no channel may', () => {
  const bug = new TypeError('Invented: a bug of the channel, with a link in it: https://contoso.example/key');

  /** A tick of the channel that breaks and, behind it, of one that does not. */
  async function tick(tenant: string, broken: Outbox, sound: Outbox, minutes: number) {
    const logged: object[] = [];
    const app = await startSender(tenant, broken, later(SEND_AT, minutes));
    const log: App['log'] = (event, fields) => logged.push({ event, ...fields });
    const thrown = await deliver({ ...app, log, channels: [broken.channel, sound.channel] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { thrown, logged };
  }

  it('silences none behind it; what it threw is thrown in the end, and logged without its words', async () => {
    const { tenant, store } = await tenantWith('open');
    const [broken, sound] = [createOutbox('broken', () => Promise.reject(bug)), createOutbox('sound')];
    const { thrown, logged } = await tick(tenant, broken, sound, 0);
    expect(thrown).toBe(bug);
    expect(sound.mails).toHaveLength(1);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sending' }, { status: 'sent' }]);
    expect(logged[0]).toEqual({
      event: 'digestFailed',
      day: DAY,
      kind: 'daily',
      channel: 'broken',
      reason: 'TypeError',
    });
  });

  it('leaves a mail that hangs: once mended it sends that once more, marked', async () => {
    const { tenant, store } = await tenantWith('open');
    let isMended = false;
    const broken = createOutbox('broken', async () => {
      if (!isMended) throw bug;
    });
    const sound = createOutbox('sound');
    await tick(tenant, broken, sound, 0);
    isMended = true;
    for (const minutes of [15, 30])
      expect((await tick(tenant, broken, sound, minutes)).thrown).toBeUndefined();
    expect(repeats(broken.mails)).toEqual([true]);
    expect(repeats(sound.mails)).toEqual([false]);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
  });

  it("does not keep today's mail from its own readers where it breaks over a correction", async () => {
    const { tenant, store } = await tenantWith('partial');
    const outbox = createOutbox('outbox', async () => {
      asked += 1;
      if (asked === 2) throw bug;
    });
    let asked = 0;
    await deliver(await startSender(tenant, outbox, WAITED));
    await store.publish(storedDay({ day: DAY, revision: 2 }), await store.day(DAY));
    await store.publish(storedDay({ day: '2026-11-24' }), undefined);
    const app = await startSender(tenant, outbox, later(SEND_AT, 24 * 60));
    await expect(deliver(app)).rejects.toBe(bug);
    expect(outbox.mails.map(({ day }) => day)).toEqual([DAY, '2026-11-24']);
  });
});

describe('a channel that fails', () => {
  /** The mail server is away until it was asked so often. */
  const away = (times: number) => {
    let asked = 0;
    return async () => {
      asked += 1;
      if (asked <= times) throw new DeliveryError('outbox', 'The mail server does not answer.');
    };
  };
  const tick = async (tenant: string, outbox: Outbox, minutes: number) => {
    const app = await startSender(tenant, outbox, later(SEND_AT, minutes));
    return (await deliver(app))[0]?.status;
  };

  it('is tried at later ticks, and its mail is no repeat: nothing went out', async () => {
    const { tenant, store } = await tenantWith('open');
    const outbox = createOutbox('outbox', away(2));
    expect(await tick(tenant, outbox, 0)).toBe('failed');
    expect(await tick(tenant, outbox, 15)).toBe('failed');
    expect(await tick(tenant, outbox, 30)).toBe('sent');
    expect(await tick(tenant, outbox, 45)).toBeUndefined();
    expect(repeats(outbox.mails)).toEqual([false]);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent', tries: 3, repeat: false }]);
  });

  it('four times in all', async () => {
    const { tenant } = await tenantWith('open');
    const outbox = createOutbox('outbox', away(4));
    const statuses = [];
    for (let at = 0; at < 10; at += 1) statuses.push(await tick(tenant, outbox, at * 15));
    expect(statuses).toEqual([...Array(4).fill('failed'), ...Array(6).fill(undefined)]);
  });

  it('only while its day is the newest: of the next morning, the next day is told', async () => {
    const { tenant, store } = await tenantWith('open');
    const outbox = createOutbox('outbox', away(1));
    await tick(tenant, outbox, 0);
    await store.publish(storedDay({ day: '2026-11-24' }), undefined);
    await tick(tenant, outbox, 24 * 60);
    expect(outbox.mails.map(({ day }) => day)).toEqual(['2026-11-24']);
  });
});

describe('F22 a sender that dies just before the time of its mail is over', () => {
  const NEXT = '2026-11-24';

  it('leaves one that is sent once more, marked, before the next day is told', async () => {
    const { tenant, store } = await tenantWith('open');
    await store.publish(storedDay({ day: NEXT }), undefined);
    const outbox = createOutbox();
    await leftHanging(tenant, later(SEND_AT, 24 * 60 - 5));
    await tickOn(tenant, outbox, later(SEND_AT, 24 * 60 + 6));
    expect(outbox.mails.map(({ day, repeat }) => [day, repeat])).toEqual([
      [DAY, true],
      [NEXT, false],
    ]);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent', repeat: true }]);
  });
});

describe('a repeat on request', () => {
  const ASKED = '2026-11-24T09:00:00Z';
  const asking = { day: DAY, again: true };

  /** A tenant whose mail went out in the morning, and what its row said then. */
  async function tenantThatHasIt(outbox: Outbox) {
    const { tenant, store } = await tenantWith('open');
    await deliver(await startSender(tenant, outbox, SEND_AT));
    return { tenant, store, first: (await rowsOf(store))[0] ?? expect.fail('no row') };
  }

  /** The row says of the first mail what it said, but for how often it was tried. */
  const asBefore = ({ status, at, revision, state, told }: Sent) => ({ status, at, revision, state, told });

  it('whose end nobody knows leaves the first on record: while it hangs, and when it is given up', async () => {
    let isUnknown = false;
    const outbox = createOutbox('outbox', async () => {
      if (isUnknown) throw new DeliveryError('outbox', 'No last word.', undefined, 'unknown');
    });
    const { tenant, store, first } = await tenantThatHasIt(outbox);
    isUnknown = true;
    const app = await startSender(tenant, outbox, ASKED);
    expect(await deliverOnce(app, outbox.channel, asking)).toMatchObject({ status: 'unknown' });
    isUnknown = false;
    expect(await rowsOf(store)).toMatchObject([{ status: 'sending', wentOut: SEND_AT }]);
    expect((await store.lastSent())?.at).toBe(SEND_AT);

    const logged: object[] = [];
    const ticking = await startSender(tenant, outbox, later(ASKED, 15));
    expect(await deliver({ ...ticking, log: (event, fields) => logged.push({ event, ...fields }) })).toEqual(
      [],
    );
    expect(logged).toMatchObject([
      { event: 'digestFailed', reason: expect.stringContaining(`A repeat of what went out at ${SEND_AT}`) },
    ]);
    expect((await rowsOf(store)).map(asBefore)).toEqual([asBefore(first)]);
    expect(repeats(outbox.mails)).toEqual([false]);
    const { trend } = await digestReport(ticking, '2026-11-24', 'outbox');
    expect(trend.find(({ day }) => day === DAY)).toMatchObject({ healed: null });
  });

  it('says that it was asked for, not that an attempt died', async () => {
    const outbox = createOutbox();
    const { tenant, store } = await tenantThatHasIt(outbox);
    await deliverOnce(await startSender(tenant, outbox, ASKED), outbox.channel, asking);
    expect(repeats(outbox.mails)).toEqual([false, true]);
    expect(outbox.mails[1]?.text).toMatch(/^This is sent once more on request\./m);
    expect(outbox.mails[1]?.text).not.toContain('You may have this digest already');
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent', at: ASKED, wentOut: undefined }]);
  });

  it('that dies after any call: the day stays sent, its readers have two mails at most', async () => {
    for (let calls = 1, isAlive = false; !isAlive; calls += 1) {
      const outbox = createOutbox();
      const { tenant, store, first } = await tenantThatHasIt(outbox);
      const life = lifeOf(calls);
      const app = await startSender(tenant, outbox, ASKED, life);
      const [channel = expect.fail('no channel')] = app.channels;
      isAlive = (await Promise.race([deliverOnce(app, channel, asking), life.died])) !== 'died';
      // Whatever it left: it went out, this morning or just now.
      const { at } = (await store.lastSent()) ?? expect.fail('forgotten');
      expect([SEND_AT, ASKED], `after call ${calls}`).toContain(at);
      await tickOn(tenant, outbox, later(ASKED, 15));
      expect(repeats(outbox.mails), `after call ${calls}`).toEqual(
        [false, true].slice(0, outbox.mails.length),
      );
      expect(await rowsOf(store)).toMatchObject([{ status: 'sent', told: first.told }]);
    }
  });
});

describe('F29 a service that asks to be left alone', () => {
  it('is, and no try is used up by that', async () => {
    const { tenant, store } = await tenantWith('open');
    const workflow = await startLoopbackHook();
    workflow.answer([
      { status: 429, headers: { 'Retry-After': '5400' } },
      { status: 202, body: '' },
    ]);
    let minutes = 0;
    const clock = () => Date.parse(later(SEND_AT, minutes));
    const teams = openTeams({ url: `${workflow.origin}/`, clock });
    const statuses = [];
    for (; minutes <= 105; minutes += 15) {
      const app = await startSender(tenant, createOutbox(), later(SEND_AT, minutes));
      statuses.push((await deliver({ ...app, channels: [teams] }))[0]?.status);
    }
    await workflow.close();
    expect(statuses).toEqual(['failed', ...Array(5).fill(undefined), 'sent', undefined]);
    expect(workflow.posts).toHaveLength(2);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent', tries: 2, repeat: false }]);
  });
});

describe('F29 a service that hangs', () => {
  /** Takes what it is given only when it is let go. */
  function hangingOutbox() {
    const { promise: free, resolve: letGo } = Promise.withResolvers<void>();
    return { hanging: createOutbox('hanging', () => free), letGo };
  }

  it('costs the others nothing: they are served beside it', async () => {
    const { tenant } = await tenantWith('open');
    const { hanging, letGo } = hangingOutbox();
    const sound = createOutbox('sound');
    // The hanging one ends when the other has its mail: were it waited for, neither would end.
    const channel: Channel = {
      ...sound.channel,
      send: async (message) => {
        const taken = await sound.channel.send(message);
        letGo();
        return taken;
      },
    };
    const app = await startSender(tenant, hanging, SEND_AT);
    expect(await deliver({ ...app, channels: [hanging.channel, channel] })).toMatchObject([
      { channel: 'hanging', status: 'sent' },
      { channel: 'sound', status: 'sent' },
    ]);
  });

  it('is waited for no longer than the run has left; what it takes after that is written down still', async () => {
    const { tenant, store } = await tenantWith('open');
    const { hanging, letGo } = hangingOutbox();
    const app = await startSender(tenant, hanging, SEND_AT);
    const logged: object[] = [];
    const log: App['log'] = (event, fields) => logged.push({ event, ...fields });
    const delivered = await deliver({ ...app, log }, { timeLeft: () => 1_000 });
    expect(delivered).toMatchObject([
      { day: DAY, status: 'unknown', reason: expect.stringContaining('time') },
    ]);
    expect(logged).toMatchObject([{ event: 'digestFailed', channel: 'hanging' }]);
    letGo();
    await vi.waitFor(async () => expect(await rowsOf(store)).toMatchObject([{ status: 'sent', tries: 1 }]));
  });

  it('nothing is begun when the run has no time left', async () => {
    const { tenant, store } = await tenantWith('open');
    const outbox = createOutbox();
    const app = await startSender(tenant, outbox, SEND_AT);
    expect(await deliver(app, { timeLeft: () => 0 })).toEqual([]);
    expect(await rowsOf(store)).toEqual([]);
  });
});

describe('F23 two senders at once', () => {
  it('send one mail', async () => {
    const { tenant } = await tenantWith('open');
    const outbox = createOutbox();
    const senders = await Promise.all([1, 2, 3].map(() => startSender(tenant, outbox, SEND_AT)));
    const delivered = await Promise.all(senders.map((app) => deliver(app)));
    expect(delivered.flat()).toHaveLength(1);
    expect(repeats(outbox.mails)).toEqual([false]);
  });

  it('take over one mail that was left hanging', async () => {
    const { tenant } = await tenantWith('open');
    const outbox = createOutbox();
    await leftHanging(tenant, SEND_AT);
    const senders = await Promise.all([1, 2, 3].map(() => startSender(tenant, outbox, later(SEND_AT, 15))));
    await Promise.all(senders.map((app) => deliver(app)));
    expect(repeats(outbox.mails)).toEqual([true]);
  });

  it.each<[how: string, refused: boolean, mails: boolean[]]>([
    ['sends after all: two mails, and no third', false, [true, false]],
    ['is refused: what the other sent stands, and is not tried again', true, [true]],
  ])('one of which sleeps for 20 minutes, wakes and %s', async (_, refused, mails) => {
    const { tenant, store } = await tenantWith('open');
    const { promise: awake, resolve: wake } = Promise.withResolvers<void>();
    const { promise: asleep, resolve: fallAsleep } = Promise.withResolvers<void>();
    let asked = 0;
    const outbox = createOutbox('outbox', async () => {
      asked += 1;
      if (asked > 1) return;
      fallAsleep();
      await awake;
      if (refused) throw new DeliveryError('outbox', 'The mail server does not answer.');
    });
    const sleeping = deliver(await startSender(tenant, outbox, SEND_AT));
    await asleep;
    await deliver(await startSender(tenant, outbox, later(SEND_AT, 20)));
    wake();
    await sleeping;
    await tickOn(tenant, outbox, later(SEND_AT, 35));
    expect(repeats(outbox.mails)).toEqual(mails);
    expect(await rowsOf(store)).toMatchObject([{ status: 'sent' }]);
  });

  it('one of which died with its clock 16 hours ahead: its mail is taken over all the same', async () => {
    const { tenant } = await tenantWith('open');
    const outbox = createOutbox();
    await leftHanging(tenant, later(SEND_AT, 16 * 60));
    await tickOn(tenant, outbox, SEND_AT);
    expect(repeats(outbox.mails)).toEqual([true]);
  });

  it('with clocks five minutes apart', async () => {
    const { tenant } = await tenantWith('open');
    const outbox = createOutbox();
    const [slow, fast] = [
      await startSender(tenant, outbox, SEND_AT),
      await startSender(tenant, outbox, later(SEND_AT, 5)),
    ];
    await deliver(slow);
    await deliver(fast);
    expect(repeats(outbox.mails)).toEqual([false]);
  });
});
