/** One POST to a service: bounded in time, no redirect followed, nothing logged, nothing tried again. */
import { createDefaultHttpClient, type PipelinePolicy } from '@azure/core-rest-pipeline';
import { answerOrSilence } from '../ask/answer-or-silence.ts';
import { bareSender } from '../ask/bare-sender.ts';
import type { Clock } from '../core/ports.ts';
import { retryAfterMs } from '../retry-timing.ts';
import { watchedClient } from './watched-client.ts';

/** `isBegun`: the service had been reached, so it may have taken what was posted; else nothing left. */
export type Posted = { readonly isBegun: boolean } & (
  | {
      /** The answer: of the service, or where nothing was begun of a proxy on the way. `body` as text. */
      readonly status: number;
      readonly body: string;
    }
  | {
      /** Why there is no answer, a few words. */
      readonly silence: string;
    }
);

export type PostOptions = {
  /** May be a secret, as whoever has it may post. */
  readonly url: string;
  /** Must run on: a service that asks to be left alone (Retry-After) is, as long as this process lives. */
  readonly clock: Clock;
  /** Puts a credential on the request. */
  readonly sign?: PipelinePolicy | undefined;
  readonly limitMs?: number | undefined;
};

export type Posting = { readonly contentType: string; readonly body: string };

export type Post = {
  /** @throws what `sign` throws */
  readonly post: (posting: Posting) => Promise<Posted>;
  /** For so long the service asks to be left alone, ms; 0 or less: it may be asked. */
  readonly waitMs: () => number;
};

/** The time limit of one try, answer included, ms. */
const LIMIT_MS = 100_000;

export function createPost({ url, clock, sign, limitMs = LIMIT_MS }: PostOptions): Post {
  const send = bareSender(url, { sign });
  const http = createDefaultHttpClient();
  let notBefore = Number.NEGATIVE_INFINITY;
  const waitMs = () => notBefore - clock();

  async function post({ contentType, body }: Posting): Promise<Posted> {
    const wait = waitMs();
    if (wait > 0)
      return {
        silence: `not asked, as the service asked to be left alone for ${Math.ceil(wait / 1000)} s more`,
        isBegun: false,
      };
    const watched = watchedClient(http);
    const headers = { 'Content-Type': contentType };
    const { response, silence } = await answerOrSilence(() =>
      send({ url, method: 'POST', body, headers, timeout: limitMs }, watched),
    );
    const isBegun = watched.isBegun();
    if (response === undefined) return { silence: silence.what, isBegun };
    const { status, bodyAsText } = response;
    const now = clock();
    const asked = status >= 400 ? retryAfterMs(response.headers.get('Retry-After'), now) : undefined;
    if (asked !== undefined) notBefore = now + asked;
    return { status, body: bodyAsText ?? '', isBegun };
  }
  return { post, waitMs };
}
