/** F29: what a mail server may do to a digest, and what stands in its row afterwards. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { mailLists } from '../../src/channels/mail-lists.ts';
import { openSmtp } from '../../src/channels/smtp.ts';
import type { Sent } from '../../src/core/ports.ts';
import { deliver } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type LoopbackSmtp, type SmtpFaults, startLoopbackSmtp } from '../loopback-smtp.ts';
import { storedDay } from '../store/builders.ts';
import { startCollector } from './collector.ts';
import { type Life, lifeOf } from './mortal.ts';

const DAY = '2026-11-23';
const SEND_AT = '2026-11-24T07:30:00Z';
const [HELPDESK, CISO] = ['helpdesk@contoso.example', 'ciso@contoso.example'];
const SETTINGS = { MAIL_FROM: 'mfa@contoso.example', MAIL_TO: `${HELPDESK},${CISO}` };
/** Short, as some tests wait for the silence to end. */
const LIMITS = { silenceMs: 1_000, wholeMs: 10_000 };

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const servers: LoopbackSmtp[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function startServer(options: Parameters<typeof startLoopbackSmtp>[0] = {}): Promise<LoopbackSmtp> {
  const server = await startLoopbackSmtp(options);
  servers.push(server);
  return server;
}

type Sender = { readonly app: App; readonly logged: object[] };

/** A process that sends for a tenant through that server, so many minutes after the time of sending. */
async function startSender(
  tenant: string,
  { server }: LoopbackSmtp,
  minutes: number,
  { life, settings = {} }: { readonly life?: Life; readonly settings?: Record<string, string> } = {},
): Promise<Sender> {
  const at = new Date(Date.parse(SEND_AT) + minutes * 60_000).toISOString();
  const tables = azurite.connectionString;
  const { app } = await startCollector({ tables, tenant, at, settings: { ...SETTINGS, ...settings } });
  const logged: object[] = [];
  const log: App['log'] = (event, fields) => logged.push({ event, ...fields });
  const lists = mailLists('smtp', app.settings);
  const channels = lists.map((list) => openSmtp(list, server, LIMITS));
  if (life === undefined) return { app: { ...app, log, channels }, logged };
  const mortal = { store: life.lead(app.store), channels: channels.map((one) => life.lead(one)) };
  return { app: { ...app, log, ...mortal }, logged };
}

/** A tenant whose day is published. */
async function tenantWithDay(): Promise<{ tenant: string; row: () => Promise<Sent | undefined> }> {
  const tenant = randomUUID();
  const { app } = await startCollector({ tables: azurite.connectionString, tenant, at: SEND_AT });
  await app.store.publish(storedDay({ day: DAY, state: 'open' }), undefined);
  return { tenant, row: async () => (await app.store.sent(DAY, DAY)).find(({ kind }) => kind === 'daily') };
}

/** Ticks until nothing more could happen; what each delivered. */
async function ticks(tenant: string, server: LoopbackSmtp, many: number): Promise<(string | undefined)[]> {
  const statuses = [];
  for (let tick = 0; tick < many; tick += 1) {
    const { app } = await startSender(tenant, server, tick * 15);
    statuses.push((await deliver(app))[0]?.status);
  }
  return statuses;
}

describe('F29 a mail server', () => {
  it.each<[what: string, faults: SmtpFaults, told: RegExp]>([
    ['says it is busy (4xx)', { afterData: ['451 4.3.0 later'] }, /answered 451 4\.3\.0/],
    ['refuses the mail (5xx)', { afterData: ['554 5.7.1 spam'] }, /answered 554 5\.7\.1/],
    ['says the mailbox is over quota', { afterData: ['552 5.2.2 full'] }, /answered 552 5\.2\.2/],
    ['refuses the sender', { sender: '550 5.7.60 not you' }, /at MAIL FROM.*550.*MAIL_FROM/],
    [
      'refuses every recipient',
      { recipients: { [HELPDESK]: '550 5.1.1 nobody', [CISO]: '550 5.1.1 nobody' } },
      /at RCPT TO.*550 5\.1\.1.*MAIL_TO/,
    ],
    ['falls silent before it has the mail', { recipients: { [CISO]: 'stall' } }, /no answer in time/],
    ['never says a word', { isMute: true }, /no answer in time/],
  ])('that %s: nothing is out, and the next tick sends a mail that is no repeat', async (_, faults, told) => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer({ faults });
    const { app, logged } = await startSender(tenant, server, 0);
    expect(await deliver(app)).toMatchObject([{ status: 'failed', reason: expect.stringMatching(told) }]);
    expect(await row()).toMatchObject({ status: 'failed', tries: 1, repeat: false });
    // No smaller form of the mail would help.
    expect(server.attempts()).toBeLessThanOrEqual(1);
    expect(logged).toMatchObject([
      { event: 'digestFailed', channel: 'smtp', reason: expect.stringMatching(told) },
    ]);
    expect(JSON.stringify(logged)).not.toContain(HELPDESK);

    server.set({});
    const later = await startSender(tenant, server, 10);
    expect(await deliver(later.app)).toMatchObject([{ status: 'sent' }]);
    expect(await row()).toMatchObject({ status: 'sent', tries: 2, repeat: false });
    expect(server.mails.map(({ bytes }) => bytes.includes('X-MFA-Digest-Repeat'))).toEqual([false]);
  });

  it.each<[what: string, faults: SmtpFaults, mails: number]>([
    ['takes the mail and falls silent', { afterData: ['takeAndStall', 'take'] }, 2],
    ['takes the mail and hangs up', { afterData: ['takeAndHangUp', 'take'] }, 2],
    ['hangs up at its end and has not taken it', { afterData: ['hangUp', 'take'] }, 1],
    ['falls silent at its end and has not taken it', { afterData: ['stall', 'take'] }, 1],
  ])('that %s: nobody knows, so it is sent once more after 10 minutes, marked', async (_, faults, mails) => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer({ faults });
    const { app, logged } = await startSender(tenant, server, 0);
    expect(await deliver(app)).toMatchObject([{ status: 'unknown' }]);
    expect(await row()).toMatchObject({ status: 'sending', tries: 1, repeat: false });
    expect(logged).toMatchObject([{ event: 'digestFailed', reason: expect.stringContaining('not known') }]);
    const tooSoon = await startSender(tenant, server, 9);
    expect(await deliver(tooSoon.app)).toEqual([]);

    const later = await startSender(tenant, server, 10);
    expect(await deliver(later.app)).toMatchObject([{ status: 'sent' }]);
    expect(await row()).toMatchObject({ status: 'sent', tries: 2, repeat: true });
    expect(await ticks(tenant, server, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(server.mails).toHaveLength(mails);
    expect(server.mails.at(-1)?.bytes.includes('X-MFA-Digest-Repeat: true')).toBe(true);
    expect(new Set(server.mails.map(({ mail }) => mail.messageId)).size).toBe(1);
  });

  it('that falls silent every time: two mails at most, then it is given up', async () => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer({ faults: { afterData: ['takeAndStall'] } });
    expect(await ticks(tenant, server, 5)).toEqual(['unknown', 'unknown', undefined, undefined, undefined]);
    expect(server.mails.map(({ bytes }) => bytes.includes('X-MFA-Digest-Repeat'))).toEqual([false, true]);
    expect(await row()).toMatchObject({ status: 'failed', repeat: true });
  });

  it('that refuses one recipient: the others get it, and how many did not is told', async () => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer({ faults: { recipients: { [CISO]: '452 4.2.2 over quota' } } });
    const { app, logged } = await startSender(tenant, server, 0);
    expect(await deliver(app)).toMatchObject([{ status: 'sent', refused: 1 }]);
    expect(server.mails.map(({ to }) => to)).toEqual([[HELPDESK]]);
    expect(await row()).toMatchObject({ status: 'sent', tries: 1 });
    expect(logged).toEqual([{ event: 'digestSent', day: DAY, kind: 'daily', channel: 'smtp', refused: 1 }]);
  });

  it('that takes a mail and never shows it again: it counts as sent', async () => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer();
    expect(await ticks(tenant, server, 3)).toEqual(['sent', undefined, undefined]);
    expect(await row()).toMatchObject({ status: 'sent', tries: 1, repeat: false });
  });
});

describe('F29 a mail that is too large', () => {
  const CSV = 'the CSV of the day';
  const ROWS = 'all tables and lists';

  it.each<[how: string, options: { size?: number; faults?: SmtpFaults }, said: string[]]>([
    ['as the server says after the mail', { faults: { afterData: ['552 5.3.4 too large', 'take'] } }, [CSV]],
    ['as an older server says', { faults: { afterData: ['552 too large', 'take'] } }, [CSV]],
    ['twice', { faults: { afterData: ['552 5.2.3 too large', '552 5.3.4 too large', 'take'] } }, [CSV, ROWS]],
  ])('%s: goes without its CSV, then without rows, and says so', async (_, options, said) => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer(options);
    const { app } = await startSender(tenant, server, 0);
    expect(await deliver(app)).toMatchObject([{ status: 'sent' }]);
    expect(server.mails).toHaveLength(1);
    const { mail } = server.mails[0] ?? expect.fail('no mail');
    expect(mail.attachments).toEqual([]);
    for (const form of [mail.text, String(mail.html)]) {
      const plain = form?.replace(/\s+/g, ' ');
      for (const part of [CSV, ROWS]) expect(plain?.includes(part), part).toBe(said.includes(part));
    }
    expect(await row()).toMatchObject({ status: 'sent', tries: 1, repeat: false });
  });

  it('as the server announces: goes in the largest form that fits, at the first try', async () => {
    const { tenant } = await tenantWithDay();
    const measuring = await startServer();
    const { app } = await startSender(tenant, measuring, 0);
    await deliver(app);
    const whole = measuring.mails[0]?.bytes.length ?? expect.fail('no mail');
    const server = await startServer({ size: whole - 500 });
    const other = await tenantWithDay();
    const { app: again } = await startSender(other.tenant, server, 0);
    expect(await deliver(again)).toMatchObject([{ status: 'sent' }]);
    expect(server.attempts()).toBe(1);
    expect(server.mails[0]?.mail.attachments).toEqual([]);
  });

  it('in every form: is not taken, and the size is named', async () => {
    const { tenant, row } = await tenantWithDay();
    const server = await startServer({ size: 1_000 });
    const { app } = await startSender(tenant, server, 0);
    expect(await deliver(app)).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('larger than the server takes') },
    ]);
    expect(await row()).toMatchObject({ status: 'failed' });
  });
});

describe('lists of recipients', () => {
  const LISTS = { MAIL_TO_SECURITY: 'soc@contoso.example', MAIL_TO_HELPDESK: 'desk@contoso.example' };

  it('get a mail each, with an id and a row of its own; one that is refused silences no other', async () => {
    const { tenant } = await tenantWithDay();
    const server = await startServer({
      faults: { recipients: { 'soc@contoso.example': '550 5.1.1 nobody' } },
    });
    const { app } = await startSender(tenant, server, 0, { settings: LISTS });
    expect(await deliver(app)).toMatchObject([
      { channel: 'smtp', status: 'sent' },
      { channel: 'smtp-security', status: 'failed' },
      { channel: 'smtp-helpdesk', status: 'sent' },
    ]);
    // Side by side: which comes first is left open.
    const lists = server.mails.map(({ to }) => to.join());
    expect(lists.toSorted()).toEqual(['desk@contoso.example', `${HELPDESK},${CISO}`]);
    server.set({});
    const later = await startSender(tenant, server, 15, { settings: LISTS });
    expect(await deliver(later.app)).toMatchObject([{ channel: 'smtp-security', status: 'sent' }]);
    const ids = server.mails.map(({ mail }) => mail.messageId?.split('.').slice(1, 3).join('.'));
    expect(new Set(ids)).toEqual(new Set(['daily.smtp', 'daily.smtp-helpdesk', 'daily.smtp-security']));
    // The same report with other sections.
    expect(new Set(server.mails.map(({ mail }) => mail.text)).size).toBe(3);
  });
});

describe('F22 the process that sends through a real mail server dies', () => {
  it('after any call: never zero mails, at most two, the second marked, all under one Message-ID', async () => {
    const life = lifeOf(Number.POSITIVE_INFINITY);
    const whole = await tenantWithDay();
    await deliver((await startSender(whole.tenant, await startServer(), 0, { life })).app);
    const all = life.calls;
    expect(all).toBeGreaterThan(5);
    const sent: number[] = [];
    for (let calls = 1; calls <= all; calls += 1) {
      const { tenant, row } = await tenantWithDay();
      const server = await startServer();
      const short = lifeOf(calls);
      const { app } = await startSender(tenant, server, 0, { life: short });
      await Promise.race([deliver(app), short.died]);
      for (const minutes of [15, 30, 45]) await deliver((await startSender(tenant, server, minutes)).app);
      const marks = server.mails.map(({ bytes }) => bytes.includes('X-MFA-Digest-Repeat: true'));
      expect([[false], [true], [false, true]], `dying after call ${calls}`).toContainEqual(marks);
      expect(new Set(server.mails.map(({ mail }) => mail.messageId)).size).toBe(1);
      expect(await row()).toMatchObject({ status: 'sent' });
      sent.push(marks.length);
    }
    // Twice only where it died between sending and recording.
    expect(sent.filter((mails) => mails === 2)).toHaveLength(1);
  });
});
