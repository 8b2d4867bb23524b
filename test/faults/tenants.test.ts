/**
 * Ten tenants in one deployment over two simulated weeks, three of them failing in different ways: one
 * refused by its source, one whose source uses up all the time it is given, one whose mail server refuses.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/core/day.ts';
import { answerHealth } from '../../src/http/answer-health.ts';
import { openGraph } from '../../src/sources/graph.ts';
import { openTenants, type Tenants } from '../../src/tenants/open-tenants.ts';
import type { TickSummary } from '../../src/tenants/run-turns.ts';
import { collectTick, deliverTick } from '../../src/tenants/tick.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { callTo, contosoApp, request } from '../http/contoso-app.ts';
import {
  type GraphRecord,
  inventedSignIns,
  type LoopbackGraph,
  startLoopbackGraph,
} from '../loopback-graph.ts';
import { type LoopbackSmtp, startLoopbackSmtp } from '../loopback-smtp.ts';

const FIRST = '2026-11-02';
const DAYS = 14;
const DAYS_TOLD = daysBetween(FIRST, addDays(FIRST, DAYS - 1));
/** A day is sealed two days after its end, and the last mail is of the morning after it. */
const END = Date.parse(`${addDays(FIRST, DAYS + 3)}T12:00:00Z`);
/** Of each day, UTC: before and after the time of sending of each zone. What is between changes nothing. */
const TICKS = ['00:35', '03:35', '06:35', '07:35', '12:35', '12:50', '22:35'];
/** What a run may last, ms. */
const BUDGET = 480_000;

type Kind = 'graph' | 'archive' | 'refused' | 'timesOut' | 'mailRefused';
const TENANTS: readonly { readonly name: string; readonly kind: Kind; readonly zone: string }[] = [
  { name: 'Adatum', kind: 'graph', zone: 'UTC' },
  { name: 'Bellows', kind: 'refused', zone: 'UTC' },
  { name: 'Contoso', kind: 'graph', zone: 'Europe/Berlin' },
  { name: 'Datum', kind: 'timesOut', zone: 'UTC' },
  { name: 'Fabrikam', kind: 'archive', zone: 'America/New_York' },
  { name: 'Graphic', kind: 'archive', zone: 'UTC' },
  { name: 'Humongous', kind: 'graph', zone: 'Asia/Tokyo' },
  { name: 'Litware', kind: 'mailRefused', zone: 'UTC' },
  { name: 'Northwind', kind: 'archive', zone: 'Europe/Berlin' },
  { name: 'Proseware', kind: 'graph', zone: 'UTC' },
];
const idOf = (index: number) => `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`;
const mailOf = (index: number) => `desk@${TENANTS[index]?.name.toLowerCase()}.example`;
const isHealthy = ({ kind }: { readonly kind: Kind }) => kind === 'graph' || kind === 'archive';
const NAMES = TENANTS.map(({ name }) => name);

/** The same ids in every tenant, at a pace of its own; Contoso's users all decline. */
function signInsOf(index: number): readonly GraphRecord[] {
  const everyMs = 3_600_000 + index * 300_000;
  const count = Math.floor(((DAYS + 4) * 86_400_000) / everyMs);
  const signIns = inventedSignIns({ count, from: `${addDays(FIRST, -1)}T00:00:00Z`, everyMs });
  if (TENANTS[index]?.name !== 'Contoso') return signIns;
  const declined = 'MFA denied; user declined the authentication';
  return signIns.map((each) => ({ ...each, status: { errorCode: 500121, additionalDetails: declined } }));
}

let now = Date.parse(`${FIRST}T12:00:00Z`);
const clock = () => now;
const sleep = async (ms: number) => {
  now += ms;
};

let azurite: Azurite;
let smtp: LoopbackSmtp;
let refusing: LoopbackSmtp;
let folder: string;
let tenants: Tenants;
const graphs: LoopbackGraph[] = [];
const ticks: { readonly at: number; readonly collect: TickSummary; readonly deliver: TickSummary }[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
  smtp = await startLoopbackSmtp();
  refusing = await startLoopbackSmtp({ faults: { sender: '550 5.7.1 relaying denied' } });
  folder = await mkdtemp(join(tmpdir(), 'mfa-digest-tenants-'));
  const entries: object[] = [];
  const endpoints = new Map<string, string>();
  for (const [index, { name, kind, zone }] of TENANTS.entries()) {
    const entry = { id: idOf(index), name, zone, recipients: [mailOf(index)] };
    if (kind === 'archive') {
      const archive = join(folder, name);
      await mkdir(archive);
      await writeFile(
        join(archive, 'a.ndjson'),
        signInsOf(index)
          .map((each) => JSON.stringify(each))
          .join('\n'),
      );
      entries.push({ ...entry, source: 'archive', overrides: { ARCHIVE: archive } });
      continue;
    }
    const graph = await startLoopbackGraph({ signIns: signInsOf(index), clock });
    graphs.push(graph);
    endpoints.set(idOf(index), graph.endpoint);
    // An answer takes a second.
    graph.always(() => {
      now += 1_000;
      return undefined;
    });
    if (kind === 'refused')
      graph.always(() => ({
        status: 403,
        body: { error: { code: 'Authorization_RequestDenied', message: '' } },
      }));
    if (kind === 'timesOut')
      graph.always(() => {
        now += 30_000;
        return { status: 504 };
      });
    const overrides = kind === 'mailRefused' ? { SMTP_URL: refusing.url } : {};
    entries.push({ ...entry, source: 'graph', overrides: { ...overrides, GRAPH_ENDPOINT: graph.endpoint } });
  }
  tenants = openTenants(
    {
      TABLES: azurite.connectionString,
      BACKFILL_DAYS: '3',
      CHANNELS: 'smtp',
      SMTP_URL: smtp.url,
      MAIL_FROM: 'mfa@provider.example',
      MAIL_DOMAINS: ['provider.example', ...TENANTS.map((_, index) => mailOf(index).split('@')[1])].join(','),
      MAIL_TO_SUMMARY: 'operations@provider.example',
      BASE_URL: 'https://mfa.provider.example',
      TENANTS: JSON.stringify(entries),
    },
    { clock, log: () => {} },
    (id) => {
      const endpoint = endpoints.get(id);
      if (endpoint === undefined) return {};
      const time = { clock, sleep, random: () => 0.5 };
      return { source: openGraph({ endpoint, credential: undefined, tenantId: id, ...time }) };
    },
  );
  await simulate();
}, 600_000);

afterAll(async () => {
  await tenants.close();
  await Promise.all([
    azurite.close(),
    smtp.close(),
    refusing.close(),
    ...graphs.map((graph) => graph.close()),
  ]);
  await rm(folder, { recursive: true });
});

async function simulate(): Promise<void> {
  for (let day = FIRST; ; day = addDays(day, 1)) {
    for (const time of TICKS) {
      const at = Date.parse(`${day}T${time}:00Z`);
      if (at < now) continue;
      if (at > END) return;
      now = at;
      const run = async (tick: typeof collectTick) => {
        const end = now + BUDGET;
        const summary = await tick(tenants, () => end - now);
        if (summary === undefined) throw new Error('There should be several tenants.');
        return summary;
      };
      ticks.push({ at, collect: await run(collectTick), deliver: await run(deliverTick) });
    }
  }
}

const table = () =>
  Promise.all(
    TENANTS.map(async ({ name, kind }, index) => {
      const { store } = await tenants.open(idOf(index));
      const stored = await store.days(FIRST, addDays(FIRST, DAYS - 1));
      return {
        tenant: name,
        kind,
        turns: ticks.filter(({ collect }) => collect.served.includes(idOf(index))).length,
        seconds: Math.round(
          ticks.reduce((sum, { collect }) => sum + (collect.usedMs.get(idOf(index)) ?? 0), 0) / 1000,
        ),
        most: Math.round(
          Math.max(...ticks.map(({ collect }) => collect.usedMs.get(idOf(index)) ?? 0)) / 1000,
        ),
        sealed: stored.filter(({ state }) => state === 'sealed').length,
        mails: mailsTo(mailOf(index)).filter((mail) => DAYS_TOLD.includes(dayOf(mail) ?? '')).length,
      };
    }),
  );

const mailsTo = (address: string) => smtp.mails.filter(({ to }) => to.includes(address));

/** `<2026-11-02.daily.smtp.…>` */
const dayOf = ({ mail }: { readonly mail: { readonly messageId?: string | undefined } }) =>
  mail.messageId?.slice(1, 11);

describe('ten tenants, three of them failing, over two weeks', () => {
  it('each healthy one has every day sealed and exactly one mail a day', async () => {
    const rows = await table();
    const widths = [11, 12, 6, 8, 12, 7, 6];
    const line = (cells: readonly unknown[]) =>
      cells.map((cell, at) => String(cell).padStart(widths[at] ?? 0)).join(' ');
    process.stdout.write(
      `${[['tenant', 'kind', 'turns', 'seconds', 'most a tick', 'sealed', 'mails'], ...rows.map((row) => Object.values(row))].map(line).join('\n')}\n`,
    );
    for (const [index, row] of rows.entries()) {
      if (!isHealthy(row)) continue;
      expect(row, row.tenant).toMatchObject({ sealed: DAYS, turns: ticks.length, mails: DAYS });
      const told = mailsTo(mailOf(index)).map(dayOf);
      expect(new Set(told).size, row.tenant).toBe(told.length);
      expect(told, row.tenant).toEqual(expect.arrayContaining([...DAYS_TOLD]));
    }
  });

  it('each has its own figures, though the ids of their sign-ins are the same', async () => {
    for (const [index, { zone }] of TENANTS.entries()) {
      if (!isHealthy(TENANTS[index] ?? { kind: 'refused' })) continue;
      const { store, calendar } = await tenants.open(idOf(index));
      const day = await store.day(addDays(FIRST, 5));
      const of = signInsOf(index).filter(
        ({ createdDateTime }) => calendar.dayOf(Date.parse(createdDateTime)) === addDays(FIRST, 5),
      );
      expect(day, zone).toMatchObject({ zone, coverage: { signIns: of.length } });
    }
  });

  it('every one had a turn in every tick, and nobody used up the share of others', async () => {
    for (const { collect } of ticks) {
      expect([...collect.served].sort()).toEqual(TENANTS.map((_, index) => idOf(index)).sort());
      expect(collect.unserved).toEqual([]);
    }
    const rows = await table();
    const eater = rows.find(({ kind }) => kind === 'timesOut');
    // Its share, the request in hand when that was used up, and the pace of asking.
    expect(eater?.most).toBeGreaterThan(30);
    for (const [tick, { collect }] of ticks.entries()) {
      const used = collect.usedMs.get(idOf(NAMES.indexOf('Datum'))) ?? 0;
      const before = collect.served.indexOf(idOf(NAMES.indexOf('Datum')));
      const share = BUDGET / (TENANTS.length - before);
      expect(used, `tick ${tick}`).toBeLessThanOrEqual(share + 60_000);
    }
  });

  it('the failing ones say why, in health, and in the summary', async () => {
    const several = async () => tenants.several;
    const open = (tenant?: string) => tenants.open(tenant);
    const ask = async (query: string) => {
      const call = { ...callTo(contosoApp()), several, open };
      const reply = await answerHealth(request(`/api/health${query}`), call);
      return { status: reply.status, value: JSON.parse(String(reply.body)) };
    };
    const all = await ask('');
    expect(all.status).toBe(503);
    expect(JSON.stringify(all.value)).not.toMatch(/aaaaaaaa-0000|Contoso|example/);
    const statuses = all.value.tenants.map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(
      TENANTS.map(({ kind }) => (isHealthy({ kind }) ? 'ok' : kind === 'timesOut' ? 'stale' : 'failing')),
    );
    const why = async (name: string) =>
      (await ask(`?tenant=${idOf(NAMES.indexOf(name))}`)).value.reasons.join(' ');
    expect(await why('Bellows')).toMatch(/AuditLog\.Read\.All/);
    expect(await why('Datum')).toMatch(/s of its turn were used up before a sign-in was read/);
    expect(await why('Litware')).toMatch(/550/);
    expect((await ask(`?tenant=${idOf(0)}`)).status).toBe(200);
  });

  it('the provider had one summary a day, worst first, with the figures of the digests', () => {
    const summaries = mailsTo('operations@provider.example');
    const told = summaries.map(dayOf);
    expect(new Set(told).size).toBe(told.length);
    expect(told).toEqual(expect.arrayContaining([...DAYS_TOLD]));
    const summary = summaries.find((each) => dayOf(each) === addDays(FIRST, 7));
    const text = String(summary?.mail.text);
    const order = NAMES.map((name) => ({ name, at: text.indexOf(`\n${name} `) })).sort((a, b) => a.at - b.at);
    expect(order.every(({ at }) => at > 0)).toBe(true);
    const names = order.map(({ name }) => name);
    expect(names[0]).toBe('Contoso');
    expect(names.slice(1, 4).sort()).toEqual(['Bellows', 'Datum', 'Litware']);
    for (const reason of ['AuditLog.Read.All', 'used up', '550']) expect(text).toContain(reason);
    // `Contoso   7   7   0.0%`, as in its own digest.
    const own = mailsTo(mailOf(NAMES.indexOf('Contoso'))).find((each) => dayOf(each) === addDays(FIRST, 7));
    const [, challenged, unable] = /\nContoso +(\d+) +(\d+) /.exec(text) ?? [];
    expect(own?.mail.text).toMatch(new RegExp(`Challenged users +${challenged} `));
    expect(own?.mail.text).toMatch(new RegExp(`Unable users +${unable} `));
    expect(summary?.mail.html).toContain(`tenant&#x3D;${idOf(NAMES.indexOf('Contoso'))}`);
  });
});
