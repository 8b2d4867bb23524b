/**
 * A Microsoft Graph on loopback that serves given sign-ins as `auditLogs/signIns` does: real filter,
 * order, page size and skip tokens, beta and v1.0, and any fault that a test scripts. All data is
 * invented. Two hosts are two of these.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Fault, send } from './loopback-graph/faults.ts';
import { pageFor, type Reply, refusal } from './loopback-graph/pages.ts';
import { type GraphRecord, type Shelf, type ShownSignIn, shelfOf } from './loopback-graph/shelf.ts';

export type { Fault } from './loopback-graph/faults.ts';
export type { GraphPage } from './loopback-graph/pages.ts';
export { type GraphRecord, lazyShelf, type Shelf, type ShownSignIn } from './loopback-graph/shelf.ts';

export type SeenRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly at: number;
};

export type LoopbackGraph = {
  /** For GRAPH_ENDPOINT: `http://127.0.0.1:port`. */
  readonly endpoint: string;
  /** Every request in order, with all headers; `at` is the time of the given clock. */
  readonly requests: readonly SeenRequest[];
  /** One entry a request, in order; `undefined` and the end of the list mean no fault. */
  script(faults: readonly (Fault | undefined)[]): void;
  /** Asked for each request the script leaves alone. */
  always(fault: (request: SeenRequest, index: number) => Fault | undefined): void;
  /** Connections that are open now. */
  openSockets(): number;
  /** Settled once no more than so many are open. */
  socketsDownTo(most: number): Promise<void>;
  close(): Promise<void>;
};

export async function startLoopbackGraph(options: {
  /** All of them, each with or without the time in which it is to be seen; or a shelf that makes them. */
  readonly signIns: readonly (GraphRecord | ShownSignIn)[] | Shelf;
  /** Rows a page, below what `$top` asks for; default: as asked. */
  readonly pageSize?: number;
  /** Rows of the page before with which each further page begins; default: none. */
  readonly repeats?: number;
  /** Requests without this bearer token get 401. Default: any or none will do. */
  readonly token?: string;
  /** What beta answers in place of pages; v1.0 is served as ever. */
  readonly refuseBeta?: { readonly status: number; readonly code: string };
  /** What `auditLogs/signInEventsSummary` lists; left out: there is no such report. */
  readonly counters?: readonly unknown[];
  readonly clock?: () => number;
}): Promise<LoopbackGraph> {
  const { token, refuseBeta, counters, clock = Date.now } = options;
  const shelf = 'countBefore' in options.signIns ? options.signIns : shelfOf(options.signIns);
  const paging = { pageSize: options.pageSize ?? Number.POSITIVE_INFINITY, repeats: options.repeats ?? 0 };
  const requests: SeenRequest[] = [];
  let script: readonly (Fault | undefined)[] = [];
  let always: (request: SeenRequest, index: number) => Fault | undefined = () => undefined;
  const sockets = new Set<Socket>();
  let oneClosed = Promise.withResolvers<void>();

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error('the loopback Graph failed'));
    });
  });
  // Idle connections stay, so that what is open is the client's doing.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      oneClosed.resolve();
      oneClosed = Promise.withResolvers();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = requests.length;
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, at: clock() };
    requests.push(seen);
    const fault = script[index] ?? always(seen, index) ?? {};
    if (fault.after !== undefined) await fault.after;
    send(response, honest(seen), fault);
  }

  function honest({ url, headers, at }: SeenRequest): Reply {
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) {
      return refusal(401, 'InvalidAuthenticationToken');
    }
    if (refuseBeta !== undefined && url.startsWith('/beta/'))
      return refusal(refuseBeta.status, refuseBeta.code);
    if (counters !== undefined && url === '/beta/auditLogs/signInEventsSummary')
      return { status: 200, page: undefined, body: { value: counters } };
    return pageFor(new URL(url, endpoint), shelf, at, paging);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback Graph has no port.');
  const endpoint = `http://127.0.0.1:${address.port}`;

  return {
    endpoint,
    requests,
    script(faults) {
      script = faults;
    },
    always(fault) {
      always = fault;
    },
    openSockets: () => sockets.size,
    async socketsDownTo(most) {
      while (sockets.size > most) await oneClosed.promise;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sign-ins of the invented tenant, `count` of them, `everyMs` apart; details are the test's. */
export function inventedSignIns(options: {
  readonly count: number;
  readonly from: string;
  readonly everyMs: number;
}): GraphRecord[] {
  const from = Date.parse(options.from);
  return Array.from({ length: options.count }, (_, n) => inventedSignIn(n, from + n * options.everyMs));
}

/** The nth sign-in of the invented tenant, at that time (ms). */
export function inventedSignIn(n: number, at: number): GraphRecord {
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    createdDateTime: new Date(at).toISOString(),
    userId: `11111111-0000-4000-8000-${String(n % 7).padStart(12, '0')}`,
    userPrincipalName: `user${n % 7}@contoso.example`,
    userDisplayName: `User ${n % 7}`,
    correlationId: `22222222-0000-4000-8000-${String(n).padStart(12, '0')}`,
    appDisplayName: 'Contoso Portal',
    isInteractive: true,
    status: { errorCode: 0, failureReason: 'Other.', additionalDetails: 'MFA completed in Azure AD' },
    authenticationRequirement: 'multiFactorAuthentication',
    authenticationDetails: [],
  };
}
