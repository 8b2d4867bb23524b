/** Who may read: tokens, refusals, and the lesser version of the API where beta is refused. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cloudCredential, staticTokens, type TokenProvider, tokensFor } from '../../src/credential.ts';
import { SourceError } from '../../src/errors.ts';
import type { GraphOptions } from '../../src/sources/graph.ts';
import { type FakeTime, fakeTime } from '../fake-time.ts';
import { type LoopbackGraph, startLoopbackGraph } from '../loopback-graph.ts';
import {
  allOf,
  distinct,
  IDS,
  idsOf,
  openOn,
  readAll,
  readUntilError,
  SIGN_INS,
  START,
  TOKEN,
  times,
} from './read-graph.ts';

let time: FakeTime;
let graph: LoopbackGraph;
let lines: string[];

beforeEach(async () => {
  lines = [];
  time = fakeTime(START);
  graph = await startLoopbackGraph({ signIns: SIGN_INS, pageSize: 10, clock: time.clock });
});
afterEach(() => graph.close());

const open = (options: Partial<GraphOptions> = {}) =>
  openOn(graph.endpoint, time, { log: (...line) => void lines.push(JSON.stringify(line)), ...options });
const coded = (code: string) => ({ error: { code, message: 'invented' } });
const NO_LICENCE = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

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

describe('F19 the token', () => {
  const sent = () => graph.requests.map(({ headers }) => headers.authorization);

  it('none is sent where none is given', async () => {
    await readAll(open());
    expect(sent()).toEqual([undefined, undefined, undefined]);
  });

  it('one is asked for and goes with every request', async () => {
    const { tokens, asked } = countingTokens();
    await readAll(open({ credential: tokens }));
    expect(asked).toEqual([{ renew: false, claims: undefined }]);
    expect(sent()).toEqual([`Bearer ${TOKEN}-1`, `Bearer ${TOKEN}-1`, `Bearer ${TOKEN}-1`]);
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
    expect(idsOf(await readAll(open({ credential: tokens })))).toEqual(IDS);
    expect(asked).toEqual([
      { renew: false, claims: undefined },
      { renew: true, claims },
    ]);
    expect(sent().at(-1)).toBe(`Bearer ${TOKEN}-2`);
  });

  it('turned away twice: refused, no hammering, and the token is in no message', async () => {
    const { tokens } = countingTokens();
    graph.always(() => ({ status: 401 }));
    const { error } = await readUntilError(open({ credential: tokens }));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'refused' });
    expect(graph.requests).toHaveLength(2);
    expect([allOf(error), ...lines].join('\n')).not.toContain(TOKEN);
  });

  it('is in no error and no log line, whatever breaks', async () => {
    const echo = { status: 500, body: `Bearer ${TOKEN}`, headers: { 'x-echo': TOKEN } };
    graph.always((_, index) => (index % 2 === 0 ? { reset: true } : echo));
    const { error } = await readUntilError(open({ credential: staticTokens(TOKEN) }));
    expect(error).toBeInstanceOf(SourceError);
    const told = [allOf(error), ...lines].join('\n');
    expect(lines.length).toBeGreaterThan(30);
    expect(told).not.toContain(TOKEN);
    expect(told).not.toContain('Bearer');
  });
});

describe('F20 a refusal', () => {
  it.each([
    { title: 'a role missing', code: 'Authentication_MSGraphPermissionMissing', says: 'AuditLog.Read.All' },
    { title: 'an identity disabled', code: 'Authorization_IdentityDisabled', says: 'is disabled' },
    { title: 'a code nobody knows', code: 'Whatever', says: 'Check in this order' },
  ])('$title, said every time: refused at once, with what to do', async ({ code, says }) => {
    graph.always(() => ({ status: 403, body: coded(code) }));
    const { error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining(says) });
    expect(error).toMatchObject({ message: expect.stringContaining(`403 ${code}`) });
    expect(graph.requests.filter(({ url }) => url.startsWith('/beta/'))).toHaveLength(1);
    expect(time.sleeps).toEqual([]);
  });

  it('no licence, said three times: it passes', async () => {
    graph.script(times(3, { status: 403, body: coded(NO_LICENCE) }));
    expect(idsOf(await readAll(open()))).toEqual(IDS);
  });

  it('no licence, said every time: refused after four tries, with what to do', async () => {
    graph.always(() => ({ status: 403, body: coded(NO_LICENCE) }));
    const { error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('licence') });
    expect(graph.requests.map(({ url }) => url.startsWith('/beta/'))).toEqual([true, true, true, true]);
  });
});

describe('where beta is refused', () => {
  async function refuseBeta(status: number, code: string): Promise<void> {
    await graph.close();
    graph = await startLoopbackGraph({
      signIns: SIGN_INS,
      pageSize: 10,
      clock: time.clock,
      refuseBeta: { status, code },
    });
  }

  it.each([
    { status: 400, code: 'BadRequest' },
    { status: 403, code: 'UnknownError' },
    { status: 404, code: 'ResourceNotFound' },
    { status: 410, code: 'Gone' },
    { status: 501, code: 'NotImplemented' },
  ])(
    '$status $code: v1.0 is read to the end, every batch says so, and one line of the log',
    async ({ status, code }) => {
      await refuseBeta(status, code);
      const batches = await readAll(open());
      expect(distinct(batches)).toEqual(IDS);
      expect(batches.map(({ source }) => source)).toEqual(['graph v1.0', 'graph v1.0', 'graph v1.0']);
      expect(graph.requests.map(({ url }) => url.split('/')[1])).toEqual(['beta', 'v1.0', 'v1.0', 'v1.0']);
      expect(lines.filter((line) => line.includes('sourceDegraded'))).toHaveLength(1);
      const [record] = batches[0]?.records ?? [];
      expect(record).toMatchObject({
        evidence: { text: 'MFA completed in Azure AD', requirement: undefined },
      });
    },
  );

  it.each([
    { title: 'v1.0 is refused as well', other: { status: 404 } },
    { title: 'v1.0 is throttled at that moment', other: { status: 429 } },
    { title: 'v1.0 gives a web page', other: { body: '<html>' } },
  ])('$title: what beta said is told, and it is asked once', async ({ other }) => {
    graph.script([{ status: 403, body: coded('UnknownError') }, other]);
    const { batches, error } = await readUntilError(open());
    expect(batches).toEqual([]);
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('403 UnknownError') });
    expect(graph.requests).toHaveLength(2);
  });

  it.each([
    { title: 'a licence', fault: { status: 403, body: coded(NO_LICENCE) }, requests: 4 },
    { title: 'throttling', fault: { status: 429 }, requests: 8 },
    { title: 'a token', fault: { status: 401 }, requests: 1 },
  ])('$title is no reason', async ({ fault, requests }) => {
    graph.always(() => fault);
    await readUntilError(open());
    expect(graph.requests).toHaveLength(requests);
    expect(graph.requests.filter(({ url }) => !url.startsWith('/beta/'))).toEqual([]);
  });

  it('once beta has given a page, it is read on with beta or not at all', async () => {
    graph.script([undefined, ...times(8, { status: 403, body: coded('UnknownError') })]);
    const { error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'refused' });
    expect(graph.requests).toHaveLength(2);
  });

  it('F10 a link of v1.0 to beta is not followed', async () => {
    await refuseBeta(404, 'ResourceNotFound');
    const link = `${graph.endpoint}/beta/auditLogs/signIns?$skiptoken=a`;
    graph.script([undefined, { page: (page) => ({ ...page, '@odata.nextLink': link }) }]);
    const { batches, error } = await readUntilError(open());
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('another path') });
    expect(idsOf(batches)).toHaveLength(10);
  });
});

describe('F21 an endpoint of the managed identity', () => {
  const secret = 'canary-header-5a1c';
  /** One for all tests here: the library remembers the first endpoint that it finds. */
  let identity: Server;
  /** What it answers; undefined: never. */
  let status: number | undefined;

  beforeAll(async () => {
    identity = createServer((_, response) => {
      if (status === undefined) return;
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ statusCode: status, message: 'invented' }));
    });
    identity.listen(0, '127.0.0.1');
    await once(identity, 'listening');
    const address = identity.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${port}/msi/token`);
    vi.stubEnv('IDENTITY_HEADER', secret);
    vi.stubEnv('AZURE_TOKEN_CREDENTIALS', 'prod');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    identity.closeAllConnections();
    identity.close();
  });

  const signedIn = () =>
    tokensFor(
      cloudCredential({ authority: 'https://login.microsoftonline.com', tenantId: undefined }),
      'scope',
    );

  it.each([
    { title: 'that never answers', answers: undefined },
    { title: 'that fails again and again', answers: 500 },
    { title: 'that knows no identity yet', answers: 404 },
  ])('$title is waited for as long as a try may take, and no longer', async ({ answers }) => {
    status = answers;
    const { error } = await readUntilError(open({ credential: signedIn(), requestTimeoutMs: 200 }));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'unavailable' });
    expect(error).toMatchObject({ message: expect.stringContaining('did not answer within 0.2 s') });
    expect(graph.requests).toEqual([]);
  });

  it('that refuses is told of, with what to do and no secret', async () => {
    status = 400;
    const { error } = await readUntilError(open({ credential: signedIn() }));
    expect(error).toMatchObject({ name: 'SourceError', kind: 'refused' });
    for (const part of ['endpoint answered 400', 'Give the function app a managed identity']) {
      expect(allOf(error)).toContain(part);
    }
    expect(allOf(error)).not.toContain(secret);
    expect(graph.requests).toEqual([]);
  });

  /** As the chain of credentials tells it, of those on a developer's machine too: the answer is in a cause. */
  const chainError = (answered: number) =>
    Object.assign(new Error('ChainedTokenCredential authentication failed.'), {
      name: 'AggregateAuthenticationError',
      errors: [
        new Error('EnvironmentCredential is unavailable.'),
        new Error('ManagedIdentityCredential: canary', {
          cause: Object.assign(new Error('canary'), { status: answered }),
        }),
        new Error('Azure CLI could not be found.'),
      ],
    });

  it.each([
    { answered: 500, kind: 'unavailable' },
    { answered: 503, kind: 'unavailable' },
    { answered: 429, kind: 'unavailable' },
    { answered: 404, kind: 'refused' },
    { answered: 403, kind: 'refused' },
  ])('its $answered after all tries is $kind', async ({ answered, kind }) => {
    const failing = { getToken: () => Promise.reject(chainError(answered)), renew() {} };
    const { error } = await readUntilError(open({ credential: tokensFor(failing, 'scope') }));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(`endpoint answered ${answered}`) });
    expect(allOf(error)).not.toContain('canary');
  });
});
