/** Where links may lead: the token goes with every request, so only to the configured host. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staticTokens } from '../../src/credential.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import { type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import {
  distinct,
  IDS,
  idsOf,
  openOn,
  readAll,
  readUntilError,
  SIGN_INS,
  START,
  TOKEN,
} from './read-graph.ts';

let time: FakeTime;
let graph: LoopbackGraph;
/** The host that must not be asked anything. */
let other: LoopbackGraph;

beforeEach(async () => {
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, pageSize: 10, clock: time.clock });
  other = await startLoopbackGraph({ signIns: SIGN_INS, clock: time.clock });
});
afterEach(async () => {
  await graph.close();
  await other.close();
});

const open = () => openOn(graph.endpoint, time, { credential: staticTokens(TOKEN) });

describe('F10 S7 a link that is not followed', () => {
  const PATH = '/beta/auditLogs/signIns';
  it.each([
    { title: 'another port', link: () => `${other.endpoint}${PATH}?$skiptoken=a` },
    { title: 'another host', link: () => `${graph.endpoint.replace('127.0.0.1', 'localhost')}${PATH}` },
    { title: 'ours as the beginning of another', link: () => `${graph.endpoint}.evil.example${PATH}` },
    { title: 'https in place of http', link: () => `${graph.endpoint.replace('http:', 'https:')}${PATH}` },
    { title: 'a user name', link: () => `${graph.endpoint.replace('//', '//user@')}${PATH}` },
    { title: 'ours as a user name', link: () => `${graph.endpoint}@${new URL(other.endpoint).host}${PATH}` },
    { title: 'another path', link: () => `${graph.endpoint}/beta/users` },
    { title: 'the other version', link: () => `${graph.endpoint}/v1.0/auditLogs/signIns` },
    { title: 'no web address', link: () => 'javascript:alert(1)' },
  ])(
    '$title: the reading ends after its page, no token goes out, and a later one completes it',
    async ({ link }) => {
      graph.script([{ page: (page) => ({ ...page, '@odata.nextLink': link() }) }]);
      const { batches, error } = await readUntilError(open());
      expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
      expect(idsOf(batches)).toEqual(IDS.slice(0, 10));
      expect(other.requests).toEqual([]);
      expect(graph.requests).toHaveLength(1);
      const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
      expect(distinct(batches, rest)).toEqual(IDS);
    },
  );

  it.each([301, 302, 303, 307, 308])('a %i is refused, wherever it leads', async (status) => {
    for (const host of [other.endpoint, graph.endpoint]) {
      graph.always(() => ({ status, headers: { Location: `${host}${PATH}` } }));
      const { error } = await readUntilError(open());
      expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('redirect') });
    }
    expect(other.requests).toEqual([]);
    expect(graph.requests).toHaveLength(2);
  });
});

describe('F9 links that lead in circles', () => {
  it.each([
    { title: 'a page that links to itself', back: 1 },
    { title: 'a ring of two pages', back: 2 },
    { title: 'the first page again', back: 3 },
  ])('$title: the reading ends, and a later one completes it', async ({ back }) => {
    graph.always((_, index) =>
      index === 2
        ? { page: (page) => ({ ...page, '@odata.nextLink': graph.endpoint + graph.requests.at(-back)?.url }) }
        : undefined,
    );
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('already read') });
    expect(graph.requests).toHaveLength(3);
    const rest = await readAll(open(), { cursor: batches.at(-1)?.cursor });
    expect(distinct(batches, rest)).toEqual(IDS);
  });

  it('links without end to empty pages: a thousand, then the reading ends', async () => {
    const next = (index: number) => `${graph.endpoint}/beta/auditLogs/signIns?$skiptoken=${index}`;
    graph.always((_, index) => ({ body: { value: [], '@odata.nextLink': next(index) } }));
    const { error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('empty pages') });
    expect(graph.requests).toHaveLength(1_000);
  });
});
