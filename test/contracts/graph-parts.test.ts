/** What the service cannot give in one piece is read in shorter parts, and links that went stale are made anew. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GraphOptions } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import {
  type Fault,
  inventedSignIns,
  type LoopbackGraph,
  type SeenRequest,
  startLoopbackGraph,
} from '../loopback-graph.ts';
import { DAY, distinct, IDS, idsOf, openOn, readAll, readUntilError, SIGN_INS, START } from './read-graph.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No request asks for it without a part having been narrowed. */
const NOON = DAY.from + 12 * HOUR;
/** Where a reading goes on after its first page. */
const MINUTE_BEFORE_TENTH = Date.parse(SIGN_INS[9]?.createdDateTime ?? '') - MINUTE;

let time: FakeTime;
let graph: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, pageSize: 10, clock: time.clock });
});
afterEach(() => graph.close());

const open = (options: Partial<GraphOptions> = {}) => openOn(graph.endpoint, time, options);

/** Which time a request asks for, ms. */
function askedOf({ url }: SeenRequest): { from: number; to: number } {
  const filter = new URL(url, graph.endpoint).searchParams.get('$filter') ?? '';
  const [, from = '', to = ''] = /ge (\S+) and createdDateTime le (\S+)$/.exec(filter) ?? [];
  return { from: Date.parse(from), to: Date.parse(to) };
}
const lengthOf = (request: SeenRequest) => askedOf(request).to - askedOf(request).from;
const lengthsAsked = () => [...new Set(graph.requests.map(lengthOf))];

describe('F5 a window too much for the service', () => {
  const whileLonger = (ms: number, fault: Fault) =>
    graph.always((request) => (lengthOf(request) > ms ? fault : undefined));

  it.each([
    { title: '504', fault: { status: 504 } },
    { title: '500 now, 503 then', fault: { status: 503 } },
    { title: 'F7 no answer in time', fault: { stall: true } },
    { title: 'F7 a body that breaks off', fault: { cutAt: 50 } },
    { title: 'F7 a body cut short', fault: { body: '{"value":[{"id":"poison"},{' } },
    { title: 'F7 a reset', fault: { reset: true } },
  ] satisfies { title: string; fault: Fault }[])(
    '$title: read in parts, the same records',
    async ({ fault }) => {
      whileLonger(4 * HOUR, fault);
      const batches = await readAll(open({ requestTimeoutMs: 50 }));
      expect(distinct(batches)).toEqual(IDS);
      expect(idsOf(batches)).not.toContain('poison');
      expect(batches.at(-1)?.readTo).toBe(DAY.to);
    },
  );

  it('is halved after three tries, and doubled again after a part that was read whole', async () => {
    let broken = true;
    graph.always(() => (broken ? { status: 504 } : undefined));
    const source = open();
    const lengths: number[] = [];
    for await (const { records } of source.read(DAY, undefined)) {
      if (records.length === 0) lengths.push(...graph.requests.slice(-1).map(lengthOf));
      if (lengths.length === 3) broken = false;
    }
    expect(lengths).toEqual([24 * HOUR, 12 * HOUR, 6 * HOUR]);
    expect(graph.requests.slice(0, 9).map(lengthOf)).toEqual(
      [24, 24, 24, 12, 12, 12, 6, 6, 6].map((hours) => hours * HOUR),
    );
    const parts = graph.requests.slice(9).map(askedOf);
    expect(parts[0]).toEqual({ from: DAY.from, to: DAY.from + 3 * HOUR });
    expect(parts[1]).toEqual({ from: DAY.from + 3 * HOUR, to: DAY.from + 9 * HOUR });
    expect(parts[2]).toEqual({ from: DAY.from + 9 * HOUR, to: DAY.from + 21 * HOUR });
  });

  it('in the middle of its pages: only what is not yet read is asked for in parts', async () => {
    graph.always((request, index) =>
      index > 0 && lengthOf(request) > 8 * HOUR ? { status: 500 } : undefined,
    );
    const batches = await readAll(open());
    expect(distinct(batches)).toEqual(IDS);
    const afterFirst = graph.requests.slice(4).map(askedOf);
    expect(Math.min(...afterFirst.map(({ from }) => from))).toBe(MINUTE_BEFORE_TENTH);
  });

  it('records on the seam of two parts are in both, and none is lost', async () => {
    await graph.close();
    const crowd = inventedSignIns({ count: 15, from: '2026-11-22T12:00:00Z', everyMs: 0 });
    graph = await startLoopbackGraph({ signIns: crowd, pageSize: 10, clock: time.clock });
    whileLonger(12 * HOUR, { status: 504 });
    expect(distinct(await readAll(open()))).toEqual(crowd.map(({ id }) => id));
  });

  it('each halving is an empty batch, so that a run out of time can stop and a later one go on with less', async () => {
    whileLonger(3 * HOUR, { status: 504 });
    let cursor: string | undefined;
    for await (const batch of open().read(DAY, undefined)) {
      expect(batch).toMatchObject({ records: [], readTo: DAY.from });
      cursor = batch.cursor;
      break;
    }
    const asked = graph.requests.length;
    expect(distinct(await readAll(open(), { cursor }))).toEqual(IDS);
    expect(graph.requests[asked] && lengthOf(graph.requests[asked])).toBe(12 * HOUR);
  });

  it('a minute that cannot be read: eight tries, all before it is kept, and once it can be the rest comes', async () => {
    let broken = true;
    graph.always((request) => {
      const { from, to } = askedOf(request);
      return broken && from <= NOON && to >= NOON ? { status: 500 } : undefined;
    });
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    const last = graph.requests.slice(-8);
    expect(new Set(last.map(({ url }) => url)).size).toBe(1);
    expect(last.map(lengthOf)[0]).toBeLessThanOrEqual(MINUTE);
    const before = SIGN_INS.filter(({ createdDateTime }) => Date.parse(createdDateTime) < NOON - MINUTE);
    expect(distinct(batches)).toEqual(before.map(({ id }) => id));
    expect(batches.at(-1)?.readTo).toBeLessThanOrEqual(NOON);

    broken = false;
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
    expect(distinct(batches, rest)).toEqual(IDS);
  });

  it('a service that is down altogether: an end after as many tries as there are halvings', async () => {
    graph.always(() => ({ status: 503 }));
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(distinct(batches)).toEqual([]);
    // 24 h to a minute in 11 halvings of 3 tries, and 8 for the minute.
    expect(graph.requests).toHaveLength(11 * 3 + 8);
  });

  it('is not narrowed for throttling, which a shorter time does not help', async () => {
    graph.always((_, index) => (index < 7 ? { status: 429 } : undefined));
    await readAll(open());
    expect(lengthsAsked()).toEqual([24 * HOUR]);
  });
});

describe('F11 a link that went stale', () => {
  const expired = { error: { code: 'Directory_ExpiredPageToken', message: 'invented' } };
  const isLink = ({ url }: SeenRequest) => url.includes('skiptoken');

  it.each([400, 404, 410])('%i: pages are begun afresh from the cursor, the same records', async (status) => {
    graph.script([undefined, { status, body: expired }]);
    const batches = await readAll(open());
    expect(distinct(batches)).toEqual(IDS);
    const [, , afresh] = graph.requests;
    expect(afresh && isLink(afresh)).toBe(false);
    expect(afresh && askedOf(afresh).from).toBe(MINUTE_BEFORE_TENTH);
  });

  it('every link: each page brings the reading further, so it comes to its end', async () => {
    graph.always((request) => (isLink(request) ? { status: 400, body: expired } : undefined));
    expect(distinct(await readAll(open()))).toEqual(IDS);
  });

  it('every link, and no page brings it further: three more attempts, and all is kept for a later run', async () => {
    await graph.close();
    const crowd = inventedSignIns({ count: 25, from: '2026-11-22T08:00:00Z', everyMs: 0 });
    graph = await startLoopbackGraph({ signIns: crowd, pageSize: 10, clock: time.clock });
    graph.always((request) => (isLink(request) ? { status: 410 } : undefined));
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    // The minute before them, from which the second is asked for, brings it further once.
    expect(graph.requests.filter((request) => !isLink(request))).toHaveLength(5);
    graph.always(() => undefined);
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
    expect(distinct(batches, rest)).toEqual(crowd.map(({ id }) => id));
  });

  it('a first page that is refused is no stale link', async () => {
    graph.script([undefined, { status: 410 }, { status: 410 }]);
    const { error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('410') });
    expect(graph.requests).toHaveLength(3);
  });
});
