/** The one retry of the Graph source, in place of the library's own. */
import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock, TimeLeft } from '../core/ports.ts';
import type { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import { backOffMs, retryAfterMs, type Sleep } from '../retry-timing.ts';
import type { Page } from './graph-page.ts';
import {
  type Failure,
  judgeAnswer,
  judgeSilence,
  tooLongAWait,
  type Verdict,
  type Where,
} from './graph-verdict.ts';

/** Longest wait where nobody says how long the run may go on: half of the time limit of a function, ms. */
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * How much is tried before the caller does something else: `all`, or less where it can ask for a
 * shorter time, or once. `tooMuch` counts the failures that a shorter time may help.
 */
const PATIENCE = {
  whole: { tries: Number.POSITIVE_INFINITY, tooMuch: Number.POSITIVE_INFINITY },
  divisible: { tries: Number.POSITIVE_INFINITY, tooMuch: 3 },
  once: { tries: 1, tooMuch: 1 },
} as const;

/** How one page is asked for. */
export type Asking = {
  readonly patience: keyof typeof PATIENCE;
  /** Of the run; nothing is waited for longer. */
  readonly timeLeft: TimeLeft | undefined;
  /** Given: the request is made once at most, and its turn, token and answer together take no longer, ms. */
  readonly onlyWithinMs?: number;
};

/** The page, or why there is none and the error to throw if the caller cannot help it either. */
export type Answer =
  | { readonly page: Page; readonly failure?: undefined }
  | { readonly page?: undefined; readonly failure: Failure; readonly error: SourceError };

/**
 * Tries again what may pass: 408, 429, 5xx, broken connections, and a 200 that is no page. Waits what
 * Retry-After asks, else a random time that grows ("full jitter").
 * @throws SourceError unavailable where the next try is due later than the run may wait
 */
export async function sendWithRetry(
  send: () => Promise<PipelineResponse>,
  { patience, timeLeft }: Asking,
  options: {
    readonly where: Where;
    readonly clock: Clock;
    readonly sleep: Sleep;
    /** 0 up to 1, like `Math.random`. */
    readonly random: () => number;
    readonly signal: AbortSignal | undefined;
    readonly log: Log;
  },
): Promise<Answer> {
  const { where, clock, sleep, random, signal, log } = options;
  let tooMuch = 0;
  for (let tried = 1; ; tried++) {
    const { page, failure, response } = await attempt(send, where, signal);
    if (page !== undefined) return { page };
    if (failure.remedies.includes('shorterTime')) tooMuch++;
    const tries = Math.min(failure.tries, PATIENCE[patience].tries);
    if (tried >= tries || tooMuch >= PATIENCE[patience].tooMuch)
      return { failure, error: failure.error(tried) };

    const asked = retryAfterMs(response?.headers.get('Retry-After'), clock());
    const waitMs = asked ?? backOffMs(tried, random());
    const longestMs = timeLeft?.() ?? LONGEST_WAIT_MS;
    if (waitMs > longestMs) {
      throw tooLongAWait(where, failure.what, { waitMs, longestMs, asked: asked !== undefined });
    }
    log(response?.status === 429 ? 'sourceThrottled' : 'sourceRetried', {
      source: 'graph',
      what: failure.what,
      tried,
      tries,
      waitMs,
    });
    await sleep(waitMs, signal);
  }
}

async function attempt(
  send: () => Promise<PipelineResponse>,
  where: Where,
  signal: AbortSignal | undefined,
): Promise<Verdict & { readonly response?: PipelineResponse }> {
  let response: PipelineResponse;
  try {
    response = await send();
  } catch (error) {
    const silence = silenceOf(error);
    if (signal?.aborted || silence === undefined) throw error;
    return { failure: judgeSilence(silence.what, silence.mayBeTooMuch, where) };
  }
  return { ...judgeAnswer(response, where), response };
}

/** Codes of a connection that was made and then broke; with all others nobody was reached. */
const BROKE_OFF: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'PARSE_ERROR']);

/**
 * What a broken connection looks like, in a few words; `undefined` for any other error. The error
 * itself may hold the request with its token, so it does not go on as a cause.
 */
function silenceOf(error: unknown): { readonly what: string; readonly mayBeTooMuch: boolean } | undefined {
  if (error instanceof Error && error.name === 'AbortError') {
    return { what: 'no answer in time', mayBeTooMuch: true };
  }
  if (!isRestError(error)) return undefined;
  const code = error.code ?? 'connection failed';
  const what = code === 'PARSE_ERROR' ? 'an answer that broke off' : `no answer (${code})`;
  return { what, mayBeTooMuch: BROKE_OFF.has(code) };
}
