import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
  proxyPolicy,
} from '@azure/core-rest-pipeline';

export type HostAnswer = {
  /** Why there is no answer, a few words. */
  readonly silence?: string;
  /** What its clock shows, ms; left out where it does not say. */
  readonly date?: number;
};

/** Somebody waits for the answer, ms. */
const LIMIT_MS = 10_000;

/** Asks for the headers of the front page, without credential, path or query: any answer is one. */
export async function askHost(origin: string): Promise<HostAnswer> {
  const pipeline = createEmptyPipeline();
  const insecure = origin.startsWith('http:');
  if (!insecure) pipeline.addPolicy(proxyPolicy());
  const request = createPipelineRequest({
    url: `${origin}/`,
    method: 'HEAD',
    allowInsecureConnection: insecure,
    timeout: LIMIT_MS,
    headers: createHttpHeaders({ 'User-Agent': 'mfa-digest' }),
  });
  try {
    const { headers } = await pipeline.sendRequest(createDefaultHttpClient(), request);
    const date = Date.parse(headers.get('Date') ?? '');
    return Number.isNaN(date) ? {} : { date };
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return { silence: 'no answer in time' };
    if (!isRestError(error)) throw error;
    return { silence: `no answer (${error.code ?? 'connection failed'})` };
  }
}
