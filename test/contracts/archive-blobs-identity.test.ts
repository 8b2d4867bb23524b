/** The token of the identity on its way to a container: an https server on loopback sees who sends what. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TokenProvider } from '../../src/credential.ts';
import { SourceError } from '../../src/errors.ts';
import { containerAddress } from '../../src/setting-forms.ts';
import { connectBlobContainer } from '../../src/sources/blob-container.ts';
import type { LoopbackBlobs } from '../loopback-blobs.ts';
import { SELF_SIGNED } from '../self-signed.ts';
import { openBlobs } from './read-blobs.ts';
import { readAll } from './read-logs.ts';

type Seen = { readonly url: string; readonly token: string | undefined };
type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

const NOTHING = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="logs"><Blobs/><NextMarker/></EnumerationResults>`;
const TOKEN = 'canary-token-7f3a';

let server: Server;
let other: Server;
let seen: Seen[];
let seenByOther: Seen[];
let answers: Answer[];
let before: readonly string[];
const portOf = (listening: Server): number => {
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

beforeAll(async () => {
  before = getCACertificates();
  setDefaultCACertificates([...before, SELF_SIGNED.cert]);
  const start = async (serve: (one: Seen) => Answer) => {
    const started = createServer(SELF_SIGNED, (request, response) => {
      const { status, headers, body } = serve({
        url: request.url ?? '',
        token: request.headers.authorization,
      });
      response.writeHead(status, { 'content-type': 'application/xml', ...headers });
      response.end(body ?? NOTHING);
    });
    started.listen(0, '127.0.0.1');
    await once(started, 'listening');
    return started;
  };
  server = await start((one) => {
    seen.push(one);
    return answers.shift() ?? { status: 200 };
  });
  other = await start((one) => {
    seenByOther.push(one);
    return { status: 200 };
  });
});
afterAll(() => {
  for (const started of [server, other]) {
    started.close();
    started.closeAllConnections();
  }
  setDefaultCACertificates([...before]);
});
beforeEach(() => {
  seen = [];
  seenByOther = [];
  answers = [];
});

function open(tokens: TokenProvider, signal?: AbortSignal) {
  const address = containerAddress(`https://127.0.0.1:${portOf(server)}/account/logs`);
  if (address === undefined) throw new Error('This is an address.');
  const nowhere: Pick<LoopbackBlobs, 'reached'> = {
    reached: async () => connectBlobContainer(address, tokens),
  };
  return openBlobs(nowhere, 'logs', { signal });
}

/** Each token by its number. */
function numbered() {
  const wanted: Parameters<TokenProvider>[0][] = [];
  const tokens: TokenProvider = async (one) => {
    wanted.push(one);
    return { value: `${TOKEN}-${wanted.length}`, expiresAt: Date.now() + 3_600_000 };
  };
  return { wanted, tokens };
}

it('a token is asked for once, and sent with each request', async () => {
  const { wanted, tokens } = numbered();
  const { source } = open(tokens);
  expect(await readAll(source)).toEqual([]);
  expect(wanted).toMatchObject([{ renew: false, claims: undefined }]);
  expect(seen.map(({ token }) => token)).toEqual([`Bearer ${TOKEN}-1`]);
});

it('one that was revoked is renewed once, with what the service asks for', async () => {
  const claims = Buffer.from('{"access_token":{}}').toString('base64');
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/oauth2/authorize", resource_id="https://elsewhere.example", error="insufficient_claims", claims="${claims}"`;
  answers = [{ status: 401, headers: { 'www-authenticate': challenge } }];
  const { wanted, tokens } = numbered();
  expect(await readAll(open(tokens).source)).toEqual([]);
  expect(wanted).toHaveLength(2);
  expect(seen.map(({ token }) => token)).toEqual([`Bearer ${TOKEN}-1`, `Bearer ${TOKEN}-2`]);
});

it('one that is always refused ends the reading with advice', async () => {
  answers = Array.from({ length: 9 }, () => ({ status: 401 }));
  await expect(readAll(open(numbered().tokens).source)).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('TENANT_ID and CLOUD'),
  });
  expect(seen.length).toBeLessThanOrEqual(2);
});

it('S8 a redirect to another host is not followed, and the token is not sent there', async () => {
  answers = [301, 302, 307, 308].map((status) => ({
    status,
    headers: { location: `https://127.0.0.1:${portOf(other)}/account/logs` },
  }));
  for (const status of [301, 302, 307, 308])
    await expect(readAll(open(numbered().tokens).source)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`${status} (a redirect)`),
    });
  expect(seenByOther).toEqual([]);
});

it('who cannot sign in asks nobody, and the reason stays what it was', async () => {
  const refused = new SourceError('refused', 'No token.');
  await expect(
    readAll(
      open(async () => {
        throw refused;
      }).source,
    ),
  ).rejects.toBe(refused);
  expect(seen).toEqual([]);
});

it('F32 a run that is over before it began asks for no token', async () => {
  const { wanted, tokens } = numbered();
  await expect(readAll(open(tokens, AbortSignal.abort()).source)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/^The run was stopped; /),
  });
  expect(wanted).toEqual([]);
  expect(seen).toEqual([]);
});
