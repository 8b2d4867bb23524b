/** One POST to a service: bounded in time, no redirect followed, nothing logged, nothing tried again. */
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
  type PipelinePolicy,
  proxyPolicy,
} from '@azure/core-rest-pipeline';
import type { Clock } from '../core/ports.ts';
import { retryAfterMs } from '../retry-timing.ts';

export type Posted =
  /** The answer; `body` as text. */
  | { readonly status: number; readonly body: string }
  /** No answer. `mayBeTaken`: the service had been reached. */
  | { readonly silence: string; readonly mayBeTaken: boolean };

export type PostOptions = {
  /** Must run on: a service that asks to be left alone (Retry-After) is, as long as this process lives. */
  readonly clock: Clock;
  /** Puts a credential on the request. */
  readonly sign?: PipelinePolicy | undefined;
  readonly limitMs?: number | undefined;
};

export type Post = (url: string, contentType: string, body: string) => Promise<Posted>;

/** The time limit of one try, answer included, ms. */
const LIMIT_MS = 100_000;

/** @throws what `sign` throws */
export function createPost({ clock, sign, limitMs = LIMIT_MS }: PostOptions): Post {
  const http = createDefaultHttpClient();
  let notBefore = Number.NEGATIVE_INFINITY;

  return async (url, contentType, body) => {
    const wait = notBefore - clock();
    if (wait > 0)
      return {
        silence: `not asked, as the service asked to be left alone for ${Math.ceil(wait / 1000)} s more`,
        mayBeTaken: false,
      };
    // As with the reading of Graph: what touches the request is listed here.
    const pipeline = createEmptyPipeline();
    const insecure = url.startsWith('http:');
    if (!insecure) pipeline.addPolicy(proxyPolicy());
    if (sign !== undefined) pipeline.addPolicy(sign, { phase: 'Sign' });
    const request = createPipelineRequest({
      url,
      method: 'POST',
      body,
      allowInsecureConnection: insecure,
      timeout: limitMs,
      headers: createHttpHeaders({ 'Content-Type': contentType, 'User-Agent': 'mfa-digest' }),
    });
    try {
      const { status, headers, bodyAsText } = await pipeline.sendRequest(http, request);
      const now = clock();
      const asked = status >= 400 ? retryAfterMs(headers.get('Retry-After'), now) : undefined;
      if (asked !== undefined) notBefore = now + asked;
      return { status, body: bodyAsText ?? '' };
    } catch (error) {
      const silence = silenceOf(error);
      if (silence === undefined) throw error;
      return silence;
    }
  };
}

/** Codes of a connection that never came to be; with any other the request may have arrived. */
const NOT_REACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** The error itself may hold the request with its token, so nothing but its code goes on. */
function silenceOf(error: unknown): Posted | undefined {
  if (error instanceof Error && error.name === 'AbortError')
    return { silence: 'no answer in time', mayBeTaken: true };
  if (!isRestError(error)) return undefined;
  const code = error.code ?? 'connection failed';
  return { silence: `no answer (${code})`, mayBeTaken: !NOT_REACHED.test(code) };
}
