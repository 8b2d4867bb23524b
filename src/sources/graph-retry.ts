/** How much is tried for a page before something else is done about it. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { answerOrSilence } from '../ask/answer-or-silence.ts';
import { type AskingBy, type Tried, tryAgain } from '../ask/try-again.ts';
import type { TimeLeft } from '../core/ports.ts';
import type { SourceError } from '../errors.ts';
import type { Page } from './graph-page.ts';
import { type Failure, judgeAnswer, judgeSilence, telling, type Where } from './graph-verdict.ts';

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
 * Tries again what may pass: 408, 429, 5xx, broken connections, and a 200 that is no page.
 * @throws SourceError unavailable where the next try is due later than the run may wait
 */
export async function sendWithRetry(
  send: () => Promise<PipelineResponse>,
  { patience, timeLeft }: Asking,
  where: Where,
  by: AskingBy,
): Promise<Answer> {
  const most = PATIENCE[patience];
  let tooMuch = 0;

  async function attempt(): Promise<Tried<Page, Failure>> {
    const { response, silence } = await answerOrSilence(send, by.signal);
    const { page, failure } =
      response === undefined ? { failure: judgeSilence(silence, where) } : judgeAnswer(response, where);
    if (page !== undefined) return { reply: page };
    if (failure.remedies.includes('shorterTime')) tooMuch += 1;
    const tries = tooMuch >= most.tooMuch ? 1 : Math.min(failure.tries, most.tries);
    return { failure: { ...failure, tries }, retryAfter: response?.headers.get('Retry-After') };
  }

  const about = { source: 'graph', telling: telling(where), timeLeft };
  const ended = await tryAgain(attempt, by, about);
  return 'reply' in ended ? { page: ended.reply } : ended;
}
