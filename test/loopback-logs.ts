/**
 * A Logs query API on loopback that answers from given rows as the service does, and any fault that a
 * test scripts. All data is invented.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { evaluateQuery, type LogTable, SemanticError } from './loopback-logs/kusto.ts';

export type { LogTable } from './loopback-logs/kusto.ts';

export type SeenQuery = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly at: number;
};

type Spoiling = 'partial' | 'failureAmongRows' | 'cut' | 'reset' | 'html' | 'empty';

/** In place of the honest answer: a status with codes and headers, what is left of a 200, or nothing at all. */
export type LogFault =
  | Spoiling
  | 'silence'
  | {
      readonly status: number;
      readonly codes?: readonly string[];
      readonly headers?: Readonly<Record<string, string>>;
    };

export type LoopbackLogs = {
  /** For LOGS_ENDPOINT: `http://127.0.0.1:port`. */
  readonly endpoint: string;
  /** Every query in order. */
  readonly queries: readonly SeenQuery[];
  /** Queries that were being answered at the same time, at most. */
  readonly mostAtOnce: number;
  /**
   * One entry a query, in order; `undefined` and the end of the list mean no fault. A query of a table
   * that is not there is refused before any fault, and has no entry.
   */
  script(faults: readonly (LogFault | undefined)[]): void;
  /** Asked for each query that the script leaves alone. */
  always(fault: (seen: SeenQuery, index: number) => LogFault | undefined): void;
  close(): Promise<void>;
};

export async function startLoopbackLogs(options: {
  readonly workspaceId: string;
  /** By name. */
  readonly tables: Readonly<Record<string, LogTable>>;
  /** Queries without this bearer token get 403. Default: any or none will do. */
  readonly token?: string;
  /** An answer of more rows is partial, as beyond the limits of the service. */
  readonly rowLimit?: number;
  /** Queries for parts of the users are answered when so many are waiting. */
  readonly inGroupsOf?: number;
  readonly clock?: () => number;
}): Promise<LoopbackLogs> {
  const { token, rowLimit = Number.POSITIVE_INFINITY, inGroupsOf = 1, clock = Date.now } = options;
  const queries: SeenQuery[] = [];
  let script: readonly (LogFault | undefined)[] = [];
  let answered = 0;
  let always: (seen: SeenQuery, index: number) => LogFault | undefined = () => undefined;
  let open = 0;
  let mostAtOnce = 0;

  const server = createServer((request, response) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.once('close', () => {
      open -= 1;
    });
    void answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error('the loopback Logs API failed'));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const body: unknown = JSON.parse(await text(request));
    const query = typeof body === 'object' && body !== null && 'query' in body ? String(body.query) : '';
    const index = hasTables(query) ? answered++ : undefined;
    const seen = { method, path, headers, query, at: clock() };
    queries.push(seen);
    if (query.includes('hash(')) await group();
    const fault = index === undefined ? undefined : (script[index] ?? always(seen, index));
    if (fault === 'silence') return;
    const reply =
      fault === undefined
        ? honest(seen)
        : typeof fault === 'string'
          ? spoiled(fault, query)
          : refusal(fault.status, fault.codes, fault.headers);
    if (reply === undefined) {
      response.destroy();
      return;
    }
    response.writeHead(reply.status, { 'Content-Type': 'application/json; charset=utf-8', ...reply.headers });
    response.end(reply.body);
  }

  function hasTables(query: string): boolean {
    const [source = ''] = query.split('\n');
    return source
      .replace(/^union /, '')
      .split(', ')
      .every((name) => Object.hasOwn(options.tables, name));
  }

  let waiting = 0;
  let together = Promise.withResolvers<void>();
  async function group(): Promise<void> {
    waiting += 1;
    const mine = together;
    if (waiting === inGroupsOf) {
      together = Promise.withResolvers();
      waiting = 0;
      // Who asks for more at once is heard before.
      for (let turn = 0; inGroupsOf > 1 && turn < 50; turn += 1) await setImmediate();
      mine.resolve();
    }
    await mine.promise;
  }

  function honest({ method, path, headers, query }: SeenQuery): Reply {
    if (method !== 'POST' || path !== `/v1/workspaces/${options.workspaceId}/query`)
      return refusal(404, ['PathNotFoundError']);
    if (token !== undefined && headers.authorization !== `Bearer ${token}`)
      return refusal(403, ['InsufficientAccessError']);
    try {
      const { columns, rows } = evaluateQuery(query, options.tables);
      return found({ columns, rows: rows.slice(0, rowLimit) }, rows.length > rowLimit);
    } catch (error) {
      if (!(error instanceof SemanticError)) throw error;
      return refusal(400, ['BadArgumentError', 'SemanticError', 'SEM0100']);
    }
  }

  /** What becomes of a 200; `undefined`: the connection is broken off. */
  function spoiled(kind: Spoiling, query: string): Reply | undefined {
    const { columns, rows } = evaluateQuery(query, options.tables);
    const half = rows.slice(0, Math.ceil(rows.length / 2));
    const failure = { OneApiErrors: [{ error: { code: 'LimitsExceeded' } }] };
    const whole = found({ columns, rows }, false);
    const spoilings = {
      partial: () => found({ columns, rows: half }, true),
      failureAmongRows: () => found({ columns, rows: [...half, failure] }, false),
      cut: () => ({ ...whole, body: whole.body.slice(0, whole.body.length / 2) }),
      html: () => ({ ...whole, body: '<html>a gateway</html>' }),
      empty: () => ({ ...whole, body: '' }),
      reset: () => undefined,
    } as const satisfies Record<Spoiling, () => Reply | undefined>;
    return spoilings[kind]();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback Logs API has no port.');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    queries,
    get mostAtOnce() {
      return mostAtOnce;
    },
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

type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

function found(
  { columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly unknown[] },
  isPartial: boolean,
): Reply {
  const types = columns.map((name) => ({ name, type: 'string' }));
  const body = {
    tables: [{ name: 'PrimaryResult', columns: types, rows }],
    ...(isPartial ? { error: { code: 'PartialError', message: 'invented', details: [] } } : {}),
  };
  return { status: 200, headers: {}, body: JSON.stringify(body) };
}

function refusal(
  status: number,
  codes: readonly string[] = [],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  let error: object | undefined;
  for (const code of codes.toReversed())
    error = { code, message: 'invented', ...(error && { innererror: error }) };
  return { status, headers, body: error === undefined ? '' : JSON.stringify({ error }) };
}
