/**
 * A proxy on loopback before a table server. It passes everything through, records what was asked, and
 * does to a request what a test scripts: refuse it, break it off before or after the server has stored
 * it, leave it without an answer, or cut the answer to a query into pages.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import { buffer } from 'node:stream/consumers';

export type TableFault = Answered | Reset | Stalled | Paged;
/** Whether the server hears of the request, and does as asked, before the fault strikes; if left out, never. */
type Stored = {
  readonly stored?: boolean;
  /** Called when the server has done as asked, and nobody knows yet. */
  readonly meanwhile?: () => void;
};
/** Answered in the server's stead. */
type Answered = Stored & {
  readonly status: number;
  /** The service's word for it. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
};
/** The connection is reset without an answer. */
type Reset = Stored & { readonly reset: true };
/** No answer comes, until the client gives up. */
type Stalled = Stored & { readonly stall: true };
/** A query gets this many rows at most and a continuation token; 0: an empty page whose token leads on. */
type Paged = { readonly page: number };

export type SeenTableRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
};

export type TableProxy = {
  /** That of the server, with the proxy's address: shared keys sign the path, not the host. */
  readonly connectionString: string;
  /** Every request in order, those that failed included. */
  readonly requests: readonly SeenTableRequest[];
  /** What happens to the next requests, one entry each; takes the place of what is left of an older script. */
  script(faults: readonly (TableFault | undefined)[]): void;
  /** Asked for each request that the script leaves alone; `index` counts all requests from 0. */
  always(fault: (request: SeenTableRequest, index: number) => TableFault | undefined): void;
  close(): Promise<void>;
};

type UpstreamAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
};

/** Stands for the beginning of a query in the token of an empty first page; the server never sees it. */
const BEGINNING = 'the-beginning';

export async function startTableProxy(connectionString: string): Promise<TableProxy> {
  const endpoint = /TableEndpoint=([^;]+)/.exec(connectionString)?.[1];
  if (endpoint === undefined) throw new Error('The connection string names no TableEndpoint.');
  const upstream = new URL(endpoint);
  const requests: SeenTableRequest[] = [];
  let script: (TableFault | undefined)[] = [];
  let always: (request: SeenTableRequest, index: number) => TableFault | undefined = () => undefined;

  const server = createServer((request, response) => {
    // A client that has gone, or a server that has: nobody is left to be told.
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers };
    requests.push(seen);
    const fault = script.shift() ?? always(seen, requests.length - 1);
    const body = await buffer(request);
    if (fault === undefined) return pass(await forward(seen, body), response);
    if ('page' in fault) return pass(await paged(seen, body, fault.page), response);
    if (fault.stored === true) await forward(seen, body);
    fault.meanwhile?.();
    if ('status' in fault) return pass(scripted(fault), response);
    if ('reset' in fault) request.socket.resetAndDestroy();
  }

  async function forward({ method, url, headers }: SeenTableRequest, body: Buffer): Promise<UpstreamAnswer> {
    const target = new URL(url, upstream);
    if (target.searchParams.get('NextPartitionKey') === BEGINNING) {
      target.searchParams.delete('NextPartitionKey');
    }
    // A connection each: one that the server has closed meanwhile would be a fault that nobody scripted.
    const asked = send(target, { method, headers: { ...headers, host: upstream.host }, agent: false });
    asked.end(body);
    const [answer]: IncomingMessage[] = await once(asked, 'response');
    if (answer === undefined) throw new Error('The table server did not answer.');
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
  }

  async function paged(seen: SeenTableRequest, body: Buffer, rows: number): Promise<UpstreamAnswer> {
    const target = new URL(seen.url, upstream);
    const isQuery = seen.method === 'GET' && target.pathname.endsWith('()');
    if (!isQuery) return await forward(seen, body);
    if (rows === 0) return emptyPage(target);
    target.searchParams.set('$top', String(rows));
    return await forward({ ...seen, url: target.pathname + target.search }, body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy is not listening.');

  return {
    connectionString: connectionString.replace(
      endpoint,
      `http://127.0.0.1:${address.port}${upstream.pathname}`,
    ),
    requests,
    script(faults) {
      script = [...faults];
    },
    always(fault) {
      always = fault;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function pass({ status, headers, body }: UpstreamAnswer, response: ServerResponse): void {
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  response.writeHead(status, { ...kept, 'content-length': body.length });
  response.end(body);
}

const JSON_TYPE = { 'content-type': 'application/json;odata=minimalmetadata' };

function scripted({ status, code = 'ScriptedFault', headers }: Answered): UpstreamAnswer {
  const error = { code, message: { lang: 'en-US', value: 'A test wanted it so.' } };
  return { status, headers: { ...JSON_TYPE, ...headers }, body: json({ 'odata.error': error }) };
}

/** Its token leads to where the query was, or to its beginning. */
function emptyPage({ searchParams }: URL): UpstreamAnswer {
  const row = searchParams.get('NextRowKey');
  const headers = {
    ...JSON_TYPE,
    'x-ms-continuation-nextpartitionkey': searchParams.get('NextPartitionKey') ?? BEGINNING,
    ...(row !== null && { 'x-ms-continuation-nextrowkey': row }),
  };
  return { status: 200, headers, body: json({ value: [] }) };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
