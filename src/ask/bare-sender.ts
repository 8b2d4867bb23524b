import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelinePolicy,
  type PipelineResponse,
  proxyPolicy,
} from '@azure/core-rest-pipeline';

export type Request = {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'HEAD';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Time limit of one try, answer included, ms. */
  readonly timeout: number;
  readonly abortSignal?: AbortSignal | undefined;
};

/** @throws RestError, AbortError, and what a policy throws */
export type Send = (request: Request, client?: HttpClient) => Promise<PipelineResponse>;

/**
 * Sends requests to one origin. The pipeline is an empty one, so that what touches a request with a token
 * is listed here: no redirects followed, nothing logged, none of the library's own retries. Each policy
 * stands outside those after it; `sign` puts a credential on the request, and stands within all.
 */
export function bareSender(
  origin: string,
  {
    policies = [],
    sign,
  }: { readonly policies?: readonly PipelinePolicy[]; readonly sign?: PipelinePolicy | undefined } = {},
): Send {
  // Settings allow it on loopback only.
  const allowInsecureConnection = origin.startsWith('http:');
  const pipeline = createEmptyPipeline();
  for (const policy of policies) pipeline.addPolicy(policy);
  if (!allowInsecureConnection) pipeline.addPolicy(proxyPolicy());
  if (sign !== undefined) pipeline.addPolicy(sign, { phase: 'Sign' });
  const http = createDefaultHttpClient();

  return ({ headers, abortSignal, ...request }, client = http) =>
    pipeline.sendRequest(
      client,
      createPipelineRequest({
        ...request,
        allowInsecureConnection,
        ...(abortSignal !== undefined && { abortSignal }),
        headers: createHttpHeaders({ ...headers, 'User-Agent': 'mfa-digest' }),
      }),
    );
}
