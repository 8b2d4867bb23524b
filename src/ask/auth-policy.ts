/** Puts the token on each request, and asks once for a new one where it was turned away. */
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../core/ports.ts';
import type { Token, TokenProvider } from '../credential.ts';

/** A token this close to its end is renewed first: a request with its retries of transport takes minutes. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** A 401 that comes back from here was given to a token asked for just now. */
export function authPolicy(options: {
  readonly origin: string;
  readonly tokens: TokenProvider;
  readonly clock: Clock;
}): PipelinePolicy {
  const { origin, tokens, clock } = options;
  let token: Token | undefined;

  async function authorize(request: PipelineRequest, renew: boolean, claims?: string): Promise<void> {
    // Links are checked before they get here; this is the last door, and it looks for itself.
    if (new URL(request.url).origin !== origin) throw new Error(`A token is for ${origin} only.`);
    if (renew || token === undefined || token.expiresAt - RENEW_BEFORE_MS <= clock()) {
      token = await tokens({ renew, claims, signal: nativeSignal(request), withinMs: request.timeout });
    }
    request.headers.set('Authorization', `Bearer ${token.value}`);
  }

  return {
    name: 'bearerToken',
    async sendRequest(request, next) {
      await authorize(request, false);
      const response = await next(request);
      if (response.status !== 401) return response;
      await authorize(request, true, claimsOf(response));
      return next(request);
    },
  };
}

/**
 * The claims a 401 asks for, where access was revoked before the token ran out (continuous access
 * evaluation): base64 in the `claims` parameter of the challenge.
 */
function claimsOf(response: PipelineResponse): string | undefined {
  const encoded = /\bclaims="([A-Za-z0-9+/=_-]+)"/.exec(response.headers.get('WWW-Authenticate') ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

function nativeSignal(request: PipelineRequest): AbortSignal | undefined {
  return request.abortSignal instanceof AbortSignal ? request.abortSignal : undefined;
}
