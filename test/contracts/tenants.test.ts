/** Several tenants in one deployment: who is answered, what is kept apart, and what becomes of one that fails. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, Source } from '../../src/core/ports.ts';
import { SourceError } from '../../src/errors.ts';
import { answerCollect } from '../../src/http/answer-collect.ts';
import { answerDigest } from '../../src/http/answer-digest.ts';
import { answerHealth } from '../../src/http/answer-health.ts';
import { answerHistory } from '../../src/http/answer-history.ts';
import type { Answer, Call } from '../../src/http/answering.ts';
import { gateOf, OPEN_GATE } from '../../src/http/gate.ts';
import { createLogger } from '../../src/logger.ts';
import { openTenants, type Tenants } from '../../src/tenants/open-tenants.ts';
import { collectTick, deliverTick } from '../../src/tenants/tick.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { invented } from '../faults/collector.ts';
import { request } from '../http/contoso-app.ts';
import { inventedSignIns } from '../loopback-graph.ts';
import { type LoopbackSmtp, startLoopbackSmtp } from '../loopback-smtp.ts';

const DAY = '2026-11-23';
const LONG = () => 480_000;
const healthy = invented(inventedSignIns({ count: 200, from: '2026-11-21T00:00:00Z', everyMs: 1_800_000 }));

let azurite: Azurite;
let smtp: LoopbackSmtp;
beforeAll(async () => {
  azurite = await startAzurite();
  smtp = await startLoopbackSmtp({ login: { user: 'mfa', password: 'canary' } });
});
afterAll(async () => {
  await azurite.close();
  await smtp.close();
});
beforeEach(() => smtp.set({}));

let now = Date.parse('2026-11-24T08:05:00Z');
const lines: string[] = [];
const opened: Tenants[] = [];
afterAll(async () => {
  await Promise.all(opened.map((tenants) => tenants.close()));
});

/** `sources`: of each tenant by its id. */
function open(
  entries: readonly { readonly id: string; readonly [field: string]: unknown }[],
  sources: Readonly<Record<string, Source>> = {},
): Tenants {
  const tenants = openTenants(
    {
      TABLES: azurite.connectionString,
      BACKFILL_DAYS: '2',
      CHANNELS: 'smtp',
      SMTP_URL: smtp.url,
      MAIL_FROM: 'mfa@provider.example',
      MAIL_TO: 'desk@provider.example',
      TENANTS: JSON.stringify(entries),
    },
    { clock: () => now, log: createLogger((line) => lines.push(line)) },
    (id) => ({ source: sources[id] ?? healthy }),
  );
  opened.push(tenants);
  return tenants;
}

const failing = (error: unknown): Source => ({
  ...healthy,
  async *read(window) {
    yield* await Promise.reject<Batch[]>(error instanceof Error ? error : new Error(String(window.from)));
  },
});

function callTo(tenants: Tenants, given: Partial<Call> = {}): Call {
  return {
    open: (tenant) => tenants.open(tenant),
    several: async () => tenants.several,
    runId: 'run-1',
    log: (line) => lines.push(line),
    gate: OPEN_GATE,
    ...given,
  };
}

async function ask(answer: Answer, tenants: Tenants, address: string, given: Partial<Call> = {}) {
  const reply = await answer(request(address, { params: { day: DAY } }), callTo(tenants, given));
  const body = String(reply.body);
  return {
    status: reply.status,
    headers: reply.headers,
    body,
    value: body.startsWith('{') ? JSON.parse(body) : {},
  };
}

describe('routes that answer for one tenant', () => {
  const [contoso, fabrikam] = [randomUUID(), randomUUID()];
  let tenants: Tenants;
  beforeAll(async () => {
    const few = invented(inventedSignIns({ count: 3, from: `${DAY}T08:00:00Z`, everyMs: 60_000 }));
    tenants = open(
      [
        { id: contoso, name: 'Contoso' },
        { id: fabrikam, name: 'Fabrikam' },
        { id: 'adatum.example', zone: 'Mars' },
      ],
      { [fabrikam]: few },
    );
    await collectTick(tenants, LONG);
  });

  it.each<[string, string, number, unknown, Answer]>([
    [
      'digest',
      '/api/digest?format=json&tenant=',
      200,
      { tenant: { id: contoso, name: 'Contoso' } },
      answerDigest,
    ],
    [
      'history',
      '/api/history?format=json&tenant=',
      200,
      { tenant: { id: contoso, name: 'Contoso' } },
      answerHistory,
    ],
    ['collect', '/api/days/2026-11-23/collect?tenant=', 202, { day: DAY }, answerCollect],
  ])(
    '%s answers for the one that is named, in any letter case',
    async (_, address, status, value, answer) => {
      const reply = await ask(answer, tenants, address + contoso.toUpperCase());
      expect([reply.status, reply.value]).toEqual([status, expect.objectContaining(value)]);
    },
  );

  it('each has its own figures', async () => {
    const signIns = async (id: string) =>
      (await ask(answerDigest, tenants, `/api/digest?format=json&day=${DAY}&tenant=${id}`)).value.days[0]
        .totals.signIns;
    expect([await signIns(contoso), await signIns(fabrikam)]).toEqual([48, 3]);
  });

  it('a day is asked for of that tenant alone, and the answer leads to it', async () => {
    const reply = await ask(answerCollect, tenants, `/api/days/${DAY}/collect?tenant=${fabrikam}`);
    expect(reply.headers.Location).toBe(`/api/digest?day=${DAY}&tenant=${fabrikam}`);
    expect(await (await tenants.open(fabrikam)).store.requests()).toMatchObject([{ day: DAY }]);
    const adatum = open([{ id: randomUUID() }]);
    expect(await (await adatum.open()).store.requests()).toEqual([]);
  });

  it.each<[string, string, number, string, Answer]>([
    ['digest', '/api/digest', 400, 'noTenant', answerDigest],
    ['history', '/api/history', 400, 'noTenant', answerHistory],
    ['collect', '/api/days/2026-11-23/collect', 400, 'noTenant', answerCollect],
    ['digest', '/api/digest?tenant=proseware.example', 404, 'unknownTenant', answerDigest],
    ['digest', '/api/digest?tenant=', 404, 'unknownTenant', answerDigest],
    ['digest', `/api/digest?tenant=${contoso}&tenant=${fabrikam}`, 400, 'repeated', answerDigest],
    ['digest', '/api/digest?tenant=adatum.example', 503, 'settings', answerDigest],
  ])('%s of %s: %i %s', async (_, address, status, code, answer) => {
    const reply = await ask(answer, tenants, address);
    expect([reply.status, reply.value.error.code]).toEqual([status, code]);
  });

  it('wrong settings are told of that tenant alone', async () => {
    const reply = await ask(answerDigest, tenants, '/api/digest?tenant=adatum.example');
    expect(reply.value.error.problems).toEqual([expect.stringMatching(/^TENANTS\[2\]\.zone: /)]);
  });

  it('whom the gate refuses is not told which tenants there are', async () => {
    const gate = gateOf({ WEBSITE_AUTH_ENABLED: 'true' });
    for (const address of ['/api/digest', `/api/digest?tenant=${contoso}`]) {
      const reply = await ask(answerDigest, tenants, address, { gate });
      expect([reply.status, reply.body]).toEqual([401, expect.not.stringContaining(contoso)]);
    }
  });

  it('a list of one needs no name', async () => {
    const reply = await ask(
      answerDigest,
      open([{ id: contoso, name: 'Contoso' }]),
      '/api/digest?format=json',
    );
    expect(reply.value.tenant).toEqual({ id: contoso, name: 'Contoso' });
  });
});

describe('a deployment without TENANTS', () => {
  const only = openTenants({ TABLES: 'UseDevelopmentStorage=true', TENANT_ID: 'contoso.example' });
  it('answers for no other tenant', async () => {
    expect((await ask(answerDigest, only, '/api/digest?tenant=fabrikam.example')).value.error.code).toBe(
      'unknownTenant',
    );
    expect(only.several).toBeUndefined();
  });
});

describe('health', () => {
  it('of all is the worst of them, and says to anybody no id, no name and no value', async () => {
    const [contoso, fabrikam] = [randomUUID(), randomUUID()];
    const refused = new SourceError('refused', 'No licence in tenant canary.');
    const tenants = open(
      [
        { id: contoso, name: 'Contoso' },
        { id: fabrikam, name: 'Fabrikam' },
        { id: 'canary.example', zone: 'Mars' },
      ],
      { [fabrikam]: failing(refused) },
    );
    await collectTick(tenants, LONG);
    await deliverTick(tenants, LONG);
    const all = await ask(answerHealth, tenants, '/api/health');
    expect(all).toMatchObject({ status: 503, value: { status: 'failing', lastCollected: null } });
    expect(all.value.tenants).toEqual([
      { tenant: 'TENANTS[0]', status: 'ok' },
      { tenant: 'TENANTS[1]', status: 'failing' },
      { tenant: 'TENANTS[2]', status: 'failing' },
    ]);
    expect(all.value.reasons).toEqual([
      expect.stringMatching(
        /^TENANTS\[1\]: Its source, or its settings, refuse it since 2026-11-24T08:05:00Z\.$/,
      ),
      'TENANTS[1]: No day has been published yet.',
      'TENANTS[2]: Its settings are wrong: zone. What is, says mfa-digest doctor.',
    ]);
    expect(all.body).not.toMatch(new RegExp(`canary|${contoso}|${fabrikam}|Contoso|Fabrikam|Mars`));

    expect((await ask(answerHealth, tenants, `/api/health?tenant=${contoso}`)).status).toBe(200);
    const one = await ask(answerHealth, tenants, `/api/health?tenant=${fabrikam}`);
    expect(one).toMatchObject({ status: 503, value: { status: 'failing' } });
    expect(one.value.reasons).toContain('No licence in tenant canary.');
    const gate = gateOf({ WEBSITE_AUTH_ENABLED: 'true' });
    expect((await ask(answerHealth, tenants, `/api/health?tenant=${contoso}`, { gate })).status).toBe(401);
    expect((await ask(answerHealth, tenants, '/api/health', { gate })).status).toBe(503);
    expect((await ask(answerHealth, tenants, '/api/health?tenant=else.example')).status).toBe(404);
  });

  it('tells anybody no word of an entry that is none of ours', async () => {
    const list = [
      { id: randomUUID() },
      { 'canary.example': { source: 'graph' } },
      { overrides: { canary: 1 } },
    ];
    const tenants = openTenants({ TABLES: azurite.connectionString, TENANTS: JSON.stringify(list) });
    opened.push(tenants);
    const { body, value } = await ask(answerHealth, tenants, '/api/health');
    expect(body).not.toContain('canary');
    expect(value.reasons.slice(-2)).toEqual([
      'TENANTS[1]: Its settings are wrong: the entry itself, id. What is, says mfa-digest doctor.',
      'TENANTS[2]: Its settings are wrong: the entry itself, id. What is, says mfa-digest doctor.',
    ]);
  });

  it('is well again after the first good turn', async () => {
    const id = randomUUID();
    const isDown = { now: true };
    const source: Source = {
      ...healthy,
      read: (...given) =>
        (isDown.now ? failing(new SourceError('refused', 'Not yet.')) : healthy).read(...given),
    };
    const tenants = open([{ id, overrides: { CHANNELS: 'file' } }, { id: randomUUID() }], { [id]: source });
    await collectTick(tenants, LONG);
    expect((await ask(answerHealth, tenants, `/api/health?tenant=${id}`)).value.status).toBe('failing');
    isDown.now = false;
    await collectTick(tenants, LONG);
    expect((await ask(answerHealth, tenants, `/api/health?tenant=${id}`)).value).toMatchObject({
      status: 'ok',
      reasons: [],
    });
  });
});

describe('what goes wrong with one', () => {
  it.each<[string, unknown, string]>([
    ['a bug', new TypeError('canary of anna@contoso.example'), 'unexpected'],
    ['a refusal', new SourceError('refused', 'No permission.'), 'refused'],
    ['a source that is away', new SourceError('unavailable', 'No answer.'), 'unavailable'],
  ])('%s is logged with its id and kept, and the others go on', async (_, error, kind) => {
    const [bad, good] = [randomUUID(), randomUUID()];
    const tenants = open([{ id: bad }, { id: good }], { [bad]: failing(error) });
    lines.length = 0;
    const summary = await collectTick(tenants, LONG);
    expect(summary).toMatchObject({
      served: [bad, good],
      troubled: [bad],
      failed: kind === 'unavailable' ? [] : [bad],
    });
    const failures = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'tenantFailed');
    expect(failures).toMatchObject([{ tenant: bad, work: 'collect', kind }]);
    expect(lines.join('\n')).not.toContain('anna@');
    expect(lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'dayPublished')).toMatchObject(
      { tenant: good },
    );
    expect(await (await tenants.open(good)).store.day(DAY)).toMatchObject({ state: 'open' });
    const ledger = await tenants.several?.ledger();
    const turns = await ledger?.turns('collect');
    expect(turns?.find(({ tenant }) => tenant === bad)?.trouble?.kind).toBe(kind);
  });

  it('fails the tick only where it goes wrong with every one', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const bug = failing(new TypeError('bug'));
    await expect(collectTick(open([{ id: a }, { id: b }], { [a]: bug, [b]: bug }), LONG)).rejects.toThrow(
      'All of 2 tenants failed',
    );
  });

  it('too many for the time of a run: each gets on where its share alone would be too short for its source', async () => {
    const ids = Array.from({ length: 4 }, () => randomUUID());
    let spent = 0;
    /** Its first answer takes five seconds, and is not waited for any longer than there is time. */
    const slow: Source = {
      ...healthy,
      async *read(window, cursor, timeLeft) {
        const left = timeLeft?.() ?? Number.POSITIVE_INFINITY;
        spent += Math.min(left, 5_000);
        if (left < 5_000) throw new SourceError('unavailable', 'No answer in time.');
        yield* healthy.read(window, cursor, timeLeft);
      },
    };
    const tenants = open(
      ids.map((id) => ({ id })),
      Object.fromEntries(ids.map((id) => [id, slow])),
    );
    for (let tick = 0; tick < ids.length; tick++) {
      const end = spent + 8_000;
      await collectTick(tenants, () => end - spent);
    }
    for (const id of ids)
      expect(await (await tenants.open(id)).store.day(DAY)).toMatchObject({ state: 'open' });
  });

  it('even the end of the process: its turn was counted before it began', async () => {
    const [bad, good] = [randomUUID(), randomUUID()];
    const ledgerIn: unknown[] = [];
    const watching: Source = {
      ...healthy,
      async *read(...given) {
        const turns = await (await tenants.several?.ledger())?.turns('collect');
        ledgerIn.push(turns?.find(({ tenant }) => tenant === bad));
        yield* healthy.read(...given);
      },
    };
    const tenants = open([{ id: bad }, { id: good }], { [bad]: watching });
    await collectTick(tenants, LONG);
    expect(ledgerIn[0]).toMatchObject({ tenant: bad, endedAt: undefined });
  });

  it('a mail server that never answers keeps nobody else’s mail', async () => {
    const mute = await startLoopbackSmtp({ faults: { isMute: true } });
    const [bad, good] = [randomUUID(), randomUUID()];
    const tenants = open([{ id: bad, overrides: { SMTP_URL: mute.url } }, { id: good }]);
    await collectTick(tenants, LONG);
    const before = smtp.mails.length;
    // Its share is half of it; the other one’s mail takes a moment.
    const summary = await deliverTick(tenants, () => 4_000);
    expect(summary?.served).toEqual([bad, good]);
    expect(smtp.mails.slice(before)).toHaveLength(1);
    expect(summary?.troubled).toEqual([bad]);
    await mute.close();
  });
});

describe('the mail about all of them', () => {
  /** Two deployments of the same tenants: two instances, each with its own connections. */
  function pair(
    more: Readonly<Record<string, string>> = {},
    overrides: Readonly<Record<string, string>> = {},
  ) {
    const entries = [
      { id: randomUUID(), name: 'Contoso <b>& Söhne</b>\u202e', overrides },
      { id: randomUUID(), name: 'Fabrikam', overrides },
    ];
    const list = `noc${randomUUID().slice(0, 8)}@provider.example`;
    const instance = () =>
      openTenants(
        {
          TABLES: azurite.connectionString,
          BACKFILL_DAYS: '2',
          CHANNELS: 'smtp',
          SMTP_URL: smtp.url,
          MAIL_FROM: 'mfa@provider.example',
          MAIL_TO: 'desk@provider.example',
          MAIL_TO_SUMMARY: list,
          TENANTS: JSON.stringify(entries),
          ...more,
        },
        { clock: () => now, log: createLogger((line) => lines.push(line)) },
        () => ({ source: healthy }),
      );
    const [first, second] = [instance(), instance()];
    opened.push(first, second);
    return { first, second, mails: () => smtp.mails.filter(({ to }) => to.includes(list)) };
  }
  const forget = async (tenants: Tenants) => {
    // What other tests left behind in the one ledger of this store is of the same day.
    const ledger = await tenants.several?.ledger();
    await ledger?.dropSent('2027-01-01');
  };

  it('goes out once, whoever ticks and how often', async () => {
    const { first, second, mails } = pair();
    await forget(first);
    await collectTick(first, LONG);
    await Promise.all([deliverTick(first, LONG), deliverTick(second, LONG)]);
    for (const minutes of [15, 30, 45]) {
      now = Date.parse('2026-11-24T08:05:00Z') + minutes * 60_000;
      await deliverTick(first, LONG);
      await deliverTick(second, LONG);
    }
    now = Date.parse('2026-11-24T08:05:00Z');
    expect(mails()).toHaveLength(1);
    const [summary] = mails();
    expect(summary?.mail.subject).toBe('2 tenants: 2 quiet · Mon 23 Nov');
    expect(summary?.mail.messageId).toBe(`<${DAY}.daily.smtp.all-tenants@provider.example>`);
    expect(summary?.mail.headers.get('x-mfa-digest-severity')).toBe('quiet');
  });

  it('holds names as texts, cleaned, and no secret', async () => {
    const { first, mails } = pair();
    await forget(first);
    await collectTick(first, LONG);
    await deliverTick(first, LONG);
    const html = String(mails()[0]?.mail.html);
    expect(html).toContain('Contoso &lt;b&gt;&amp; Söhne&lt;/b&gt;');
    expect(html).not.toContain('\u202e');
    expect(`${html}${mails()[0]?.mail.text}${lines.join('\n')}`).not.toContain('canary');
  });

  it('is sent once more, marked, where it is not known whether it went out', async () => {
    const { first, mails } = pair();
    await forget(first);
    await collectTick(first, LONG);
    // The two digests are taken, then the server takes the summary and says nothing more.
    const sofar = smtp.attempts();
    smtp.set({ afterData: [...Array<'take'>(sofar + 2).fill('take'), 'takeAndHangUp', 'take'] });
    await deliverTick(first, LONG);
    expect(mails()).toHaveLength(1);
    now += 15 * 60_000;
    await deliverTick(first, LONG);
    now += 15 * 60_000;
    await deliverTick(first, LONG);
    now = Date.parse('2026-11-24T08:05:00Z');
    expect(mails()).toHaveLength(2);
    expect(mails()[1]?.mail.headers.get('x-mfa-digest-repeat')).toBe('true');
    expect(mails()[1]?.mail.messageId).toBe(mails()[0]?.mail.messageId);
    expect(mails()[1]?.mail.text).toContain('You may have this digest already');
  });

  it('is waited for no longer than the run lasts, and one channel that hangs silences no other', async () => {
    const [mute, out] = [
      await startLoopbackSmtp({ faults: { isMute: true } }),
      await mkdtemp(join(tmpdir(), 'out-')),
    ];
    const { first } = pair({ CHANNELS: 'smtp,file', SMTP_URL: mute.url, OUT: out }, { SMTP_URL: smtp.url });
    await forget(first);
    await collectTick(first, LONG);
    const end = Date.now() + 4_000;
    await deliverTick(first, () => end - Date.now());
    expect(await readdir(out)).toContain(`digest-${DAY}-daily.eml`);
    const ledger = await first.several?.ledger();
    const sent = await ledger?.sent(DAY, DAY);
    expect(new Map(sent?.map(({ channel, status }) => [channel, status]))).toEqual(
      new Map([
        ['file', 'sent'],
        ['smtp', 'sending'],
      ]),
    );
    await mute.close();
    await rm(out, { recursive: true });
  }, 30_000);

  it('waits for who is not told yet, as long as that tenant’s own digest may', async () => {
    const { first, mails } = pair();
    await forget(first);
    const late = first.several?.all[1]?.id ?? '';
    const app = await first.open(late);
    // Its day is being read: its digest waits for it until 11:30.
    await collectTick(first, LONG);
    const day = await app.store.day(DAY);
    if (day === undefined) throw new Error('The day should be there.');
    await app.store.publish(
      { ...day, state: 'partial', coverage: { ...day.coverage, complete: false } },
      day,
    );
    await deliverTick(first, LONG);
    expect(mails()).toHaveLength(0);
    now = Date.parse('2026-11-24T11:35:00Z');
    await deliverTick(first, LONG);
    now = Date.parse('2026-11-24T08:05:00Z');
    expect(mails()).toHaveLength(1);
    expect(mails()[0]?.mail.subject).toBe('2 tenants: 1 incomplete or failing, 1 quiet · Mon 23 Nov');
  });
});
