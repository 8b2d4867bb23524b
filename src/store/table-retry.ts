/**
 * The one retry policy of the tables, in place of the library's own, which gives up on a 429 that
 * names no time and waits for an answer without end.
 */
import { isRestError, type PipelinePolicy, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../core/ports.ts';
import { backOffMs, retryAfterMs, type Sleep } from '../retry-timing.ts';

const TRIES = 5;
/**
 * A longer Retry-After is not waited for: the next tick comes soon enough. With the time limit of a try
 * it also keeps all tries within the 15 minutes for which the signature of a request holds.
 */
const LONGEST_WAIT_MS = 60_000;
/** What the service, or a proxy before it, says of a moment: too busy, too slow, on its way elsewhere. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
/** No host, or nothing listens there: the address is wrong, and is told at once. */
const WRONG_ADDRESS = new Set(['ENOTFOUND', 'ECONNREFUSED']);

export type TableRetry = {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** 0 up to 1, like `Math.random`. */
  readonly random: () => number;
  /** Time limit of one try, body included, ms. */
  readonly requestTimeoutMs: number;
};

/**
 * Tries again what may pass: the statuses above, broken connections, no answer in time. Waits what
 * Retry-After asks, else a random time that grows ("full jitter"). After the last try the answer, or
 * the error, is handed on as it is. A write may have been stored although its answer never came, so
 * whoever writes must tell its own row from another's (insert-once.ts).
 */
export function tableRetryPolicy({ clock, sleep, random, requestTimeoutMs }: TableRetry): PipelinePolicy {
  return {
    name: 'tableRetry',
    async sendRequest(request, next) {
      request.timeout = requestTimeoutMs;
      for (let tried = 1; ; tried++) {
        const { response, error } = await attempt(() => next(request));
        if (response !== undefined && !PASSING.has(response.status)) return response;
        const wait =
          retryAfterMs(response?.headers.get('Retry-After'), clock()) ?? backOffMs(tried, random());
        if (tried < TRIES && wait <= LONGEST_WAIT_MS) await sleep(wait);
        else if (response === undefined) throw error;
        else return response;
      }
    },
  };
}

type Attempt =
  | { readonly response: PipelineResponse; readonly error?: undefined }
  | { readonly response?: undefined; readonly error: unknown };

async function attempt(send: () => Promise<PipelineResponse>): Promise<Attempt> {
  try {
    return { response: await send() };
  } catch (error) {
    if (!isSilence(error)) throw error;
    return { error };
  }
}

/** A connection that broke, or a try that took too long; not a credential that was refused, nor a bug. */
function isSilence(error: unknown): boolean {
  if (error instanceof Error && error.name === 'AbortError') return true;
  return isRestError(error) && error.statusCode === undefined && !WRONG_ADDRESS.has(error.code ?? '');
}
