/** The one retry of what is read, in place of the libraries' own. */
import type { Clock, TimeLeft } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import { backOffMs, retryAfterMs, type Sleep } from '../retry-timing.ts';
import type { Failure, Telling } from './verdict-on.ts';

/** Longest wait where nobody says how long the run may go on: half of the time limit of a function, ms. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** Of one try. */
export type Tried<Reply, Failed extends Failure> =
  | { readonly reply: Reply }
  | {
      readonly failure: Failed;
      /** Header of the answer, where there is one. */
      readonly retryAfter?: string | undefined;
    };

/** Of all: the reply, or why there is none and the error to throw if the caller cannot help it either. */
export type Ended<Reply, Failed extends Failure> =
  | { readonly reply: Reply }
  | { readonly failure: Failed; readonly error: SourceError };

/** What asking a source goes by. */
export type AskingBy = {
  /** Must run on: waits and pace are measured by it. */
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** 0 up to 1, like `Math.random`. */
  readonly random: () => number;
  /** Aborted, it ends a wait or a request at once. */
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  /** Time limit of one try, answer included, ms; less where the run has less left. */
  readonly requestTimeoutMs?: number | undefined;
};

/**
 * As often as the failure says. Waits what Retry-After asks, else a random time that grows ("full jitter").
 * @throws SourceError unavailable where the next try is due later than the run may wait; what `attempt` throws
 */
export async function tryAgain<Reply, Failed extends Failure>(
  attempt: () => Promise<Tried<Reply, Failed>>,
  { clock, sleep, random, signal, log }: AskingBy,
  {
    source,
    telling,
    timeLeft,
    pause = (ms) => sleep(ms, signal),
  }: {
    /** Name, for the log. */
    readonly source: string;
    readonly telling: Telling;
    /** Of the run; nothing is waited for longer. */
    readonly timeLeft: TimeLeft | undefined;
    /** Left out: the next try is waited for. */
    readonly pause?: (ms: number, failure: Failed) => Promise<void>;
  },
): Promise<Ended<Reply, Failed>> {
  for (let tried = 1; ; tried += 1) {
    const ended = await attempt();
    if ('reply' in ended) return ended;
    const { failure, retryAfter } = ended;
    const { what, tries, isThrottled } = failure;
    if (tried >= tries) return { failure, error: failure.error(tried) };

    const asked = retryAfterMs(retryAfter, clock());
    const waitMs = asked ?? backOffMs(tried, random());
    const longestMs = timeLeft?.() ?? LONGEST_WAIT_MS;
    if (waitMs > longestMs) {
      const due = asked === undefined ? 'the next try is due in' : 'it asks to wait';
      const [wait, longest] = [waitMs, longestMs].map((ms) => `${Math.max(0, Math.ceil(ms / 1000))} s`);
      throw new SourceError(
        'unavailable',
        `${telling.unread} ${what}, and ${due} ${wait}, longer than the ${longest} that this run can wait. What was read is kept; a later run goes on from there.`,
        undefined,
        // Told on, so that no later run asks before that.
        asked,
      );
    }
    log?.(isThrottled ? 'sourceThrottled' : 'sourceRetried', { source, what, tried, tries, waitMs });
    await pause(waitMs, failure);
  }
}
