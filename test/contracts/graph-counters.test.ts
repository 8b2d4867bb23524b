/** Microsoft's own count of a day: read with one request at most, and nothing that goes wrong is an error. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staticTokens } from '../../src/credential.ts';
import type { GraphOptions } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import { type Fault, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import { DAY, openOn, readAll, SIGN_INS, START, TOKEN } from './read-graph.ts';

const day = (activityDateTime: unknown, signInCount: unknown) => ({ activityDateTime, signInCount });
const COUNTED = day('2026-11-22T00:00:00Z', 9595);
const OTHERS = [day('2026-11-23T00:00:00Z', 4518), day('2026-11-21T00:00:00Z', 9921)];

let time: FakeTime;
let graph: LoopbackGraph;
let lines: [event: string, fields: unknown][];

beforeEach(async () => {
  lines = [];
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, counters: [...OTHERS, COUNTED], clock: time.clock });
});
afterEach(() => graph.close());

const log: GraphOptions['log'] = (event, fields) => void lines.push([event, fields]);
const counters = (options: Partial<GraphOptions> = {}) =>
  openOn(graph.endpoint, time, { log, ...options }).counters?.(DAY);
const unread = (reason: unknown) => [['countersUnread', { day: '2026-11-22', reason }]];

it('of all days listed, that of the day is taken, with the name of the report', async () => {
  expect(await counters()).toEqual({ counter: 'signInEventsSummary', signIns: 9595 });
  expect(graph.requests.map(({ url }) => url)).toEqual(['/beta/auditLogs/signInEventsSummary']);
  expect(lines).toEqual([]);
});

it('none is 0, not unknown', async () => {
  graph.script([{ body: { value: [day('2026-11-22T00:00:00Z', 0)] } }]);
  expect(await counters()).toEqual({ counter: 'signInEventsSummary', signIns: 0 });
});

describe('whatever goes wrong is no count, one request and one line that says why', () => {
  const listing = (...value: unknown[]): Fault => ({ body: { value } });
  it.each<[what: string, fault: Fault, reason: string]>([
    [
      'no permission',
      { status: 403, body: { error: { code: 'Authorization_RequestDenied' } } },
      '403 Authorization_RequestDenied',
    ],
    [
      'a doubted licence, which a reading would ask about again',
      { status: 403, body: { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } } },
      '403 Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    ],
    ['no such report in this cloud', { status: 404 }, '404'],
    ['throttled', { status: 429, headers: { 'Retry-After': '1' } }, '429 (throttled)'],
    ['an error of the service', { status: 500 }, '500'],
    ['a service that is away', { status: 503 }, '503'],
    ['a redirect', { status: 302, headers: { Location: 'https://evil.example/' } }, '302 (a redirect)'],
    ['a reset', { reset: true }, 'no answer (ECONNRESET)'],
    ['no answer', { stall: true }, 'no answer in time'],
    ['half an answer', { stall: true, cutAt: 20 }, 'no answer in time'],
    ['a web page', { body: '<html>proxy</html>' }, '200 with a web page (from a proxy or a gateway)'],
    ['no list', { body: { value: null } }, '200 with JSON without a list named "value"'],
    ['an empty list', listing(), 'no such day'],
    ['other days only', listing(...OTHERS), 'no such day'],
    ['rows that are none', listing(null, 'x', 7, [], {}), 'no such day'],
    ['days that are none', listing(day('yesterday', 5), day(20261122, 5)), 'no such day'],
    ['the day twice', listing(COUNTED, day('2026-11-22T12:00:00Z', 3)), 'the day more than once'],
    ['no count', listing(day('2026-11-22T00:00:00Z', undefined)), 'no count'],
    ['a count in words', listing(day('2026-11-22T00:00:00Z', '9595')), 'no count'],
    ['a count below zero', listing(day('2026-11-22T00:00:00Z', -1)), 'no count'],
    ['half a sign-in', listing(day('2026-11-22T00:00:00Z', 1.5)), 'no count'],
  ])('%s', async (_, fault, reason) => {
    graph.always(() => fault);
    expect(await counters(fault.stall ? { requestTimeoutMs: 200 } : {})).toBeUndefined();
    expect(graph.requests).toHaveLength(1);
    expect(lines).toEqual(unread(reason));
  });

  it('nobody there', async () => {
    await graph.close();
    expect(await counters()).toBeUndefined();
    expect(lines).toEqual(unread('no answer (ECONNREFUSED)'));
    graph = await startLoopbackGraph({ signIns: [] });
  });

  it('a token that is turned away: it is renewed for others, but not asked with again', async () => {
    let renewals = 0;
    const credential: GraphOptions['credential'] = async ({ renew }) => {
      if (renew) renewals += 1;
      return { value: TOKEN, expiresAt: time.clock() + 3_600_000 };
    };
    graph.always(() => ({ status: 401 }));
    expect(await counters({ credential })).toBeUndefined();
    expect(renewals).toBe(1);
    expect(graph.requests).toHaveLength(1);
    expect(lines).toEqual(unread('401'));
  });

  it('no token to be had', async () => {
    const credential = () => Promise.reject(new Error(TOKEN));
    expect(await counters({ credential })).toBeUndefined();
    expect(graph.requests).toHaveLength(0);
    expect(lines).toEqual(unread('unexpected'));
  });

  it('a run that is stopped', async () => {
    expect(await counters({ signal: AbortSignal.abort() })).toBeUndefined();
    expect(lines).toEqual(unread('unavailable'));
  });
});

describe('the same care as with pages', () => {
  it('the token goes to the host of the settings in a header, and nowhere else', async () => {
    const elsewhere = await startLoopbackGraph({ signIns: [] });
    const link = `${elsewhere.endpoint}/beta/auditLogs/signInEventsSummary`;
    const credential = staticTokens(TOKEN);
    graph.script([
      { status: 302, headers: { Location: link } },
      { body: { value: OTHERS, '@odata.nextLink': link } },
    ]);
    await counters({ credential });
    await counters({ credential });
    expect(elsewhere.requests).toEqual([]);
    expect(graph.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Bearer ${TOKEN}`),
    );
    expect(JSON.stringify([lines, graph.requests.map(({ url }) => url)])).not.toContain(TOKEN);
    await elsewhere.close();
  });

  it('it keeps the pace together with the pages of a reading', async () => {
    const source = openOn(graph.endpoint, time, { log });
    for (let times = 0; times < 3; times += 1) {
      await readAll(source);
      await source.counters?.(DAY);
    }
    const at = graph.requests.map((request) => request.at);
    expect(at).toHaveLength(6);
    expect((at[4] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(10_000);
    expect((at[5] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(10_000);
  });

  it('a turn that is long in coming is given up, too', async () => {
    const sleep: GraphOptions['sleep'] = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    const source = openOn(graph.endpoint, time, { log, sleep, requestTimeoutMs: 1_000 });
    for (let times = 0; times < 4; times += 1) await readAll(source);
    expect(await source.counters?.(DAY)).toBeUndefined();
    expect(graph.requests).toHaveLength(4);
    expect(lines).toEqual(unread(expect.any(String)));
  });
});
