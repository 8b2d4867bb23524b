/** F29: what fails before a request was begun is not out, over TLS and through proxies; what fails after may be. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGraphMail } from '../../src/channels/graph-mail.ts';
import { openTeams } from '../../src/channels/teams.ts';
import { watchedClient } from '../../src/channels/watched-client.ts';
import type { Channel } from '../../src/core/ports.ts';
import { DeliveryError } from '../../src/errors.ts';
import { buildMessage } from '../build-message.ts';
import { SELF_SIGNED } from '../self-signed.ts';

/** Invented; proxies alone know the way to it. Its certificate is that of 127.0.0.1, too. */
const SERVICE = 'mail.contoso.example';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.unstubAllEnvs();
});

async function listen(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    // What is cut off here is cut off on purpose.
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** A server that does that with whoever connects. */
const raw = (meet: (socket: Socket) => void) => listen(createServer(meet));

type Answer = number | 'reset' | 'stall';

/** A service that speaks TLS, reads each request, and answers so; `seen`: what it read. */
async function startService(answers: (count: number) => Answer) {
  const seen = { requests: 0, connections: 0 };
  const server = createHttpsServer(SELF_SIGNED, (request, response) => {
    request.resume().on('end', () => {
      seen.requests += 1;
      const answer = answers(seen.requests);
      if (answer === 'reset') request.socket.destroy();
      else if (answer !== 'stall') response.writeHead(answer).end();
    });
  });
  server.on('tlsClientError', () => {});
  server.on('connection', () => {
    seen.connections += 1;
  });
  return { port: await listen(server), seen };
}

/** A proxy that answers CONNECT so; `to`: where it lets through. */
async function startProxy(answer: Answer, to = 0): Promise<void> {
  const proxy = createHttpServer();
  proxy.on('connect', (_, socket) => {
    socket.on('error', () => {});
    if (answer === 'stall') return;
    if (answer === 'reset') return void socket.destroy();
    if (answer !== 200) return void socket.end(`HTTP/1.1 ${answer} Invented\r\nContent-Length: 0\r\n\r\n`);
    const onward = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Invented\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    closing.push(() => onward.destroy());
  });
  for (const name of ['NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy', 'https_proxy'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('HTTPS_PROXY', `http://canary:canary@127.0.0.1:${await listen(proxy)}`);
}

const LIST = {
  name: 'graph-mail',
  audience: 'everyone',
  from: 'mfa@contoso.example',
  to: ['helpdesk@contoso.example'],
  domains: ['contoso.example'],
} as const;
const CHANNELS: readonly [name: string, open: (origin: string) => Channel][] = [
  ['teams', (origin) => openTeams({ url: `${origin}/?sig=canary`, clock: Date.now, limitMs: 400 })],
  [
    'graph-mail',
    (origin) => openGraphMail(LIST, { origin, tokens: undefined, clock: Date.now, limitMs: 400 }),
  ],
];

async function sending(channel: Channel): Promise<DeliveryError | 'taken'> {
  try {
    await channel.send(buildMessage());
    return 'taken';
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

describe.each(CHANNELS)('F29 %s', (_, open) => {
  it.each<[what: string, port: () => Promise<number>]>([
    ['speaks no TLS', () => listen(createHttpServer((_request, response) => response.end('canary')))],
    ['never answers the handshake', () => raw(() => {})],
    ['resets the handshake', () => raw((socket) => socket.once('data', () => socket.resetAndDestroy()))],
    ['hangs up on the handshake', () => raw((socket) => socket.once('data', () => socket.end()))],
    ['has a certificate nobody vouches for', async () => (await startService(() => 202)).port],
  ])('where the service %s: nothing is out', async (__, port) => {
    expect(await sending(open(`https://127.0.0.1:${await port()}`))).toMatchObject({ kind: 'refused' });
  });

  it.each<[answer: Answer, told: string]>([
    [202, 'a proxy on the way answered 202'],
    [403, 'Check HTTPS_PROXY'],
    [407, 'Check HTTPS_PROXY'],
    [502, 'Check HTTPS_PROXY'],
    [504, 'Check HTTPS_PROXY'],
    ['reset', 'no answer'],
    ['stall', 'no answer in time'],
  ])('where a proxy answers CONNECT with %s: nothing is out', async (answer, told) => {
    await startProxy(answer);
    const refusal = await sending(open(`https://${SERVICE}`));
    expect(refusal).toMatchObject({ kind: 'refused', message: expect.stringContaining(told) });
    expect(JSON.stringify(refusal)).not.toContain('canary');
  });

  it('where a proxy lets through and the handshake behind it stalls: nothing is out', async () => {
    await startProxy(200, await raw(() => {}));
    expect(await sending(open(`https://${SERVICE}`))).toMatchObject({ kind: 'refused' });
  });

  describe.each([['directly'], ['through a proxy']])('asked %s, with a certificate that is good', (way) => {
    let authorities: string[];
    beforeAll(() => {
      authorities = getCACertificates('default');
      setDefaultCACertificates([...authorities, SELF_SIGNED.cert]);
    });
    afterAll(() => setDefaultCACertificates(authorities));

    it.each<[answer: Answer, outcome: object | 'taken']>([
      [202, 'taken'],
      [403, { kind: 'refused' }],
      [502, { kind: 'unknown' }],
      [504, { kind: 'unknown' }],
      ['reset', { kind: 'unknown' }],
      ['stall', { kind: 'unknown' }],
    ])('that read the request and answers %s', async (answer, outcome) => {
      const { port, seen } = await startService(() => answer);
      if (way === 'through a proxy') await startProxy(200, port);
      const origin = way === 'directly' ? `https://127.0.0.1:${port}` : `https://${SERVICE}`;
      const ended = await sending(open(origin));
      if (outcome === 'taken') expect(ended).toBe('taken');
      else expect(ended).toMatchObject(outcome);
      expect(seen.requests).toBe(1);
    });

    it('that takes one mail and breaks off the next on the same connection: it was begun', async () => {
      const { port, seen } = await startService((count) => (count === 1 ? 202 : 'reset'));
      if (way === 'through a proxy') await startProxy(200, port);
      const channel = open(way === 'directly' ? `https://127.0.0.1:${port}` : `https://${SERVICE}`);
      expect(await sending(channel)).toBe('taken');
      expect(await sending(channel)).toMatchObject({ kind: 'unknown' });
      // A way through a proxy is opened for each.
      expect(seen).toEqual({ requests: 2, connections: way === 'directly' ? 1 : 2 });
    });
  });
});

it('a request that was not seen being made may be out', async () => {
  const blind = watchedClient({ sendRequest: () => Promise.reject(new Error('Invented.')) });
  await expect(blind.sendRequest(createPipelineRequest({ url: 'https://127.0.0.1:9/' }))).rejects.toThrow();
  expect(blind.isBegun()).toBe(true);
});
