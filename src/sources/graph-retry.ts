/** The one retry policy of the Graph source, in place of the library's own. */
import { isRestError, type PipelinePolicy, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../core/ports.ts';
import type { Log } from '../logger.ts';
import type { Sleep } from './graph-pacing.ts';
import { type Failure, judgeAnswer, judgeSilence, tooLongAWait, type Where } from './graph-verdict.ts';

/** No pause is shorter, whatever the service or chance says, ms. */
const FLOOR_MS = 1_000;
/** Back-off: a random part of 2, 4, 8 … seconds, never more than a minute, ms. */
const BACK_OFF = { first: 2_000, most: 60_000 } as const;

/**
 * Tries again what may pass: 408, 429, 5xx, broken connections, and a 200 that is no page. Waits what
 * Retry-After asks, else a random time that grows ("full jitter").
 * @throws SourceError when no try is left, at once when another try cannot help
 */
export function retryPolicy(options: {
  readonly where: Where;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** 0 up to 1, like `Math.random`. */
  readonly random: () => number;
  /** A Retry-After beyond this ends the pass instead, ms. */
  readonly longestWaitMs: number;
  readonly signal: AbortSignal | undefined;
  readonly log: Log;
}): PipelinePolicy {
  const { where, clock, sleep, random, longestWaitMs, signal, log } = options;
  return {
    name: 'graphRetry',
    async sendRequest(request, next) {
      for (let tried = 1; ; tried++) {
        const { response, failure } = await attempt(() => next(request), where, signal);
        if (failure === undefined) return response;
        if (tried >= failure.tries) throw failure.error(tried);

        const asked = retryAfterMs(response?.headers.get('Retry-After'), clock());
        if (asked !== undefined && asked > longestWaitMs) {
          throw tooLongAWait(where, failure.what, asked, longestWaitMs);
        }
        const wait = asked ?? backOffMs(tried, random());
        log(response?.status === 429 ? 'sourceThrottled' : 'sourceRetried', {
          source: 'graph',
          what: failure.what,
          tried,
          tries: failure.tries,
          waitMs: wait,
        });
        await sleep(wait, signal);
      }
    },
  };
}

/**
 * Retry-After in ms from `now`, at least a second: seconds or an HTTP date, also one that is over.
 * `undefined` for none and for junk, which back-off then answers. Only dates that end in GMT count:
 * the language's own parser takes "-1" and much else for a date.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.max(FLOOR_MS, Number(text) * 1000);
  if (!/^[A-Za-z]+, .* GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(FLOOR_MS, at - now);
}

/** Pause before the next try, after `tried` tries; `chance` is 0 up to 1. */
export function backOffMs(tried: number, chance: number): number {
  const ceiling = Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** (tried - 1));
  return Math.max(FLOOR_MS, Math.round(chance * ceiling));
}

type Attempt =
  | { readonly response: PipelineResponse; readonly failure: undefined }
  | { readonly response: PipelineResponse | undefined; readonly failure: Failure };

async function attempt(
  send: () => Promise<PipelineResponse>,
  where: Where,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  try {
    const response = await send();
    return { response, failure: judgeAnswer(response, where) };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const silence = silenceOf(error);
    if (silence === undefined) throw error;
    return { response: undefined, failure: judgeSilence(silence, where) };
  }
}

/**
 * What a broken connection looks like, in a few words; `undefined` for any other error. The error
 * itself may hold the request with its token, so it does not go on as a cause.
 */
function silenceOf(error: unknown): string | undefined {
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  if (!isRestError(error)) return undefined;
  if (error.code === 'PARSE_ERROR') return 'an answer that broke off';
  return `no answer (${error.code ?? 'connection failed'})`;
}
