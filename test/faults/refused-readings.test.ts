/** Readings of a published day that may not take its place: they are made once, and told. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type GraphRecord, inventedSignIns, startLoopbackGraph } from '../loopback-graph.ts';
import { figuresOf, graphSource, invented, startCollector } from './collector.ts';
import { counted } from './counted.ts';

const DAY = '2026-11-23';
const FIRST = '2026-11-24T03:00:00Z';
const ORDINARY = inventedSignIns({ count: 400, from: `${DAY}T00:00:00Z`, everyMs: 200_000 });

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

function start(given: Omit<Parameters<typeof startCollector>[0], 'tables' | 'tenant'> & { tenant?: string }) {
  return startCollector({ tables: azurite.connectionString, tenant: randomUUID(), ...given });
}

/** Two hours of ticks. */
const TICKS = [0, 15, 30, 45, 60, 75, 90, 105];

describe('F33 a whole reading that shows fewer, or other, than is published', () => {
  const [model] = ORDINARY;
  const nonInteractive = { ...model, isInteractive: false, signInEventTypes: ['nonInteractiveUser'] };
  const details = [
    {
      authenticationMethod: 'Mobile app notification',
      authenticationStepResultDetail: 'MFA completed in Azure AD',
      succeeded: true,
    },
  ];
  type Case = {
    readonly what: string;
    readonly shown: readonly GraphRecord[];
    /** Readings before the ticks, which begin then. */
    readonly earlier: readonly string[];
    readonly ticksFrom: string;
    readonly settings: Readonly<Record<string, string>>;
    readonly coverage: object;
  };
  const [vanished, kept] = [ORDINARY.slice(1), { signIns: 400, nonInteractive: 0 }];

  it.each<Case>([
    {
      what: 'after an outage in which the facts of the reading before it went',
      shown: vanished,
      earlier: [],
      ticksFrom: '2026-11-27T03:00:00Z',
      settings: {},
      coverage: kept,
    },
    {
      what: 'when the facts of the first reading go, as the day is sealed late',
      shown: vanished,
      earlier: ['2026-11-25T03:00:00Z', '2026-11-26T03:00:00Z'],
      ticksFrom: '2026-11-27T03:00:00Z',
      settings: { SEAL_HOURS: '96' },
      coverage: kept,
    },
    {
      what: 'because a richer version of a record says that nobody took part in it',
      shown: ORDINARY.map((record, index) =>
        index === 0 ? { ...record, ...nonInteractive, authenticationDetails: details } : record,
      ),
      earlier: [],
      ticksFrom: '2026-11-25T03:00:00Z',
      settings: {},
      coverage: { signIns: 399, nonInteractive: 1 },
    },
  ])('$what is made once, not at every tick', async ({ shown, earlier, ticksFrom, settings, coverage }) => {
    const records = [...ORDINARY];
    const { source, readings } = counted(invented(records));
    const { app, setClock } = await start({
      at: FIRST,
      source,
      settings,
    });
    await collect(app);
    records.splice(0, records.length, ...shown);
    for (const at of earlier) {
      setClock(at);
      await collect(app);
    }
    const before = readings.filter((day) => day === DAY).length;
    for (const minutes of TICKS) {
      setClock(new Date(Date.parse(ticksFrom) + minutes * 60_000).toISOString());
      await collect(app);
    }
    expect(readings.filter((day) => day === DAY)).toHaveLength(before + 1);
    expect(await app.store.day(DAY)).toMatchObject({ state: 'open', coverage });
  });

  it('leaves time for the days behind it', async () => {
    const records = [
      ...inventedSignIns({ count: 48, from: '2026-11-21T00:30:00Z', everyMs: 3_600_000 }).map((record) => ({
        ...record,
        id: record.id.replace('4000', '4001'),
      })),
      ...ORDINARY,
    ];
    const tenant = randomUUID();
    const first = await start({ tenant, at: FIRST, source: invented(records) });
    await collect(first.app);
    records.pop();
    // As after an outage: the day itself is read again, and two behind it wait.
    const settings = { BACKFILL_DAYS: '6' };
    const source = invented(records);
    const next = await start({ tenant, at: '2026-11-27T03:00:00Z', source, settings });
    for (const minutes of TICKS) {
      next.setClock(new Date(Date.parse('2026-11-27T03:00:00Z') + minutes * 60_000).toISOString());
      let left = 6;
      await collect(next.app, { timeLeft: () => left-- });
    }
    const days = await next.app.store.days('2026-11-21', '2026-11-23');
    expect(days.map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-21', 'sealed'],
      ['2026-11-22', 'sealed'],
      [DAY, 'open'],
    ]);
  });

  it('does not take the place of a fuller one where only v1.0 of Graph can be read by now', async () => {
    const signIns = ORDINARY.map((record) => ({
      ...record,
      status: { errorCode: 0, failureReason: 'Other.', additionalDetails: null },
      authenticationDetails: details,
    }));
    const full = await startLoopbackGraph({ signIns });
    const poor = await startLoopbackGraph({ signIns, refuseBeta: { status: 400, code: 'BadRequest' } });
    const tenant = randomUUID();
    const on = (endpoint: string, at: string) =>
      start({
        tenant,
        at,
        source: graphSource(endpoint),
        settings: { BACKFILL_DAYS: '3' },
      });
    const before = await on(full.endpoint, '2026-11-26T00:00:00Z');
    await collect(before.app);
    const sealed = await before.app.store.day(DAY);
    expect(sealed).toMatchObject({ state: 'sealed', figures: { outcomes: { completed: { signIns: 400 } } } });
    const after = await on(poor.endpoint, '2026-11-26T06:00:00Z');
    const [again] = (await collect(after.app, { days: [DAY], force: true })).days;
    await Promise.all([full.close(), poor.close()]);
    expect(again).toMatchObject({ state: 'sealed', problem: expect.stringMatching(/v1\.0.*shows less/) });
    expect(figuresOf(await after.app.store.day(DAY))).toBe(figuresOf(sealed));
  });
});
