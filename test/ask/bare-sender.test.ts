import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bareSender } from '../../src/ask/bare-sender.ts';

beforeEach(() => {
  for (const name of ['NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy', 'http_proxy', 'https_proxy'])
    vi.stubEnv(name, undefined);
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, 'http://proxy.contoso.example:8080');
});
afterEach(() => vi.unstubAllEnvs());

/** What arrives behind the pipeline, where it would go out. */
async function sent(origin: string): Promise<PipelineRequest> {
  const seen: PipelineRequest[] = [];
  await bareSender(origin)(
    { url: `${origin}/`, timeout: 1_000 },
    {
      sendRequest: async (request) => {
        seen.push(request);
        return { request, headers: request.headers, status: 200 };
      },
    },
  );
  expect(seen).toHaveLength(1);
  return seen[0] ?? expect.fail();
}

it('a request says who asks, and goes through the proxy that is set', async () => {
  const request = await sent('https://service.contoso.example');
  expect(request.headers.toJSON()).toEqual({ 'user-agent': 'mfa-digest' });
  expect(request.timeout).toBe(1_000);
  expect(request.agent).toBeDefined();
});

it('one on this machine goes through none', async () => {
  expect((await sent('http://127.0.0.1:9')).agent).toBeUndefined();
});

it('plain http is refused where the origin is https', async () => {
  const send = bareSender('https://127.0.0.1:9');
  await expect(send({ url: 'http://127.0.0.1:9/', timeout: 1_000 })).rejects.toThrow(
    /allowInsecureConnection/,
  );
});
