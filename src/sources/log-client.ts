/** Sends one query to the Logs query API: token, time limit, throttling and retries are in here, parts are not. */
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  isRestError,
  type PipelineResponse,
  proxyPolicy,
  setClientRequestIdPolicy,
} from '@azure/core-rest-pipeline';
import { authPolicy } from '../auth-policy.ts';
import type { Clock, TimeLeft } from '../core/ports.ts';
import type { TokenProvider } from '../credential.ts';
import type { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import { backOffMs, retryAfterMs, type Sleep } from '../retry-timing.ts';
import { stoppedByCaller, tooLongAWait } from './graph-verdict.ts';
import type { LogTable } from './log-answer.ts';
import { judgeLogAnswer, judgeLogSilence, type LogVerdict, type LogWhere } from './log-verdict.ts';

/** The longest that the service works at a query (azure-monitor-docs, `logs/api/timeouts.md`), and for its answer to arrive. */
const LONGEST_QUERY_MS = 600_000;
const ARRIVAL_MS = 5_000;
/** What a try gets even where the run is all but over. */
const SHORTEST_TRY_MS = 1_000;
/** A query that was given so long and did not end is too much; with less it is the run that ended. */
const LONG_ENOUGH_MS = 60_000;
/** Longest wait where nobody says how long the run may go on, ms. */
const LONGEST_WAIT_MS = 5 * 60_000;

export type LogClientOptions = {
  /** Scheme, host and port, checked. */
  readonly origin: string;
  readonly workspaceId: string;
  /** `undefined`: no credential is sent. */
  readonly credential: TokenProvider | undefined;
  /** Must run on: waits are measured by it. */
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: () => number;
  /** Aborted, it ends a wait or a query at once. */
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  /** Time limit of one try, answer included, ms; less where the run has less left. */
  readonly requestTimeoutMs?: number | undefined;
};

export type LogAnswer =
  | { readonly table: LogTable; readonly tooMuch?: undefined }
  /** What showed it, and the error to throw if the caller cannot ask for less. */
  | { readonly table?: undefined; readonly tooMuch: string; readonly error: SourceError };

/** @throws SourceError refused, or unavailable: tried often enough, stopped, or no time for another try */
export type AskLogs = (
  query: string,
  asking: { readonly timeLeft: TimeLeft | undefined; readonly signal?: AbortSignal },
) => Promise<LogAnswer>;

export function createLogClient(options: LogClientOptions): AskLogs {
  const { origin, workspaceId, credential: tokens, clock, sleep, random, signal, log = () => {} } = options;
  const where: LogWhere = { origin, workspaceId, tenantId: '', signedIn: tokens !== undefined };
  const insecure = origin.startsWith('http:');
  const url = new URL(`/v1/workspaces/${encodeURIComponent(workspaceId)}/query`, origin);

  // As with Graph, an empty pipeline: what touches a request with a token is listed here. No redirects
  // followed, nothing logged, none of the library's own retries.
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(setClientRequestIdPolicy('x-ms-client-request-id'));
  pipeline.addPolicy(decompressResponsePolicy());
  if (!insecure) pipeline.addPolicy(proxyPolicy());
  if (tokens !== undefined) pipeline.addPolicy(authPolicy({ origin, tokens, clock }), { phase: 'Sign' });
  const http = createDefaultHttpClient();

  /** Until when the service asked to be left alone, and for how long, ms: it counts for all queries. */
  let rest = NO_REST;

  /** Others may be asked to wait while this one waits. A clock that was set back makes no wait longer. */
  async function rested(ends: AbortSignal | undefined): Promise<void> {
    while (rest.until > clock()) {
      const waited = rest;
      await sleep(Math.min(waited.until - clock(), waited.ms), ends);
      if (rest === waited) rest = NO_REST;
    }
  }

  function tryLimit(timeLeft: TimeLeft | undefined): number {
    const most = options.requestTimeoutMs ?? LONGEST_QUERY_MS + ARRIVAL_MS;
    return timeLeft === undefined ? most : Math.min(most, Math.max(SHORTEST_TRY_MS, timeLeft()));
  }

  function requestFor(query: string, timeout: number, ends: AbortSignal | undefined) {
    const waitSeconds = Math.max(1, Math.floor((timeout - ARRIVAL_MS) / 1000));
    return createPipelineRequest({
      url: url.href,
      method: 'POST',
      body: JSON.stringify({ query }),
      allowInsecureConnection: insecure,
      timeout,
      ...(ends === undefined ? {} : { abortSignal: ends }),
      headers: createHttpHeaders({
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'User-Agent': 'mfa-digest',
        // The service gives up after so long; three minutes where nothing is said.
        Prefer: `wait=${waitSeconds}`,
      }),
    });
  }

  async function attempt(
    query: string,
    timeLeft: TimeLeft | undefined,
    ends: AbortSignal | undefined,
  ): Promise<LogVerdict & { readonly response?: PipelineResponse }> {
    const limit = tryLimit(timeLeft);
    const isCramped = timeLeft !== undefined && limit < LONG_ENOUGH_MS;
    try {
      const response = await pipeline.sendRequest(http, requestFor(query, limit, ends));
      if (response.status === 504 && isCramped)
        return { failure: judgeLogSilence('no answer in the time left', false, where) };
      return { ...judgeLogAnswer(response, where), response };
    } catch (error) {
      const silence = ends?.aborted ? undefined : silenceOf(error);
      if (silence === undefined) throw error;
      return { failure: judgeLogSilence(silence, silence === NOT_IN_TIME && !isCramped, where) };
    }
  }

  async function askOnAndOn(
    query: string,
    timeLeft: TimeLeft | undefined,
    ends: AbortSignal | undefined,
  ): Promise<LogAnswer> {
    for (let tried = 1; ; tried += 1) {
      await rested(ends);
      const { table, failure, response } = await attempt(query, timeLeft, ends);
      if (table !== undefined) return { table };
      if (failure.isTooMuch) return { tooMuch: failure.what, error: failure.error(tried) };
      if (tried >= failure.tries) throw failure.error(tried);

      const asked = retryAfterMs(response?.headers.get('Retry-After'), clock());
      const waitMs = asked ?? backOffMs(tried, random());
      const longestMs = timeLeft?.() ?? LONGEST_WAIT_MS;
      if (waitMs > longestMs)
        throw tooLongAWait(where, failure.what, { waitMs, longestMs, asked: asked !== undefined });
      const isThrottled = response?.status === 429;
      log(isThrottled ? 'sourceThrottled' : 'sourceRetried', {
        source: 'log-analytics',
        what: failure.what,
        tried,
        tries: failure.tries,
        waitMs,
      });
      if (!isThrottled) await sleep(waitMs, ends);
      else if (clock() + waitMs > rest.until) rest = { until: clock() + waitMs, ms: waitMs };
    }
  }

  return async (query, { timeLeft, signal: other }) => {
    const ends =
      signal === undefined || other === undefined ? (signal ?? other) : AbortSignal.any([signal, other]);
    try {
      return await askOnAndOn(query, timeLeft, ends);
    } catch (error) {
      if (signal?.aborted) throw stoppedByCaller(where);
      throw error;
    }
  };
}

const NO_REST = { until: Number.NEGATIVE_INFINITY, ms: 0 };
const NOT_IN_TIME = 'no answer in time';

/**
 * What a broken connection looks like, in a few words; `undefined` for any other error. The error
 * itself may hold the request with its token, so it does not go on as a cause.
 */
function silenceOf(error: unknown): string | undefined {
  if (error instanceof Error && error.name === 'AbortError') return NOT_IN_TIME;
  if (!isRestError(error)) return undefined;
  return error.code === 'PARSE_ERROR'
    ? 'an answer that broke off'
    : `no answer (${error.code ?? 'connection failed'})`;
}
