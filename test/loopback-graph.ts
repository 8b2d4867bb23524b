/**
 * A Microsoft Graph on loopback that serves given sign-ins as `/beta/auditLogs/signIns` does: real
 * filter, order, page size and skip tokens, and any fault that a test scripts. All data is invented.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

export type GraphRecord = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly createdDateTime: string;
};

/** What happens to one request instead of a page, or to the page before it is sent. */
export type Fault = {
  /** 200 if left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is (text, bytes) or as JSON. Left out: the page. */
  readonly body?: string | Uint8Array | Readonly<Record<string, unknown>>;
  /** Changes the page the request would have got. */
  readonly page?: (page: GraphPage) => unknown;
  /** Nothing is sent before this is settled. */
  readonly after?: Promise<unknown>;
  /** The body ends here, in characters, although more was promised, and the connection breaks. */
  readonly cutAt?: number;
  /** The connection is reset without an answer. */
  readonly reset?: true;
};

export type GraphPage = { value: GraphRecord[]; '@odata.nextLink'?: string; '@odata.context': string };

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
  close(): Promise<void>;
};

export async function startLoopbackGraph(options: {
  readonly signIns: readonly GraphRecord[];
  /** Rows a page, below what `$top` asks for; default: as asked. */
  readonly pageSize?: number;
  /** Requests without this bearer token get 401. Default: any or none will do. */
  readonly token?: string;
  readonly clock?: () => number;
}): Promise<LoopbackGraph> {
  const requests: SeenRequest[] = [];
  let script: readonly (Fault | undefined)[] = [];
  let always: (request: SeenRequest, index: number) => Fault | undefined = () => undefined;

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error('the loopback Graph failed'));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = requests.length;
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      at: (options.clock ?? Date.now)(),
    };
    requests.push(seen);
    const fault = script[index] ?? always(seen, index) ?? {};
    if (fault.after !== undefined) await fault.after;
    if (fault.reset === true) {
      request.socket.resetAndDestroy();
      return;
    }
    const token = options.token;
    const honest: Reply =
      token !== undefined && seen.headers.authorization !== `Bearer ${token}`
        ? refusal(401, 'InvalidAuthenticationToken')
        : reply(new URL(seen.url, endpoint), options.signIns, options.pageSize ?? Number.POSITIVE_INFINITY);
    send(response, honest, fault);
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
  return Array.from({ length: options.count }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    createdDateTime: new Date(from + n * options.everyMs).toISOString(),
    userId: `11111111-0000-4000-8000-${String(n % 7).padStart(12, '0')}`,
    userPrincipalName: `user${n % 7}@contoso.example`,
    userDisplayName: `User ${n % 7}`,
    correlationId: `22222222-0000-4000-8000-${String(n).padStart(12, '0')}`,
    appDisplayName: 'Contoso Portal',
    isInteractive: true,
    status: { errorCode: 0, failureReason: 'Other.', additionalDetails: 'MFA completed in Azure AD' },
    authenticationRequirement: 'multiFactorAuthentication',
    authenticationDetails: [],
  }));
}

type Reply = { readonly status: number; readonly page: GraphPage | undefined; readonly body: unknown };

function refusal(status: number, code: string): Reply {
  return { status, page: undefined, body: { error: { code, message: 'invented' } } };
}

function reply(url: URL, signIns: readonly GraphRecord[], pageSize: number): Reply {
  if (url.pathname !== '/beta/auditLogs/signIns') return refusal(404, 'ResourceNotFound');
  const query = url.searchParams;
  if (query.has('$skip')) return refusal(400, 'BadRequest');
  const top = Number(query.get('$top') ?? 1000);
  const order = /^createdDateTime( asc| desc)?$/.exec(query.get('$orderby') ?? 'createdDateTime desc');
  const matches = toPredicate(query.get('$filter'));
  if (!(top >= 1 && top <= 1000) || order === null || matches === undefined)
    return refusal(400, 'BadRequest');

  const descending = order[1] === ' desc';
  const rows = signIns
    .filter((row) => matches(nanoseconds(row.createdDateTime)))
    .map((row) => ({ row, at: nanoseconds(row.createdDateTime) }))
    .sort((a, b) => (a.at === b.at ? 0 : a.at < b.at === descending ? 1 : -1))
    .map(({ row }) => row);
  const token = query.get('$skiptoken');
  const start =
    token === null ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8').replace('row ', ''));
  if (!Number.isInteger(start)) return refusal(400, 'BadRequest');
  const end = start + Math.min(top, pageSize);

  const page: GraphPage = {
    '@odata.context': `${url.origin}/beta/$metadata#auditLogs/signIns`,
    value: rows.slice(start, end),
  };
  if (end < rows.length) {
    const next = new URL(url);
    next.searchParams.set('$skiptoken', Buffer.from(`row ${end}`).toString('base64url'));
    page['@odata.nextLink'] = next.href;
  }
  return { status: 200, page, body: page };
}

const OPERATORS: Readonly<Record<string, (at: bigint, bound: bigint) => boolean>> = {
  eq: (at, bound) => at === bound,
  ge: (at, bound) => at >= bound,
  gt: (at, bound) => at > bound,
  le: (at, bound) => at <= bound,
  lt: (at, bound) => at < bound,
};

/** What the real service documents, and `gt`, `lt`: bounds of `createdDateTime` joined by `and`. */
function toPredicate(filter: string | null): ((at: bigint) => boolean) | undefined {
  if (filter === null) return () => true;
  const terms = filter.split(' and ').map((term) => {
    const [, name = '', text = ''] =
      /^createdDateTime ([a-z]{2}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?Z)$/.exec(term) ?? [];
    const operator = OPERATORS[name];
    return operator === undefined ? undefined : { operator, bound: nanoseconds(text) };
  });
  if (terms.includes(undefined)) return undefined;
  return (at) => terms.every((term) => term?.operator(at, term.bound) === true);
}

/** Since 1970; Graph writes up to seven digits of a second. */
function nanoseconds(text: string): bigint {
  const [seconds = '', fraction = ''] = text.replace('Z', '').split('.');
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

function send(response: ServerResponse, honest: Reply, fault: Fault): void {
  const page = fault.page !== undefined && honest.page !== undefined ? fault.page(honest.page) : honest.body;
  const status = fault.status ?? (fault.body === undefined ? honest.status : 200);
  const content = fault.body ?? (fault.status === undefined ? page : {});
  const bytes =
    typeof content === 'string' || content instanceof Uint8Array
      ? Buffer.from(content)
      : Buffer.from(JSON.stringify(content));
  response.writeHead(status, {
    'Content-Type': 'application/json; odata.metadata=minimal',
    'Content-Length': bytes.length,
    ...fault.headers,
  });
  if (fault.cutAt === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, fault.cutAt), () => response.destroy());
}
