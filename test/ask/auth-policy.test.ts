import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { authPolicy } from '../../src/ask/auth-policy.ts';

const ORIGIN = 'https://graph.contoso.example';

/** How often a token was asked for, and a request let out with it. */
async function signed(url: string) {
  const counts = { tokens: 0, sent: 0 };
  const policy = authPolicy({
    origin: ORIGIN,
    clock: () => 0,
    tokens: async () => {
      counts.tokens += 1;
      return { value: 'canary', expiresAt: Number.POSITIVE_INFINITY };
    },
  });
  const sending = policy.sendRequest(createPipelineRequest({ url }), async (request) => {
    counts.sent += 1;
    return { request, headers: createHttpHeaders(), status: 200 };
  });
  return { counts, error: await sending.then(() => undefined, String) };
}

it('F10 a token goes to its own host', async () => {
  expect(await signed(`${ORIGIN}/beta/auditLogs/signIns`)).toEqual({
    counts: { tokens: 1, sent: 1 },
    error: undefined,
  });
});

it.each([
  'https://graph.contoso.example.evil.example/',
  'https://graph.contoso.example:8443/',
  'http://graph.contoso.example/',
  'https://graph.contoso.example@evil.example/',
])('F10 and nowhere else, whoever let the address through: %s', async (url) => {
  expect(await signed(url)).toEqual({
    counts: { tokens: 0, sent: 0 },
    error: expect.stringContaining(`A token is for ${ORIGIN} only.`),
  });
});
