/** Asks Microsoft Graph for one page: token, pace, time limit and retries are in here, paging is not. */
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpClient,
  proxyPolicy,
  setClientRequestIdPolicy,
} from '@azure/core-rest-pipeline';
import type { Clock } from '../core/ports.ts';
import type { TokenProvider } from '../credential.ts';
import type { Log } from '../logger.ts';
import { authPolicy } from './graph-auth.ts';
import { createPacer, type Sleep } from './graph-pacing.ts';
import { type Page, pageOf } from './graph-page.ts';
import { retryPolicy } from './graph-retry.ts';

/** Microsoft's own clients wait 100 s. */
const REQUEST_TIMEOUT_MS = 100_000;
/** Half of the time limit of a function on the Consumption plan. */
const LONGEST_WAIT_MS = 5 * 60_000;

export type GraphClientOptions = {
  /** Scheme, host and port, checked. */
  readonly origin: string;
  /** `undefined`: no credential is sent. */
  readonly credential: TokenProvider | undefined;
  readonly tenantId: string;
  /** Must run on: the pace is kept by it. */
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  /** Time limit of one try, body included, ms. */
  readonly requestTimeoutMs?: number | undefined;
  /** A Retry-After beyond this ends the pass, ms. */
  readonly longestWaitMs?: number | undefined;
};

/** @throws SourceError */
export function createGraphClient(options: GraphClientOptions): (url: URL) => Promise<Page> {
  const { origin, credential: tokens, tenantId, clock, sleep, random, signal } = options;
  const where = { origin, tenantId, signedIn: tokens !== undefined };
  const insecure = origin.startsWith('http:');

  // An empty pipeline, so that what touches a request with a token is listed here: no redirects
  // followed, nothing logged, one retry policy. Each stands outside those below it.
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(setClientRequestIdPolicy('client-request-id'));
  pipeline.addPolicy(decompressResponsePolicy());
  if (!insecure) pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(
    retryPolicy({
      where,
      clock,
      sleep,
      random,
      longestWaitMs: options.longestWaitMs ?? LONGEST_WAIT_MS,
      signal,
      log: options.log ?? (() => {}),
    }),
    { phase: 'Retry' },
  );
  if (tokens !== undefined) pipeline.addPolicy(authPolicy({ origin, tokens, clock }), { phase: 'Sign' });

  // Every request passes here, retries and those with a renewed token included.
  const http = createDefaultHttpClient();
  const pace = createPacer({ clock, sleep });
  const paced: HttpClient = { sendRequest: (request) => pace(() => http.sendRequest(request), signal) };

  return async (url) => {
    const response = await pipeline.sendRequest(
      paced,
      createPipelineRequest({
        url: url.href,
        allowInsecureConnection: insecure,
        timeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
        ...(signal === undefined ? {} : { abortSignal: signal }),
        headers: createHttpHeaders({
          Accept: 'application/json',
          'User-Agent': 'mfa-digest',
          // Else newer kinds of requirement policy arrive as "unknownFutureValue" (domain facts §1.1).
          Prefer: 'include-unknown-enum-members',
        }),
      }),
    );
    return pageOf(response);
  };
}
