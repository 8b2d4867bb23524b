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
  /** Must run on: a service that asks to be left alone (Retry-After) is, as long as this process lives. */
  readonly clock: Clock;
  /** Puts a credential on the request. */
  readonly sign?: PipelinePolicy | undefined;
  readonly limitMs?: number | undefined;
};

export type Post = {
  /** @throws what `sign` throws */
  readonly post: (url: string, contentType: string, body: string) => Promise<Posted>;
  /** For so long the service asks to be left alone, ms; 0 or less: it may be asked. */
  readonly waitMs: () => number;
};

/** The time limit of one try, answer included, ms. */
const LIMIT_MS = 100_000;

export function createPost({ clock, sign, limitMs = LIMIT_MS }: PostOptions): Post {
  const http = createDefaultHttpClient();
  let notBefore = Number.NEGATIVE_INFINITY;
  const waitMs = () => notBefore - clock();

  async function post(url: string, contentType: string, body: string): Promise<Posted> {
    const wait = waitMs();
    if (wait > 0)
      return {
        silence: `not asked, as the service asked to be left alone for ${Math.ceil(wait / 1000)} s more`,
        isBegun: false,
      };
    const watched = watchedClient(http);
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
      const { status, headers, bodyAsText } = await pipeline.sendRequest(watched, request);
      const now = clock();
      const asked = status >= 400 ? retryAfterMs(headers.get('Retry-After'), now) : undefined;
      if (asked !== undefined) notBefore = now + asked;
      return { status, body: bodyAsText ?? '', isBegun: watched.isBegun() };
    } catch (error) {
      const silence = silenceOf(error);
      if (silence === undefined) throw error;
      return { silence, isBegun: watched.isBegun() };
    }
  }
  return { post, waitMs };
}

/** The error itself may hold the request with its token, so nothing but its code goes on. */
function silenceOf(error: unknown): string | undefined {
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  if (!isRestError(error)) return undefined;
  return `no answer (${error.code ?? 'connection failed'})`;
}
