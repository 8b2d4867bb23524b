/** The service keeps the order that was asked for only loosely: a record may stand on the page after its own. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/core/ports.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import {
  type Fault,
  type GraphRecord,
  inventedSignIns,
  type LoopbackGraph,
  type SeenRequest,
  startLoopbackGraph,
} from '../loopback-graph.ts';
import { DAY, distinct, openOn, readAll, START } from './read-graph.ts';

const PAGE = 10;
const COUNT = 40;

let time: FakeTime;
let graph: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: [], clock: time.clock });
});
afterEach(() => graph.close());

const open = () => openOn(graph.endpoint, time);
const read = (cursor: string | undefined) => open().read(DAY, cursor)[Symbol.asyncIterator]();

/** Whatever is asked for, the fifth of each ten comes with the ten after. */
function loosely(signIns: readonly GraphRecord[]): readonly GraphRecord[] {
  return signIns.map((signIn, n) => {
    if (n % PAGE === 4) return signIns[n + 6] ?? signIn;
    return n % PAGE === 0 ? (signIns[n - 6] ?? signIn) : signIn;
  });
}

/** Serves them in their own order, ten a page. */
function serve(signIns: readonly GraphRecord[], fault: (request: SeenRequest) => Fault | undefined) {
  graph.always((request) => {
    const address = new URL(request.url, graph.endpoint);
    const filter = address.searchParams.get('$filter') ?? '';
    const [, from = '', to = ''] = /ge (\S+) and createdDateTime le (\S+)$/.exec(filter) ?? [];
    const rows = signIns.filter(({ createdDateTime }) => {
      const ms = Date.parse(createdDateTime);
      return ms >= Date.parse(from) && ms <= Date.parse(to);
    });
    const first = Number(address.searchParams.get('$skiptoken') ?? 0);
    address.searchParams.set('$skiptoken', String(first + PAGE));
    const isLast = first + PAGE >= rows.length;
    const value = rows.slice(first, first + PAGE);
    return fault(request) ?? { body: isLast ? { value } : { value, '@odata.nextLink': address.href } };
  });
}

describe.each([
  { busy: 'a sign-in a minute', everyMs: 60_000 },
  { busy: 'six pages of them a minute', everyMs: 1_000 },
])('records that come a page late: $busy', ({ everyMs }) => {
  const signIns = inventedSignIns({ count: COUNT, from: '2026-11-22T10:00:00Z', everyMs });
  const ids = signIns.map(({ id }) => id);

  it.each([1, 2, 3])('are not lost where a run stops after batch %i and another goes on', async (stop) => {
    serve(loosely(signIns), () => undefined);
    const batches: Batch[] = [];
    for await (const batch of open().read(DAY, undefined)) {
      batches.push(batch);
      if (batches.length === stop) break;
    }
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
    expect(distinct(batches, rest)).toEqual(ids);
  });

  it.each([1, 2, 3])('are not lost where the link to page %i goes stale', async (page) => {
    let died = false;
    serve(loosely(signIns), ({ url }) => {
      if (died || !url.includes(`skiptoken=${page * PAGE}`)) return undefined;
      died = true;
      return { status: 400, body: { error: { code: 'Directory_ExpiredPageToken' } } };
    });
    expect(distinct(await readAll(open()))).toEqual(ids);
    expect(died).toBe(true);
  });

  it('are not lost where pages fail half-way, and the rest is read in parts', async () => {
    let failures = 0;
    serve(loosely(signIns), ({ url }) =>
      url.includes('skiptoken') && failures++ < 3 ? { status: 504 } : undefined,
    );
    expect(distinct(await readAll(open()))).toEqual(ids);
  });

  it.each([
    { title: 'in order', given: signIns },
    { title: 'loosely', given: loosely(signIns) },
  ])('a run that gets no more than one page brings the reading further: $title', async ({ given }) => {
    serve(given, () => undefined);
    const batches: Batch[] = [];
    for (let runs = 0; runs < 60; runs++) {
      const { value } = await read(batches.at(-1)?.cursor).next();
      if (value !== undefined) batches.push(value);
      if (value?.readTo === DAY.to) break;
    }
    expect(batches.at(-1)?.readTo).toBe(DAY.to);
    expect(distinct(batches)).toEqual(ids);
  });

  it('every link is stale: each page brings the reading further, so it comes to its end', async () => {
    serve(signIns, ({ url }) => (url.includes('skiptoken') ? { status: 410 } : undefined));
    expect(distinct(await readAll(open()))).toEqual(ids);
  });
});
