import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, Source } from '../../src/core/ports.ts';
import { readingTime } from '../../src/core/sign-in.ts';
import type { GraphOptions } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import {
  type GraphRecord,
  inventedSignIn,
  inventedSignIns,
  type LoopbackGraph,
  lazyShelf,
  startLoopbackGraph,
} from '../loopback-graph.ts';
import { DAY, distinct, IDS, idsOf, openOn, readAll, SIGN_INS, START } from './read-graph.ts';

type Serving = Parameters<typeof startLoopbackGraph>[0];

let time: FakeTime;
let graph: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, pageSize: 10, clock: time.clock });
});
afterEach(() => graph.close());

const open = (options: Partial<GraphOptions> = {}) => openOn(graph.endpoint, time, options);

/** Another Graph in place of the one of all tests. */
async function serve(serving: Serving): Promise<Source> {
  await graph.close();
  graph = await startLoopbackGraph({ clock: time.clock, ...serving });
  return open();
}

describe('reading a window', () => {
  it('gives every sign-in once, a batch a page, in ascending order', async () => {
    const batches = await readAll(open());
    expect(batches.map((batch) => batch.records.length)).toEqual([10, 10, 5]);
    expect(idsOf(batches)).toEqual(IDS);
  });

  it('tells up to where all is read: the last instant of a page, and at the end the window', async () => {
    const batches = await readAll(open());
    const lastOf = (n: number) => Date.parse(SIGN_INS[n]?.createdDateTime ?? '');
    expect(batches.map(({ readTo }) => readTo)).toEqual([lastOf(9), lastOf(19), DAY.to]);
    expect(batches.map(({ source }) => source)).toEqual([undefined, undefined, undefined]);
  });

  it('does not tell so while the service gives the newest first, whatever was asked', async () => {
    graph.always(() => ({ page: (page) => ({ ...page, value: page.value.toReversed() }) }));
    const batches = await readAll(open());
    expect(batches.map(({ readTo }) => readTo)).toEqual([undefined, undefined, DAY.to]);
    expect(distinct(batches)).toEqual(IDS);
  });

  it('asks as documented', async () => {
    await readAll(open());
    const [first] = graph.requests;
    const url = new URL(first?.url ?? '', graph.endpoint);
    expect(first?.method).toBe('GET');
    expect(url.pathname).toBe('/beta/auditLogs/signIns');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      $filter: 'createdDateTime ge 2026-11-22T00:00:00Z and createdDateTime le 2026-11-23T00:00:00Z',
      $orderby: 'createdDateTime asc',
      $top: '1000',
    });
    expect(first?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'gzip,deflate',
      prefer: 'include-unknown-enum-members',
      'user-agent': 'mfa-digest',
    });
  });

  it('stamps each record with the time the reading began', async () => {
    const stamps = (await readAll(open()))
      .flatMap(({ records }) => records)
      .map((record) => record.kind !== 'rejected' && record.readAt);
    expect(new Set(stamps)).toEqual(new Set([readingTime({ ms: Date.parse(START), ns: 0 })]));
  });

  it('an empty day is one empty batch with a cursor', async () => {
    const batches = await readAll(await serve({ signIns: [] }));
    expect(batches).toMatchObject([{ records: [], readTo: DAY.to }]);
    expect(batches[0]?.cursor).not.toBe('');
  });

  it('reads compressed pages', async () => {
    graph.always(() => ({ gzip: true }));
    expect(idsOf(await readAll(open()))).toEqual(IDS);
  });

  it('of a day in a million sign-ins asks only for its own', async () => {
    const at = (n: number) => DAY.from - 500_000_000 + n * 1_000;
    const source = await serve({
      signIns: lazyShelf({ count: 1_000_000, at, record: (n) => inventedSignIn(n, at(n)) }),
    });
    const ids = idsOf(await readAll(source));
    expect(ids).toHaveLength(86_401);
    expect(new Set(ids).size).toBe(86_401);
  });
});

describe('records at odds with the query', () => {
  it('F8 goes on over short and empty pages that have a link', async () => {
    const shortened = (rows: number) => ({
      page: (page: { value: GraphRecord[] }) => ({ ...page, value: page.value.slice(0, rows) }),
    });
    graph.script([shortened(0), shortened(1)]);
    expect((await readAll(open())).map((batch) => batch.records.length)).toEqual([0, 1, 5]);
  });

  it('F12 a record on two pages is handed on as often, and a repeat adds nothing', async () => {
    const batches = await readAll(await serve({ signIns: SIGN_INS, pageSize: 10, repeats: 3 }));
    expect(idsOf(batches).length).toBeGreaterThan(25);
    expect(distinct(batches)).toEqual(IDS);
  });

  it('F12 of a record published anew a later reading gets the new version, and says that it is later', async () => {
    const change = Date.parse(START) + 3_600_000;
    const [plain, ...others] = SIGN_INS;
    if (plain === undefined) throw new Error('There are sign-ins.');
    const source = await serve({
      signIns: [
        { record: plain, until: change },
        { record: { ...plain, userDisplayName: 'Now richer' }, from: change },
        ...others,
      ],
    });
    const versionOf = (batches: readonly Batch[]) => batches[0]?.records.find(({ id }) => id === plain.id);
    const before = versionOf(await readAll(source));
    await time.sleep(3_600_000);
    const after = versionOf(await readAll(source));
    expect(before).toMatchObject({ userDisplayName: 'User 0', readAt: expect.any(Number) });
    expect(after).toMatchObject({ userDisplayName: 'Now richer' });
    expect(after?.kind === 'signIn' && before?.kind === 'signIn' && after.readAt > before.readAt).toBe(true);
  });

  it('F14 a record that comes late is there in the next reading', async () => {
    const shows = Date.parse(START) + 30 * 3_600_000;
    const source = await serve({
      signIns: SIGN_INS.map((record, n) => (n === 3 ? { record, from: shows } : record)),
    });
    expect(distinct(await readAll(source))).toHaveLength(24);
    await time.sleep(30 * 3_600_000);
    expect(distinct(await readAll(source))).toEqual(IDS);
  });

  it('F13 leaves it to the tally to judge rows on and outside the boundaries', async () => {
    const rows = [
      '2026-11-21T23:59:59.9999999Z',
      '2026-11-22T00:00:00Z',
      '2026-11-22T23:59:59.9999999Z',
      '2026-11-23T00:00:00Z',
      '2026-11-23T00:00:00.0000001Z',
    ].map((createdDateTime, n): GraphRecord => ({ ...SIGN_INS[0], id: `row-${n}`, createdDateTime }));
    const source = await serve({ signIns: rows });
    expect(idsOf(await readAll(source))).toEqual(['row-1', 'row-2', 'row-3']);
    // A service that ignores the filter: handed on as well, and counted as outside there.
    graph.always(() => ({ page: (page) => ({ ...page, value: rows }) }));
    expect(idsOf(await readAll(source))).toHaveLength(5);
  });

  it('F17 hands on rows that are no sign-ins as rejected, and the rest intact', async () => {
    const poison = [null, 'x', { id: 'no time' }, { ...SIGN_INS[0], padding: 'x'.repeat(5_000_000) }];
    graph.script([{ page: (page) => ({ ...page, value: [...poison, ...page.value] }) }]);
    const batches = await readAll(open());
    const rejected = batches[0]?.records.filter((record) => record.kind === 'rejected') ?? [];
    expect(rejected.map(({ cause }) => cause)).toEqual(['notAnObject', 'notAnObject', 'noTime', 'tooLarge']);
    expect(idsOf(batches)).toEqual(expect.arrayContaining(IDS));
  });
});

describe('resuming', () => {
  it.each([
    { stop: 1, again: 1 },
    { stop: 2, again: 1 },
    { stop: 3, again: 0 },
  ])('after batch $stop gives, with what was read, the same as one go', async ({ stop, again }) => {
    const read: Batch[] = [];
    for await (const batch of open().read(DAY, undefined)) {
      read.push(batch);
      if (read.length === stop) break;
    }
    const rest = await readAll(open(), { cursor: read.at(-1)?.cursor });
    expect(distinct(read, rest)).toEqual(IDS);
    // Only the last instant is read again.
    expect(idsOf(rest)).toHaveLength(25 - idsOf(read).length + again);
  });

  it('sign-ins of one instant on both sides of a page are all there', async () => {
    const crowd = inventedSignIns({ count: 25, from: '2026-11-22T08:00:00.1234567Z', everyMs: 0 });
    const source = await serve({ signIns: crowd, pageSize: 10 });
    const { value: first } = await source.read(DAY, undefined)[Symbol.asyncIterator]().next();
    const rest = await readAll(source, { cursor: first?.cursor });
    expect(distinct(rest)).toEqual(crowd.map((signIn) => signIn.id));
  });
});

it('F1 never asks more than 4 times in any 10 seconds, retries included', async () => {
  const source = await serve({ signIns: SIGN_INS, pageSize: 1 });
  graph.always((_, index) =>
    index % 5 === 3 ? { status: 503, headers: { 'Retry-After': '1' } } : undefined,
  );
  expect(idsOf(await readAll(source))).toEqual(IDS);
  for (const { at } of graph.requests) {
    const within = graph.requests.filter((other) => other.at >= at && other.at <= at + 10_000);
    expect(within.length).toBeLessThanOrEqual(4);
  }
});
