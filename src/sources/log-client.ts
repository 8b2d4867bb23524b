/** Sends one query to the Logs query API: token, time limit, throttling and retries are in here, parts are not. */
import { decompressResponsePolicy, setClientRequestIdPolicy } from '@azure/core-rest-pipeline';
import { answerOrSilence, LATE } from '../ask/answer-or-silence.ts';
import { authPolicy } from '../ask/auth-policy.ts';
import { bareSender } from '../ask/bare-sender.ts';
import { type AskingBy, type Tried, tryAgain } from '../ask/try-again.ts';
import type { TimeLeft } from '../core/ports.ts';
import type { TokenProvider } from '../credential.ts';
import type { SourceError } from '../errors.ts';
import { tryLimitMs } from '../retry-timing.ts';
import type { LogTable } from './log-answer.ts';
import { judgeLogAnswer, judgeLogSilence, type LogFailure, telling } from './log-verdict.ts';
import { stoppedByCaller } from './sign-ins-from.ts';

/** The longest that the service works at a query (azure-monitor-docs, `logs/api/timeouts.md`), and for its answer to arrive. */
const LONGEST_QUERY_MS = 600_000;
const ARRIVAL_MS = 5_000;
/** A query that was given so long and did not end is too much; with less it is the run that ended. */
const LONG_ENOUGH_MS = 60_000;

export type LogClientOptions = AskingBy & {
  /** Scheme, host and port, checked. */
  readonly origin: string;
  readonly workspaceId: string;
  /** `undefined`: no credential is sent. */
  readonly credential: TokenProvider | undefined;
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
  const { origin, workspaceId, credential: tokens, clock, sleep, signal } = options;
  const where = { origin, workspaceId, signedIn: tokens !== undefined };
  const { href: url } = new URL(`/v1/workspaces/${encodeURIComponent(workspaceId)}/query`, origin);
  const send = bareSender(origin, {
    policies: [setClientRequestIdPolicy('x-ms-client-request-id'), decompressResponsePolicy()],
    sign: tokens && authPolicy({ origin, tokens, clock }),
  });

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

  return async (query, { timeLeft, signal: other }) => {
    const ends =
      signal === undefined || other === undefined ? (signal ?? other) : AbortSignal.any([signal, other]);

    async function attempt(): Promise<Tried<LogTable, LogFailure>> {
      await rested(ends);
      const timeout = tryLimitMs(options.requestTimeoutMs ?? LONGEST_QUERY_MS + ARRIVAL_MS, timeLeft);
      const isCramped = timeLeft !== undefined && timeout < LONG_ENOUGH_MS;
      const headers = {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        // The service gives up after so long; three minutes where nothing is said.
        Prefer: `wait=${Math.max(1, Math.floor((timeout - ARRIVAL_MS) / 1000))}`,
      };
      const body = JSON.stringify({ query });
      const { response, silence } = await answerOrSilence(
        () => send({ url, method: 'POST', body, headers, timeout, abortSignal: ends }),
        ends,
      );
      if (response === undefined)
        return { failure: judgeLogSilence(silence.what, silence.code === LATE && !isCramped, where) };
      if (response.status === 504 && isCramped)
        return { failure: judgeLogSilence('no answer in the time left', false, where) };
      const { table, failure } = judgeLogAnswer(response, where);
      if (table !== undefined) return { reply: table };
      return { failure, retryAfter: response.headers.get('Retry-After') };
    }

    /** Throttled, the others wait, too, each before its next try. */
    async function pause(ms: number, { isThrottled }: LogFailure): Promise<void> {
      if (!isThrottled) await sleep(ms, ends);
      else if (clock() + ms > rest.until) rest = { until: clock() + ms, ms };
    }

    try {
      const about = { source: 'log-analytics', telling: telling(where), timeLeft, pause };
      const ended = await tryAgain(attempt, options, about);
      if ('reply' in ended) return { table: ended.reply };
      const { failure, error } = ended;
      if (!failure.isTooMuch) throw error;
      return { tooMuch: failure.what, error };
    } catch (error) {
      throw signal?.aborted ? stoppedByCaller(origin) : error;
    }
  };
}

const NO_REST = { until: Number.NEGATIVE_INFINITY, ms: 0 };
