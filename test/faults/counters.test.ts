/** Microsoft's own counters beside a day: they change nothing of it, and without them it is as whole. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestReport } from '../../src/digest-report.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type Fault, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { contosoSignIns, figuresOf, graphSource, invented, startCollector } from './collector.ts';

const DAY = '2026-11-23';
const SETTLED = '2026-11-24T03:00:00Z';
const SEALING = '2026-11-26T01:00:00Z';
const signIns = contosoSignIns(DAY, 12);
const counters = [
  { activityDateTime: '2026-11-24T00:00:00Z', signInCount: 7 },
  { activityDateTime: '2026-11-23T00:00:00Z', signInCount: 1_000 },
];
const REPORT = '/beta/auditLogs/signInEventsSummary';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());

const startGraph = () => startLoopbackGraph({ signIns, pageSize: 40, counters });
const collectorOf = (
  graph: LoopbackGraph,
  settings: Readonly<Record<string, string>> = { MICROSOFT_COUNTERS: 'on' },
) =>
  startCollector({
    tables: azurite.connectionString,
    tenant: randomUUID(),
    at: SETTLED,
    source: graphSource(graph.endpoint),
    settings: { SOURCE: 'graph', ...settings },
  });
const asked = ({ requests }: LoopbackGraph) => requests.filter(({ url }) => url.startsWith(REPORT)).length;

/** The same day with the setting off: what it is to be in every way. */
async function withoutCounters() {
  const graph = await startGraph();
  const { app, setClock } = await collectorOf(graph, {});
  await collect(app);
  const open = await app.store.day(DAY);
  setClock(SEALING);
  await collect(app, { days: [DAY] });
  const { days } = await digestReport(app, DAY);
  const found = {
    open: figuresOf(open),
    sealed: figuresOf(await app.store.day(DAY)),
    asked: asked(graph),
    coverage: days[0]?.coverage,
  };
  await graph.close();
  return found;
}

/** As stored, but for what Microsoft counts. */
async function bareFigures(app: Awaited<ReturnType<typeof collectorOf>>['app']) {
  const stored = await app.store.day(DAY);
  if (stored === undefined) return 'not published';
  const { counters: _counters, ...bare } = stored;
  return figuresOf(bare);
}

it('with MICROSOFT_COUNTERS=off nobody asks, and nothing is compared', async () => {
  const { asked, open, coverage } = await withoutCounters();
  expect(asked).toBe(0);
  expect(open).not.toContain('counters');
  expect(coverage).toMatchObject({ crossCheck: null });
});

it('each publication asks once, keeps the count beside the day, and changes no figure of it', async () => {
  const off = await withoutCounters();
  const graph = await startGraph();
  const { app, setClock } = await collectorOf(graph);
  await collect(app);
  expect(asked(graph)).toBe(1);
  expect(await bareFigures(app)).toBe(off.open);

  setClock(SEALING);
  await collect(app, { days: [DAY] });
  expect(asked(graph)).toBe(2);
  expect(await bareFigures(app)).toBe(off.sealed);

  const stored = await app.store.day(DAY);
  expect(stored?.counters).toEqual({ counter: 'signInEventsSummary', signIns: 1_000 });
  const ours = stored?.coverage.signIns ?? 0;
  expect(ours).toBeGreaterThan(0);
  const { days } = await digestReport(app, DAY);
  expect(days[0]?.coverage).toEqual({
    ...stored?.coverage,
    crossCheck: {
      counter: 'signInEventsSummary',
      theirs: 1_000,
      ours,
      ratio: ours / 1_000,
      usual: null,
      days: 0,
    },
  });
  await graph.close();
});

it('what is left out on purpose is still ours', async () => {
  const graph = await startGraph();
  const { app } = await collectorOf(graph, {
    MICROSOFT_COUNTERS: 'on',
    EXCLUDE_USERS: String(signIns[0]?.userPrincipalName),
  });
  await collect(app);
  const { days } = await digestReport(app, DAY);
  const { signIns: counted = null, excluded = null, crossCheck = null } = days[0]?.coverage ?? {};
  expect(excluded).toBeGreaterThan(0);
  expect(crossCheck?.ours).toBe((counted ?? 0) + (excluded ?? 0));
  await graph.close();
});

describe('a day that is published and sealed all the same, without the comparison', () => {
  it.each<[what: string, fault: Fault]>([
    ['a permission that is missing', { status: 403 }],
    ['no such report', { status: 404 }],
    ['throttled', { status: 429, headers: { 'Retry-After': '3600' } }],
    ['a service that is away', { status: 503 }],
    ['a token that is turned away', { status: 401 }],
    ['a web page', { body: '<html>proxy</html>' }],
    ['an answer of another shape', { body: { value: [{ day: DAY, count: 12 }] } }],
    ['a connection that breaks', { reset: true }],
  ])('%s', async (_, fault) => {
    const off = await withoutCounters();
    const graph = await startGraph();
    graph.always(({ url }) => (url.startsWith(REPORT) ? fault : undefined));
    const { app, setClock } = await collectorOf(graph);
    expect((await collect(app)).days).toMatchObject([{ state: 'open', isRead: true, problem: undefined }]);
    expect(await bareFigures(app)).toBe(off.open);

    setClock(SEALING);
    const sealed = await collect(app, { days: [DAY] });
    expect(sealed.days).toMatchObject([{ state: 'sealed', isRead: true, problem: undefined }]);
    expect(sealed.heldUntil).toBeUndefined();
    expect(await bareFigures(app)).toBe(off.sealed);
    expect(asked(graph)).toBe(2);
    const { days } = await digestReport(app, DAY);
    expect(days[0]?.coverage).toMatchObject({ crossCheck: null });
    await graph.close();
  });

  it('a source that counts nothing', async () => {
    const { app } = await startCollector({
      tables: azurite.connectionString,
      tenant: randomUUID(),
      at: SETTLED,
      source: invented(signIns),
      settings: { SOURCE: 'graph', MICROSOFT_COUNTERS: 'on' },
    });
    expect((await collect(app)).days).toMatchObject([{ state: 'open', isRead: true }]);
    expect((await app.store.day(DAY))?.counters).toBeUndefined();
  });
});

it('of a part of a day nobody asks: it is sure to be less', async () => {
  const graph = await startGraph();
  const { app } = await collectorOf(graph);
  let batches = 2;
  const stopped = await collect(app, { timeLeft: () => (batches-- > 0 ? 1 : 0) });
  expect(stopped.days).toMatchObject([{ state: 'partial' }]);
  expect(asked(graph)).toBe(0);
  await collect(app, { days: [DAY], byHand: true });
  expect(asked(graph)).toBe(1);
  await graph.close();
});

it('a day that keeps another zone is not compared: its hours are not those of UTC', async () => {
  const graph = await startGraph();
  const berlin = await collectorOf(graph, { ZONE: 'Europe/Berlin' });
  await collect(berlin.app);
  const { app } = await startCollector({
    tables: azurite.connectionString,
    tenant: berlin.app.settings.tenantId ?? '',
    at: SEALING,
    source: graphSource(graph.endpoint),
    settings: { SOURCE: 'graph', MICROSOFT_COUNTERS: 'on' },
  });
  await collect(app, { days: [DAY] });
  expect(await app.store.day(DAY)).toMatchObject({ zone: 'Europe/Berlin', state: 'sealed', revision: 2 });
  expect(asked(graph)).toBe(0);
  await graph.close();
});
