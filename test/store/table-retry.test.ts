import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { tableRetryPolicy } from '../../src/store/table-retry.ts';
import { fakeTime } from '../fake-time.ts';

type Answer = { readonly status: number; readonly retryAfter?: string } | Error;

/** Runs the policy against answers given in order; the last one goes on for ever. */
async function run(answers: readonly Answer[], chance = 0.5) {
  const time = fakeTime('2026-11-23T03:00:00Z');
  const policy = tableRetryPolicy({ ...time, random: () => chance, requestTimeoutMs: 60_000 });
  const request = createPipelineRequest({ url: 'https://contoso.table.core.windows.net/MfaDays' });
  let sent = 0;
  const outcome = await policy
    .sendRequest(request, async () => {
      expect(request.timeout).toBe(60_000);
      const answer = answers[Math.min(sent++, answers.length - 1)];
      if (answer === undefined || answer instanceof Error) throw answer;
      const { status, retryAfter } = answer;
      const headers = createHttpHeaders(retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
      return { request, headers, status } satisfies PipelineResponse;
    })
    .then(
      (response) => response.status,
      (error: unknown) => error,
    );
  return { outcome, sent, sleeps: time.sleeps };
}

const reset = new RestError('socket hang up', { code: 'ECONNRESET' });
const timedOut = Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
const OK = { status: 204 };

describe('F26 a request to the tables', () => {
  it.each([
    { what: 'a 429 that says how long', answers: [{ status: 429, retryAfter: '7' }, OK], sleeps: [7_000] },
    {
      what: 'a 503 that says until when',
      answers: [{ status: 503, retryAfter: 'Mon, 23 Nov 2026 03:00:30 GMT' }, OK],
      sleeps: [30_000],
    },
    { what: 'a 429 that does not', answers: [{ status: 429 }, OK], sleeps: [1_000] },
    { what: 'a wait that is none', answers: [{ status: 429, retryAfter: 'soon' }, OK], sleeps: [1_000] },
    { what: 'a broken connection', answers: [reset, OK], sleeps: [1_000] },
    { what: 'no answer in time', answers: [timedOut, OK], sleeps: [1_000] },
    {
      what: 'one fault after another',
      answers: [{ status: 500 }, reset, { status: 408 }, { status: 502 }, OK],
      sleeps: [1_000, 2_000, 4_000, 8_000],
    },
  ])('is sent again after $what', async ({ answers, sleeps }) => {
    const outcome = { outcome: 204, sent: answers.length, sleeps };
    expect(await run(answers)).toEqual(outcome);
  });

  it.each([
    { what: 'a status', answer: { status: 503 } as const, outcome: 503 },
    { what: 'a broken connection', answer: reset, outcome: reset },
    { what: 'silence', answer: timedOut, outcome: timedOut },
  ])('is given up after five times $what', async ({ answer, outcome }) => {
    expect(await run([answer])).toEqual({ outcome, sent: 5, sleeps: [1_000, 2_000, 4_000, 8_000] });
  });

  it('waits for no more than a minute, whoever asks for it', async () => {
    expect(await run([{ status: 429, retryAfter: '61' }])).toEqual({ outcome: 429, sent: 1, sleeps: [] });
    const { sleeps } = await run([{ status: 429, retryAfter: '60' }]);
    expect(sleeps).toEqual([60_000, 60_000, 60_000, 60_000]);
  });

  it('waits by chance, so that many do not come back at once', async () => {
    expect((await run([reset], 0)).sleeps).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect((await run([reset], 0.999)).sleeps).toEqual([1_998, 3_996, 7_992, 15_984]);
  });

  it.each([200, 204, 400, 401, 403, 404, 409, 412, 413, 501])(
    'is not sent again after a %i',
    async (status) => {
      expect(await run([{ status }])).toEqual({ outcome: status, sent: 1, sleeps: [] });
    },
  );

  const bug = new TypeError('a bug');
  it.each([
    { what: 'nothing listens', error: new RestError('connect', { code: 'ECONNREFUSED' }) },
    { what: 'there is no such host', error: new RestError('getaddrinfo', { code: 'ENOTFOUND' }) },
    { what: 'the credential was refused', error: new Error('ManagedIdentityCredential: none') },
    { what: 'we are wrong', error: bug },
  ])('is not sent again where $what', async ({ error }) => {
    expect(await run([error])).toEqual({ outcome: error, sent: 1, sleeps: [] });
  });
});
