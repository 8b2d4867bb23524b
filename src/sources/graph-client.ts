/** Asks Microsoft Graph for one page: token, pace, time limit and retries are in here, paging is not. */
import {
  createDefaultHttpClient,
  decompressResponsePolicy,
  type HttpClient,
  type PipelineResponse,
  setClientRequestIdPolicy,
} from '@azure/core-rest-pipeline';
import { authPolicy } from '../ask/auth-policy.ts';
import { bareSender } from '../ask/bare-sender.ts';
import type { AskingBy } from '../ask/try-again.ts';
import type { TimeLeft } from '../core/ports.ts';
import type { TokenProvider } from '../credential.ts';
import { tryLimitMs } from '../retry-timing.ts';
import { createPacer } from './graph-pacing.ts';
import { type Answer, type Asking, sendWithRetry } from './graph-retry.ts';
import { stoppedByCaller } from './sign-ins-from.ts';

/** Microsoft's own clients wait 100 s. */
const REQUEST_TIMEOUT_MS = 100_000;

const HEADERS = {
  Accept: 'application/json',
  // Else newer kinds of requirement policy arrive as "unknownFutureValue" (domain facts §1.1).
  Prefer: 'include-unknown-enum-members',
};

export type GraphClientOptions = AskingBy & {
  /** Scheme, host and port, checked. */
  readonly origin: string;
  /** `undefined`: no credential is sent. */
  readonly credential: TokenProvider | undefined;
  readonly tenantId: string;
};

/** @throws SourceError where it was stopped, or there is no time for another try */
export type GetPage = (url: URL, asking: Asking) => Promise<Answer>;

export function createGraphClient(options: GraphClientOptions): GetPage {
  const { origin, credential: tokens, tenantId, clock, signal } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const where = { origin, tenantId, signedIn: tokens !== undefined };
  const sendTo = bareSender(origin, {
    policies: [setClientRequestIdPolicy('client-request-id'), decompressResponsePolicy()],
    sign: tokens && authPolicy({ origin, tokens, clock }),
  });
  const http = createDefaultHttpClient();
  const pace = createPacer(options);

  /**
   * Every request passes here, retries and those with a renewed token included. The seconds until its
   * turn are not held against the time left: a run is to end between two batches, not with an error.
   */
  function paced(timeLeft: TimeLeft | undefined, ends: AbortSignal | undefined): HttpClient {
    return {
      sendRequest: (request) =>
        pace(() => {
          request.timeout = tryLimitMs(requestTimeoutMs, timeLeft);
          return http.sendRequest(request);
        }, ends),
    };
  }

  return async (url, asking) => {
    const { timeLeft, onlyWithinMs } = asking;
    const ends = onlyWithinMs === undefined ? signal : endingWithin(onlyWithinMs, signal);
    const send = () => {
      const client = paced(timeLeft, ends);
      const timeout = tryLimitMs(requestTimeoutMs, timeLeft);
      return sendTo(
        { url: url.href, headers: HEADERS, timeout, abortSignal: ends },
        onlyWithinMs === undefined ? client : askingOnce(client),
      );
    };
    try {
      return await sendWithRetry(send, asking, where, options);
    } catch (error) {
      throw signal?.aborted ? stoppedByCaller(origin) : error;
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
