/** Ten tenants in one deployment over two simulated weeks: one tick serves them all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/core/day.ts';
import { answerHealth } from '../../src/http/answer-health.ts';
import type { Tenants } from '../../src/tenants/open-tenants.ts';
import type { TickSummary } from '../../src/tenants/run-turns.ts';
import { collectTick, deliverTick } from '../../src/tenants/tick.ts';
import { callTo, contosoApp, request } from '../http/contoso-app.ts';
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
const DAYS = 14;
const DAYS_TOLD = daysBetween(FIRST, addDays(FIRST, DAYS - 1));
/** A day is sealed two days after its end, and the last mail is of the morning after it. */
const END = Date.parse(`${addDays(FIRST, DAYS + 3)}T12:00:00Z`);

const time = { now: Date.parse(`${FIRST}T12:00:00Z`) };
let ten: TenTenants;
let tenants: Tenants;
const ticks: { readonly at: number; readonly collect: TickSummary; readonly deliver: TickSummary }[] = [];

beforeAll(async () => {
  ten = await startTenTenants(FIRST, DAYS, time);
  tenants = ten.open({ log: () => {} });
  await simulate();
}, 600_000);

afterAll(async () => {
  await tenants.close();
  await ten.close();
});

async function simulate(): Promise<void> {
  for (let day = FIRST; ; day = addDays(day, 1)) {
    for (const hour of TICKS) {
      const at = Date.parse(`${day}T${hour}:00Z`);
      if (at < time.now) continue;
      if (at > END) return;
      time.now = at;
      const run = async (tick: typeof collectTick) => {
        const end = time.now + BUDGET;
        const summary = await tick(tenants, () => end - time.now);
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

const mailsTo = (address: string) => ten.mailsTo(address);

describe('ten tenants, three of them failing, over two weeks', () => {
  it('each healthy one has every day sealed and exactly one mail a day', async () => {
    const rows = await table();
    const head = ['tenant', 'kind', 'turns', 'seconds', 'most a tick', 'sealed', 'mails'];
    printTable([head, ...rows.map((row) => Object.values(row))]);
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
      const of = ten
        .signInsOf(index)
        .filter(({ createdDateTime }) => calendar.dayOf(Date.parse(createdDateTime)) === addDays(FIRST, 5));
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
    const summaries = mailsTo(SUMMARY_TO);
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
