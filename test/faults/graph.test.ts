/** Microsoft Graph misbehaves: the day is whole all the same, or it says why not and the next tick makes it whole. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestReport } from '../../src/digest-report.ts';
import { collect } from '../../src/run.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { type Fault, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { contosoSignIns, figuresOf, graphSource, startCollector } from './collector.ts';

const DAY = '2026-11-23';
const signIns = contosoSignIns(DAY, 12);

let azurite: Azurite;
let clean: string;
beforeAll(async () => {
  azurite = await startAzurite();
  const graph = await startLoopbackGraph({ signIns, pageSize: 40 });
  clean = (await ticks(graph, 1)).figures;
  await graph.close();
});
afterAll(() => azurite.close());

/** The day after so many ticks, 15 minutes apart; `between` them the graph may recover. */
async function ticks(graph: LoopbackGraph, count: number, between = () => {}) {
  const { app, setClock } = await startCollector({
    tables: azurite.connectionString,
    tenant: randomUUID(),
    at: '2026-11-24T03:00:00Z',
    source: graphSource(graph.endpoint),
  });
  const problems: (string | undefined)[] = [];
  for (let tick = 0; tick < count; tick += 1) {
    setClock(`2026-11-24T03:${String(15 * tick).padStart(2, '0')}:00Z`);
    const summary = await collect(app).catch((error: Error) => ({ days: [{ problem: error.message }] }));
    problems.push(...summary.days.map(({ problem }) => problem));
    if (tick === 0) between();
  }
  const { days } = await digestReport(app, DAY);
  return { app, figures: figuresOf(await app.store.day(DAY)), problems, reported: days[0] };
}

const PROXY_PAGE = { headers: { 'Content-Type': 'text/html' }, body: '<html>Sign in to the proxy</html>' };
const again = (fault: Fault, times: number): Fault[] => Array(times).fill(fault);

describe('what passes by itself leaves no trace in the figures', () => {
  it.each<[what: string, faults: readonly (Fault | undefined)[]]>([
    ['F1 throttled, with a time to wait', [undefined, { status: 429, headers: { 'Retry-After': '7' } }]],
    ['F2 throttled, without one', [undefined, ...again({ status: 429 }, 3)]],
    [
      'F3 throttled until a date that is over',
      [{ status: 429, headers: { 'Retry-After': 'Mon, 01 Jan 2024 00:00:00 GMT' } }],
    ],
    [
      'F3 throttled, with nonsense',
      [
        { status: 429, headers: { 'Retry-After': 'abc' } },
        { status: 429, headers: { 'Retry-After': '-1' } },
      ],
    ],
    ['F5 a server error', [undefined, { status: 500 }]],
    ['F5 a burst of them', [undefined, ...again({ status: 503 }, 4), { status: 502 }, { status: 504 }]],
    ['F6 a page of a proxy', [undefined, PROXY_PAGE]],
    ['F6 an empty body', [undefined, { body: '' }]],
    ['F6 no list in the body', [{ body: '{}' }, { body: '{"value":null}' }, { body: '{"value":{}}' }]],
    ['F7 half of the JSON', [undefined, { page: (page) => page, cutAt: 500 }]],
    ['F7 the connection is reset', [undefined, { reset: true }]],
    ['F11 the place in the pages is forgotten', [undefined, undefined, { status: 410 }]],
    ['F11 the place in the pages is bad', [undefined, undefined, { status: 400 }]],
    ['F12 each record twice', [{ page: (page) => ({ ...page, value: [...page.value, ...page.value] }) }]],
    [
      'F20 a licence that is missing now and then',
      again(
        { status: 403, body: { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } } },
        2,
      ),
    ],
  ])('%s', async (_, faults) => {
    const graph = await startLoopbackGraph({ signIns, pageSize: 40 });
    graph.script(faults);
    const { figures, problems } = await ticks(graph, 1);
    expect(problems).toEqual([undefined]);
    expect(figures).toBe(clean);
    expect(graph.requests.length).toBeGreaterThan(faults.length);
    await graph.close();
  });
});

describe('what does not pass is told, and the next tick makes the day whole', () => {
  const evil = (link: string) => (page: { readonly value: unknown[] }) => ({
    ...page,
    '@odata.nextLink': link,
  });
  it.each<[what: string, fault: Fault, told: RegExp]>([
    ['F3 a wait longer than a run', { status: 429, headers: { 'Retry-After': '600' } }, /600 s/],
    ['F4 throttled at every request', { status: 429 }, /429 \(throttled\)/],
    ['F5 down for long', { status: 503 }, /503/],
    ['F6 nothing but pages of a proxy', PROXY_PAGE, /a web page/],
    [
      'F10 a link to another host',
      { page: evil('https://graph.microsoft.com.evil.example/beta/auditLogs/signIns') },
      /another scheme, host or port/,
    ],
    ['F19 never a token that is good', { status: 401 }, /401/],
    [
      'F20 a role that is missing',
      { status: 403, body: { error: { code: 'Authorization_RequestDenied' } } },
      /AuditLog\.Read\.All/,
    ],
    [
      'F20 a licence that is missing',
      { status: 403, body: { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } } },
      /P1 or P2/,
    ],
  ])('%s', async (_, fault, told) => {
    const graph = await startLoopbackGraph({ signIns, pageSize: 40 });
    graph.always((_request, index) => (index > 1 ? fault : undefined));
    const { figures, problems } = await ticks(graph, 2, () => graph.always(() => undefined));
    expect(problems).toEqual([expect.stringMatching(told), undefined]);
    expect(figures).toBe(clean);
    await graph.close();
  });

  it('F4 a digest of a day that could not be read says why', async () => {
    const graph = await startLoopbackGraph({ signIns, pageSize: 40 });
    graph.always(() => ({ status: 429 }));
    const { reported } = await ticks(graph, 1);
    expect(reported).toMatchObject({ state: 'missing', problem: expect.stringMatching(/throttled/) });
    await graph.close();
  });
});
