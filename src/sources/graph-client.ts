/** Asks Microsoft Graph for one page: token, pace, time limit and retries are in here, paging is not. */
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpClient,
  type PipelineResponse,
  proxyPolicy,
  setClientRequestIdPolicy,
} from '@azure/core-rest-pipeline';
import { authPolicy } from '../auth-policy.ts';
import type { Clock, TimeLeft } from '../core/ports.ts';
import type { TokenProvider } from '../credential.ts';
import type { Log } from '../logger.ts';
import type { Sleep } from '../retry-timing.ts';
import { createPacer } from './graph-pacing.ts';
import { type Answer, type Asking, sendWithRetry } from './graph-retry.ts';
import { stoppedByCaller } from './graph-verdict.ts';

/** Microsoft's own clients wait 100 s. */
const REQUEST_TIMEOUT_MS = 100_000;
/** What a try gets even where the run is all but over. */
const SHORTEST_TIMEOUT_MS = 1_000;

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
  /** Aborted, it ends a wait or a request at once. */
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  /** Time limit of one try, body included, ms; less where the run has less left. */
  readonly requestTimeoutMs?: number | undefined;
};

/** @throws SourceError where it was stopped, or there is no time for another try */
export type GetPage = (url: URL, asking: Asking) => Promise<Answer>;

export function createGraphClient(options: GraphClientOptions): GetPage {
  const { origin, credential: tokens, tenantId, clock, sleep, random, signal } = options;
  const where = { origin, tenantId, signedIn: tokens !== undefined };
  const insecure = origin.startsWith('http:');
  const retrying = { where, clock, sleep, random, signal, log: options.log ?? (() => {}) };

  // An empty pipeline, so that what touches a request with a token is listed here: no redirects
  // followed, nothing logged, none of the library's own retries. Each stands outside those below it.
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(setClientRequestIdPolicy('client-request-id'));
  pipeline.addPolicy(decompressResponsePolicy());
  if (!insecure) pipeline.addPolicy(proxyPolicy());
  if (tokens !== undefined) pipeline.addPolicy(authPolicy({ origin, tokens, clock }), { phase: 'Sign' });

  const http = createDefaultHttpClient();
  const pace = createPacer({ clock, sleep });

  function tryLimit(timeLeft: TimeLeft | undefined): number {
    const most = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    return timeLeft === undefined ? most : Math.min(most, Math.max(SHORTEST_TIMEOUT_MS, timeLeft()));
  }

  /**
   * Every request passes here, retries and those with a renewed token included. The seconds until its
   * turn are not held against the time left: a run is to end between two batches, not with an error.
   */
  function paced(timeLeft: TimeLeft | undefined, ends: AbortSignal | undefined): HttpClient {
    return {
      sendRequest: (request) =>
        pace(() => {
          request.timeout = tryLimit(timeLeft);
          return http.sendRequest(request);
        }, ends),
    };
  }

  function requestFor(url: URL, timeLeft: TimeLeft | undefined, ends: AbortSignal | undefined) {
    return createPipelineRequest({
      url: url.href,
      allowInsecureConnection: insecure,
      timeout: tryLimit(timeLeft),
      ...(ends === undefined ? {} : { abortSignal: ends }),
      headers: createHttpHeaders({
        Accept: 'application/json',
        'User-Agent': 'mfa-digest',
        // Else newer kinds of requirement policy arrive as "unknownFutureValue" (domain facts §1.1).
        Prefer: 'include-unknown-enum-members',
      }),
    });
  }

  return async (url, asking) => {
    const { timeLeft, onlyWithinMs } = asking;
    const ends = onlyWithinMs === undefined ? signal : endingWithin(onlyWithinMs, signal);
    const send = () => {
      const client = paced(timeLeft, ends);
      const request = requestFor(url, timeLeft, ends);
      return pipeline.sendRequest(onlyWithinMs === undefined ? client : askingOnce(client), request);
    };
    try {
      return await sendWithRetry(send, asking, retrying);
    } catch (error) {
      if (signal?.aborted) throw stoppedByCaller(where);
      throw error;
    }
  };
}

function endingWithin(ms: number, signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(ms);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

/** Where the token is turned away and renewed, the first answer stands. */
function askingOnce(client: HttpClient): HttpClient {
  let answer: Promise<PipelineResponse> | undefined;
  return {
    sendRequest(request) {
      answer ??= client.sendRequest(request);
      return answer;
    },
  };
}
