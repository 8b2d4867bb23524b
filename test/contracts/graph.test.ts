import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, Source, Window } from '../../src/core/ports.ts';
import { type ReadRecord, readingTime } from '../../src/core/sign-in.ts';
import { staticTokens, type TokenProvider } from '../../src/credential.ts';
import { SourceError } from '../../src/errors.ts';
import { type GraphOptions, openGraph } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import {
  type Fault,
  type GraphRecord,
  inventedSignIns,
  type LoopbackGraph,
  startLoopbackGraph,
} from '../loopback-graph.ts';

const DAY: Window = { from: Date.parse('2026-11-22T00:00:00Z'), to: Date.parse('2026-11-23T00:00:00Z') };
const TOKEN = 'canary-token-7f3a';
const START = '2026-11-23T03:00:00Z';

/** 25 sign-ins of the day, an hour less a bit apart; three pages of ten. */
const signIns = inventedSignIns({ count: 25, from: '2026-11-22T00:00:00Z', everyMs: 3_500_000 });

let time: FakeTime;
let graph: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns, pageSize: 10, clock: time.clock });
});
afterEach(async () => {
  await graph.close();
});

function open(options: Partial<GraphOptions> = {}): Source {
  return openGraph({
    endpoint: graph.endpoint,
    credential: undefined,
    tenantId: 'tenant-of-contoso',
    ...time,
    random: () => 0.5,
    ...options,
  });
}

async function readAll(source: Source, cursor?: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.read(DAY, cursor)) batches.push(batch);
  return batches;
}

/** What could be read before the pass failed, and how it failed. */
async function readUntilError(source: Source): Promise<{ batches: Batch[]; error: unknown }> {
  const batches: Batch[] = [];
  try {
    for await (const batch of source.read(DAY, undefined)) batches.push(batch);
  } catch (error) {
    return { batches, error };
  }
  return { batches, error: undefined };
}

const idsOf = (batches: readonly Batch[]) =>
  batches.flatMap((batch) => batch.records.map((record) => record.id));
const idsOfSignIns = signIns.map((signIn) => signIn.id);
/** As the union of facts does: a repeat adds nothing. */
const distinct = (ids: readonly (string | undefined)[]) => new Set(ids);
const times = (n: number, fault: Fault) => Array.from({ length: n }, () => fault);

describe('reading a window', () => {
  it('gives every sign-in once, a batch a page, in ascending order', async () => {
    const batches = await readAll(open());
    expect(batches.map((batch) => batch.records.length)).toEqual([10, 10, 5]);
    expect(idsOf(batches)).toEqual(idsOfSignIns);
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
    expect(first?.headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'gzip,deflate' });
  });

  it('stamps each record with the time the reading began', async () => {
    const records = idsAndTimes(await readAll(open()));
    expect(records.every(([, readAt]) => readAt === readingTime({ ms: Date.parse(START), ns: 0 }))).toBe(
      true,
    );
  });

  it('leaves it to the tally to judge rows on and outside the boundaries', async () => {
    const rows = [
      '2026-11-21T23:59:59.9999999Z',
      '2026-11-22T00:00:00Z',
      '2026-11-22T23:59:59.9999999Z',
      '2026-11-23T00:00:00Z',
      '2026-11-23T00:00:00.0000001Z',
    ].map((createdDateTime, n): GraphRecord => ({ ...signIns[0], id: `row-${n}`, createdDateTime }));
    const boundary = await startLoopbackGraph({ signIns: rows });
    try {
      expect(idsOf(await readAll(open({ endpoint: boundary.endpoint })))).toEqual([
        'row-1',
        'row-2',
        'row-3',
      ]);
      // A service that ignores the filter: handed on as well, and counted as outside there.
      boundary.always(() => ({ page: (page) => ({ ...page, value: rows }) }));
      expect(idsOf(await readAll(open({ endpoint: boundary.endpoint })))).toHaveLength(5);
    } finally {
      await boundary.close();
    }
  });

  it('goes on over short and empty pages that have a link', async () => {
    graph.always((_, index) =>
      index === 0
        ? { page: (page) => ({ ...page, value: [] }) }
        : index === 1
          ? { page: shortened }
          : undefined,
    );
    expect((await readAll(open())).map((batch) => batch.records.length)).toEqual([0, 1, 5]);
  });

  it('an empty day is one empty batch with a cursor', async () => {
    const empty = await startLoopbackGraph({ signIns: [] });
    try {
      const batches = await readAll(open({ endpoint: empty.endpoint }));
      expect(batches.map((batch) => batch.records)).toEqual([[]]);
      expect(batches[0]?.cursor).not.toBe('');
    } finally {
      await empty.close();
    }
  });

  it('hands on rows that are no sign-ins as rejected, and the rest intact', async () => {
    graph.script([{ page: (page) => ({ ...page, value: [null, 'x', { id: 'no time' }, ...page.value] }) }]);
    const [batch] = await readAll(open());
    expect(batch?.records.filter((record) => record.kind === 'rejected')).toHaveLength(3);
    expect(batch?.records).toHaveLength(13);
  });

  it('reads compressed pages', async () => {
    graph.always(({ url }) => {
      const first = !url.includes('skiptoken');
      return first
        ? { body: gzipSync(JSON.stringify({ value: signIns })), headers: { 'Content-Encoding': 'gzip' } }
        : undefined;
    });
    expect(idsOf(await readAll(open()))).toEqual(idsOfSignIns);
  });
});

describe('resuming', () => {
  it.each([1, 2, 3])('after batch %i gives, with what was read, the same as one go', async (stop) => {
    const read: Batch[] = [];
    for await (const batch of open().read(DAY, undefined)) {
      read.push(batch);
      if (read.length === stop) break;
    }
    const rest = await readAll(open(), read.at(-1)?.cursor);
    expect(distinct([...idsOf(read), ...idsOf(rest)])).toEqual(distinct(idsOfSignIns));
    // Only the last instant is read again.
    expect(idsOf(rest)).toHaveLength(25 - idsOf(read).length + 1);
  });

  it('sign-ins of one instant on both sides of a page are all there', async () => {
    const crowd = inventedSignIns({ count: 25, from: '2026-11-22T08:00:00.1234567Z', everyMs: 0 });
    const crowded = await startLoopbackGraph({ signIns: crowd, pageSize: 10 });
    try {
      const source = open({ endpoint: crowded.endpoint });
      const { value: first } = await source.read(DAY, undefined)[Symbol.asyncIterator]().next();
      const rest = await readAll(source, first?.cursor);
      expect(distinct(idsOf(rest))).toEqual(distinct(crowd.map((signIn) => signIn.id)));
    } finally {
      await crowded.close();
    }
  });
});

describe('pace', () => {
  it('never more than 4 requests in any 10 seconds, retries included', async () => {
    const many = await startLoopbackGraph({ signIns, pageSize: 1, clock: time.clock });
    try {
      many.always((_, index) =>
        index % 5 === 3 ? { status: 503, headers: { 'Retry-After': '1' } } : undefined,
      );
      expect(idsOf(await readAll(open({ endpoint: many.endpoint })))).toEqual(idsOfSignIns);
      for (const { at } of many.requests) {
        const within = many.requests.filter((other) => other.at >= at && other.at <= at + 10_000);
        expect(within.length).toBeLessThanOrEqual(4);
      }
    } finally {
      await many.close();
    }
  });
});

describe('faults that pass', () => {
  it.each([
    { title: '429 with Retry-After', fault: { status: 429, headers: { 'Retry-After': '7' } }, waited: 7_000 },
    { title: '429 without', fault: { status: 429 }, waited: 1_000 },
    {
      title: '429 with a date',
      fault: { status: 429, headers: { 'Retry-After': 'Mon, 23 Nov 2026 03:00:20 GMT' } },
      waited: 20_000,
    },
    { title: '503', fault: { status: 503 }, waited: 1_000 },
    { title: 'a web page', fault: { body: '<html>proxy</html>' }, waited: 1_000 },
    { title: 'an empty body', fault: { body: '' }, waited: 1_000 },
    { title: '{}', fault: { body: {} }, waited: 1_000 },
    { title: 'a list that is null', fault: { body: { value: null } }, waited: 1_000 },
    { title: 'a list that is an object', fault: { body: { value: {} } }, waited: 1_000 },
    { title: 'cut JSON', fault: { body: '{"value":[{"id":"poison"},{' }, waited: 1_000 },
    { title: 'a body that breaks off', fault: { cutAt: 700 }, waited: 1_000 },
    {
      title: 'a gzip that breaks off',
      fault: {
        body: gzipSync(JSON.stringify({ value: [{ id: 'poison' }] })).subarray(0, 30),
        headers: { 'Content-Encoding': 'gzip' },
      },
      waited: 1_000,
    },
    { title: 'a reset', fault: { reset: true }, waited: 1_000 },
    {
      title: 'a licence doubted once',
      fault: {
        status: 403,
        body: { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } },
      },
      waited: 1_000,
    },
  ] satisfies { title: string; fault: Fault; waited: number }[])(
    '$title: the same request again, nothing lost, nothing twice',
    async ({ fault, waited }) => {
      graph.script([undefined, fault]);
      expect(idsOf(await readAll(open()))).toEqual(idsOfSignIns);
      expect(graph.requests).toHaveLength(4);
      expect(graph.requests[2]?.url).toBe(graph.requests[1]?.url);
      expect((graph.requests[2]?.at ?? 0) - (graph.requests[1]?.at ?? 0)).toBe(waited);
    },
  );

  it('an answer that never comes is given up and asked for again', async () => {
    const { promise: never, resolve: atLast } = Promise.withResolvers<void>();
    graph.script([{ after: never }]);
    expect(idsOf(await readAll(open({ requestTimeoutMs: 50 })))).toEqual(idsOfSignIns);
    atLast();
  });

  it('throttled without end: bounded tries, what was read is kept, the rest comes next time', async () => {
    graph.script([undefined, ...times(8, { status: 429 })]);
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    expect(graph.requests).toHaveLength(9);
    const rest = await readAll(open(), batches.at(-1)?.cursor);
    expect(distinct([...idsOf(batches), ...idsOf(rest)])).toEqual(distinct(idsOfSignIns));
  });

  it('nobody listens: unavailable, and the way back is told', async () => {
    const closed = await startLoopbackGraph({ signIns });
    await closed.close();
    const { error } = await readUntilError(open({ endpoint: closed.endpoint }));
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('links that are not followed', () => {
  it.each([
    { title: 'another origin', link: (other: string) => `${other}/beta/auditLogs/signIns?$skiptoken=a` },
    { title: 'a user name', link: () => `${graph.endpoint.replace('//', '//user@')}/beta/auditLogs/signIns` },
    { title: 'another path', link: () => `${graph.endpoint}/beta/users` },
    { title: 'the page itself', link: () => graph.endpoint + graph.requests[0]?.url },
  ])('$title: the pass fails after its page, and no token goes out', async ({ link }) => {
    const other = await startLoopbackGraph({ signIns });
    try {
      graph.always(() => ({ page: (page) => ({ ...page, '@odata.nextLink': link(other.endpoint) }) }));
      const { batches, error } = await readUntilError(open({ credential: staticTokens(TOKEN) }));
      expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
      expect(idsOf(batches)).toEqual(idsOfSignIns.slice(0, 10));
      expect(other.requests).toEqual([]);
      expect(graph.requests).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it.each([301, 302, 303, 307, 308])('a %i is refused, wherever it leads', async (status) => {
    const other = await startLoopbackGraph({ signIns });
    try {
      for (const location of [
        `${other.endpoint}/beta/auditLogs/signIns`,
        `${graph.endpoint}/beta/auditLogs/signIns`,
      ]) {
        graph.always(() => ({ status, headers: { Location: location } }));
        const { error } = await readUntilError(open({ credential: staticTokens(TOKEN) }));
        expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('redirect') });
      }
      expect(other.requests).toEqual([]);
      expect(graph.requests).toHaveLength(2);
    } finally {
      await other.close();
    }
  });
});

describe('tokens', () => {
  /** Counts what is asked of it; each renewal gives another token. */
  function countingTokens(): {
    tokens: TokenProvider;
    asked: { renew: boolean; claims: string | undefined }[];
  } {
    const asked: { renew: boolean; claims: string | undefined }[] = [];
    return {
      asked,
      async tokens({ renew, claims }) {
        asked.push({ renew, claims });
        return { value: `${TOKEN}-${asked.length}`, expiresAt: Date.parse(START) + 3_600_000 };
      },
    };
  }

  it('none is sent where none is given', async () => {
    await readAll(open());
    expect(graph.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it('one is asked for and goes with every request', async () => {
    const { tokens, asked } = countingTokens();
    await readAll(open({ credential: tokens }));
    expect(asked).toEqual([{ renew: false, claims: undefined }]);
    expect(graph.requests.map(({ headers }) => headers.authorization)).toEqual(times3(`Bearer ${TOKEN}-1`));
  });

  it('one that runs out is asked for again in time', async () => {
    const { tokens, asked } = countingTokens();
    const source = open({ credential: tokens });
    await readAll(source);
    await time.sleep(58 * 60_000);
    await readAll(source);
    expect(asked.map(({ renew }) => renew)).toEqual([false, false, false, false]);
  });

  it('one that is turned away is renewed once, with the claims of the challenge', async () => {
    const { tokens, asked } = countingTokens();
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    graph.script([undefined, { status: 401, headers: { 'WWW-Authenticate': challenge } }]);
    expect(idsOf(await readAll(open({ credential: tokens })))).toEqual(idsOfSignIns);
    expect(asked).toEqual([
      { renew: false, claims: undefined },
      { renew: true, claims },
    ]);
    expect(graph.requests.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}-2`);
  });

  it('turned away twice: refused, no hammering, and the token is in no message', async () => {
    const { tokens } = countingTokens();
    graph.always(() => ({ status: 401 }));
    const lines: string[] = [];
    const { error } = await readUntilError(
      open({ credential: tokens, log: (...line) => void lines.push(JSON.stringify(line)) }),
    );
    expect(error).toMatchObject({ name: 'SourceError', kind: 'refused' });
    expect(graph.requests).toHaveLength(2);
    expect([allOf(error), ...lines].join('\n')).not.toContain(TOKEN);
  });

  it.each([
    {
      title: 'a permission missing',
      code: 'Authorization_RequestDenied',
      says: 'AuditLog.Read.All',
      requests: 1,
    },
    {
      title: 'no licence, said every time',
      code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      says: 'licence',
      requests: 4,
    },
  ])('$title: refused after $requests requests, with what to do', async ({ code, says, requests }) => {
    graph.always(() => ({ status: 403, body: { error: { code, message: 'invented' } } }));
    const { error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining(says) });
    expect(graph.requests).toHaveLength(requests);
  });

  it('is in no error and no log line, whatever breaks', async () => {
    const lines: string[] = [];
    graph.always((_, index) =>
      index % 2 === 0
        ? { reset: true }
        : { status: 500, body: `Bearer ${TOKEN}`, headers: { 'x-echo': TOKEN } },
    );
    const { error } = await readUntilError(
      open({ credential: staticTokens(TOKEN), log: (...line) => void lines.push(JSON.stringify(line)) }),
    );
    expect(error).toBeInstanceOf(SourceError);
    const told = [allOf(error), ...lines].join('\n');
    expect(lines).toHaveLength(7);
    expect(told).not.toContain(TOKEN);
    expect(told).not.toContain('Bearer');
  });
});

it('a caller who stops is obeyed at once, also in the middle of an answer', async () => {
  const stopping = new AbortController();
  const { promise: never, resolve: atLast } = Promise.withResolvers<void>();
  graph.always(() => {
    stopping.abort(new Error('stopped'));
    return { after: never };
  });
  const { error } = await readUntilError(open({ signal: stopping.signal }));
  expect(error).toMatchObject({ message: 'stopped' });
  expect(graph.requests).toHaveLength(1);
  atLast();
});

function idsAndTimes(batches: readonly Batch[]): [string | undefined, number][] {
  return batches
    .flatMap((batch) => batch.records)
    .filter((record): record is Exclude<ReadRecord, { kind: 'rejected' }> => record.kind !== 'rejected')
    .map((record) => [record.id, record.readAt]);
}

function shortened(page: { value: GraphRecord[] }) {
  return { ...page, value: page.value.slice(0, 1) };
}

function times3(text: string): string[] {
  return [text, text, text];
}

/** An error and what caused it, as a log might write them. */
function allOf(error: unknown): string {
  return error instanceof Error
    ? `${error.stack} ${JSON.stringify(error)} ${allOf(error.cause)}`
    : (JSON.stringify(error) ?? '');
}
