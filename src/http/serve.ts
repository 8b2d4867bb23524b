import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../app.ts';
import { createLogger } from '../logger.ts';
import { openedOnce } from '../opened-once.ts';
import type { Several } from '../tenants/open-tenants.ts';
import { answerCollect } from './answer-collect.ts';
import { answerDigest } from './answer-digest.ts';
import { answerHealth } from './answer-health.ts';
import { answerHistory } from './answer-history.ts';
import type { Answer } from './answering.ts';
import { OPEN_GATE } from './gate.ts';
import { failureReply, type Reply } from './reply.ts';

/** The routes of the Functions app (contract §6); named groups of the path are its parameters. */
const ROUTES: readonly { readonly method: 'GET' | 'POST'; readonly path: RegExp; readonly answer: Answer }[] =
  [
    { method: 'GET', path: /^\/api\/digest$/, answer: answerDigest },
    { method: 'GET', path: /^\/api\/history$/, answer: answerHistory },
    { method: 'POST', path: /^\/api\/days\/(?<day>[^/]{0,100})\/collect$/, answer: answerCollect },
    { method: 'GET', path: /^\/api\/health$/, answer: answerHealth },
  ];

/** More at once are asked to come back: one person looks at this, not a crowd. */
const MOST_AT_ONCE = 20;

export type ServeOptions = {
  /** Called on the first request, and again after a failure; with the tenant that is asked for, where one is. */
  readonly openApp: (tenant?: string) => Promise<App>;
  /** Left out: there is one tenant. */
  readonly several?: Several | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  /** One line per unexpected error. */
  readonly log: (line: string) => void;
};

/**
 * The HTTP functions on loopback, without the Functions host and without its keys: so it listens on
 * 127.0.0.1 only, and takes no request that a page of another site sent a browser to make.
 * `close` ends the server; the app belongs to whoever opens it.
 */
export async function serve(
  options: ServeOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  // A named one is remembered by whoever opens it.
  const first = openedOnce(() => options.openApp());
  const open = (tenant?: string) => (tenant === undefined ? first.open() : options.openApp(tenant));
  const several = async () => options.several;
  let underway = 0;

  async function replyTo(request: IncomingMessage): Promise<Reply> {
    if (underway > MOST_AT_ONCE) {
      return failureReply(
        429,
        { code: 'busy', message: `More than ${MOST_AT_ONCE} requests at once; try again in a second.` },
        { headers: { 'Retry-After': '1' } },
      );
    }
    const url = urlOf(request);
    if (url === undefined)
      return failureReply(400, { code: 'badUrl', message: 'The address cannot be read.' });
    if (!isFromHere(request)) {
      return failureReply(403, { code: 'foreign', message: 'Only pages of this server may ask it.' });
    }
    const route = ROUTES.find(({ path }) => path.test(url.pathname));
    if (route === undefined) {
      return failureReply(404, {
        code: 'noRoute',
        message: 'There is /api/digest, /api/history, /api/health and POST /api/days/{day}/collect.',
      });
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method !== route.method) {
      const allowed = route.method === 'GET' ? 'GET, HEAD' : route.method;
      return failureReply(
        405,
        { code: 'badMethod', message: `This address takes ${allowed}.` },
        { headers: { Allow: allowed } },
      );
    }
    return route.answer(
      {
        query: url.searchParams,
        headers: { get: (name) => firstOf(request.headers[name.toLowerCase()]) },
        params: { ...route.path.exec(url.pathname)?.groups },
      },
      { open, several, runId: randomUUID(), log: options.log, gate: OPEN_GATE },
    );
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    underway++;
    try {
      // No route takes a body; it is read away so that the connection can be used again.
      request.resume();
      const reply = await replyTo(request);
      response.writeHead(reply.status, reply.headers);
      response.end(request.method === 'HEAD' ? undefined : reply.body);
    } finally {
      underway--;
    }
  }

  const server = createServer({ requestTimeout: 30_000, maxHeaderSize: 16_384 }, (request, response) => {
    respond(request, response).catch((error: unknown) => {
      createLogger(options.log)('requestFailed', { error: String(error) });
      response.destroy();
    });
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(options.port, '127.0.0.1', listening.resolve);
  await listening.promise;

  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function urlOf(request: IncomingMessage): URL | undefined {
  const path = request.url ?? '';
  // A path that begins with two slashes would be read as a host.
  return path.startsWith('/') && URL.canParse(`http://localhost${path}`)
    ? new URL(`http://localhost${path}`)
    : undefined;
}

/** Neither reached under a foreign name (a domain that resolves to 127.0.0.1) nor sent from a foreign page. */
function isFromHere({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

function firstOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header.join(', ') : header) ?? null;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
