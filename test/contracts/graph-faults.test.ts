/** Faults that pass: one request fails, and the reading is as if it had not. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GraphOptions } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import { type Fault, type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import {
  distinct,
  IDS,
  idsOf,
  openOn,
  readAll,
  readUntilError,
  SIGN_INS,
  START,
  times,
} from './read-graph.ts';

let time: FakeTime;
let graph: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, pageSize: 10, clock: time.clock });
});
afterEach(() => graph.close());

const open = (options: Partial<GraphOptions> = {}) => openOn(graph.endpoint, time, options);
const licence = { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } };

const FAULTS = [
  {
    title: 'F1 429 with Retry-After',
    fault: { status: 429, headers: { 'Retry-After': '7' } },
    waited: 7_000,
  },
  { title: 'F2 429 without', fault: { status: 429 } },
  {
    title: 'F3 429 with a date',
    fault: { status: 429, headers: { 'Retry-After': 'Mon, 23 Nov 2026 03:00:20 GMT' } },
    waited: 20_000,
  },
  {
    title: 'F3 429 with a date that is over',
    fault: { status: 429, headers: { 'Retry-After': 'Mon, 23 Nov 2026 02:00:00 GMT' } },
  },
  { title: 'F3 429 with "-1"', fault: { status: 429, headers: { 'Retry-After': '-1' } } },
  { title: 'F3 429 with "abc"', fault: { status: 429, headers: { 'Retry-After': 'abc' } } },
  ...[408, 500, 502, 503, 504].map((status) => ({ title: `F5 ${status}`, fault: { status } })),
  { title: 'F6 a web page', fault: { body: '<html>proxy</html>' } },
  { title: 'F6 an empty body', fault: { body: '' } },
  { title: 'F6 {}', fault: { body: {} } },
  { title: 'F6 a list that is null', fault: { body: { value: null } } },
  { title: 'F6 a list that is an object', fault: { body: { value: {} } } },
  { title: 'F7 cut JSON', fault: { body: '{"value":[{"id":"poison"},{' } },
  { title: 'F7 a body that breaks off', fault: { cutAt: 700 } },
  { title: 'F7 a reset before the answer', fault: { reset: true } },
  { title: 'F7 a reset in the middle of it', fault: { reset: true, cutAt: 700 } },
  { title: 'F7 no answer', fault: { stall: true } },
  { title: 'F7 half an answer', fault: { stall: true, cutAt: 700 } },
  { title: 'F7 more bytes promised than sent', fault: { headers: { 'Content-Length': '99999' } } },
  { title: 'F7 fewer bytes promised than sent', fault: { headers: { 'Content-Length': '700' } } },
  { title: 'F7 a gzip that breaks off', fault: { gzip: true, cutAt: 200 } },
  {
    title: 'F7 a gzip that ends too early',
    fault: {
      body: gzipSync(JSON.stringify({ value: [{ id: 'poison' }] })).subarray(0, 30),
      headers: { 'Content-Encoding': 'gzip' },
    },
  },
  { title: 'F7 a gzip that is none', fault: { headers: { 'Content-Encoding': 'gzip' } } },
  { title: 'F20 a licence doubted once', fault: { status: 403, body: licence } },
] satisfies { title: string; fault: Fault; waited?: number }[];

describe('faults that pass', () => {
  it.each(FAULTS)(
    '$title: the same request again, nothing lost, nothing twice',
    async ({ fault, ...expected }) => {
      const { waited = 1_000 } = { waited: undefined, ...expected };
      graph.script([undefined, fault]);
      expect(idsOf(await readAll(open({ requestTimeoutMs: 200 })))).toEqual(IDS);
      expect(graph.requests).toHaveLength(4);
      expect(graph.requests[2]?.url).toBe(graph.requests[1]?.url);
      expect((graph.requests[2]?.at ?? 0) - (graph.requests[1]?.at ?? 0)).toBe(waited);
    },
  );

  it('F7 no connection is left behind by any of them, but the one that is used again', async () => {
    const broken = FAULTS.map(({ fault }): Fault => fault).filter(({ status }) => status === undefined);
    graph.script(broken.flatMap((fault) => [fault, undefined]));
    const source = open({ requestTimeoutMs: 200 });
    while (graph.requests.length < 2 * broken.length) expect(distinct(await readAll(source))).toEqual(IDS);
    await graph.socketsDownTo(1);
  });
});

describe('faults that do not pass', () => {
  it('F4 throttled without end: bounded tries, what was read is kept, the rest comes next time', async () => {
    graph.script([undefined, ...times(8, { status: 429 })]);
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    expect(error).toMatchObject({ message: expect.stringContaining('throttled') });
    expect(graph.requests).toHaveLength(9);
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
    expect(distinct(batches, rest)).toEqual(IDS);
  });

  it('F7 nobody listens: unavailable after eight tries, and the way back is told', async () => {
    await graph.close();
    const { batches, error } = await readUntilError(open());
    expect(batches).toEqual([]);
    expect(time.sleeps.filter((ms) => ms >= 1_000).length).toBeGreaterThanOrEqual(7);
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('ECONNREFUSED') });
    graph = await startLoopbackGraph({ signIns: [] });
  });
});
