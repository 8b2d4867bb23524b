import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { backOffMs, retryAfterMs, retryPolicy } from '../../src/sources/graph-retry.ts';
import { fakeTime } from '../fake-time.ts';

const START = '2026-11-23T03:00:00Z';
const EMPTY_PAGE = '{"value":[]}';

type Answer = { status: number; body?: string; retryAfter?: string } | Error;

/** Runs the policy against answers given in order; the last one goes on for ever. */
async function run(answers: readonly Answer[], options: { chance?: number; signal?: AbortSignal } = {}) {
  const time = fakeTime(START);
  let sent = 0;
  const events: string[] = [];
  const policy = retryPolicy({
    where: { origin: 'https://graph.contoso.example', tenantId: 'Contoso', signedIn: true },
    ...time,
    random: () => options.chance ?? 0.5,
    longestWaitMs: 300_000,
    signal: options.signal,
    log: (event) => void events.push(event),
  });
  const request = createPipelineRequest({ url: 'https://graph.contoso.example/' });
  const outcome = await policy
    .sendRequest(request, async () => {
      const answer = answers[Math.min(sent++, answers.length - 1)];
      if (answer === undefined || answer instanceof Error) throw answer;
      const headers = createHttpHeaders(
        answer.retryAfter === undefined ? {} : { 'Retry-After': answer.retryAfter },
      );
      return {
        request,
        headers,
        status: answer.status,
        bodyAsText: answer.body ?? EMPTY_PAGE,
      } satisfies PipelineResponse;
    })
    .then(
      (response) => response.status,
      (error: unknown) => error,
    );
  return { outcome, sent, sleeps: time.sleeps, events };
}

describe('Retry-After', () => {
  const now = Date.parse(START);
  it.each([
    { header: '7', wait: 7_000 },
    { header: ' 7 ', wait: 7_000 },
    { header: '0', wait: 1_000 },
    { header: '86400', wait: 86_400_000 },
    { header: 'Mon, 23 Nov 2026 03:00:30 GMT', wait: 30_000 },
    { header: 'Monday, 23-Nov-26 03:00:30 GMT', wait: 30_000 },
    { header: 'Mon, 23 Nov 2026 02:00:00 GMT', wait: 1_000 },
    { header: '-1', wait: undefined },
    { header: 'abc', wait: undefined },
    { header: '2026-11-23', wait: undefined },
    { header: 'Mon, 99 Nov 2026 02:00:00 GMT', wait: undefined },
    { header: '', wait: undefined },
    { header: undefined, wait: undefined },
  ])('"$header" asks for $wait ms', ({ header, wait }) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});

describe('back-off', () => {
  it.each([
    { tried: 1, chance: 0, wait: 1_000 },
    { tried: 1, chance: 0.999, wait: 1_998 },
    { tried: 2, chance: 0.5, wait: 2_000 },
    { tried: 4, chance: 0.5, wait: 8_000 },
    { tried: 7, chance: 0.5, wait: 30_000 },
    { tried: 30, chance: 0.5, wait: 30_000 },
  ])('after $tried tries at chance $chance waits $wait ms', ({ tried, chance, wait }) => {
    expect(backOffMs(tried, chance)).toBe(wait);
  });
});

describe('trying again', () => {
  const reset = new RestError('read ECONNRESET', { code: 'ECONNRESET' });

  it.each([
    { title: 'throttled with Retry-After', answer: { status: 429, retryAfter: '7' }, sleeps: [7_000] },
    { title: 'throttled without', answer: { status: 429 }, sleeps: [1_000] },
    { title: 'throttled with junk', answer: { status: 429, retryAfter: '-1' }, sleeps: [1_000] },
    { title: 'busy with Retry-After', answer: { status: 503, retryAfter: '20' }, sleeps: [20_000] },
    { title: 'request time-out', answer: { status: 408 }, sleeps: [1_000] },
    ...[500, 502, 503, 504].map((status) => ({ title: String(status), answer: { status }, sleeps: [1_000] })),
    { title: 'no content', answer: { status: 204, body: '' }, sleeps: [1_000] },
    { title: 'a page of HTML', answer: { status: 200, body: '<html>' }, sleeps: [1_000] },
    { title: 'a reset', answer: reset, sleeps: [1_000] },
    { title: 'a time-out', answer: Object.assign(new Error('x'), { name: 'AbortError' }), sleeps: [1_000] },
  ])('$title: one pause, then the page', async ({ title, answer, sleeps }) => {
    const ran = await run([answer, { status: 200 }]);
    expect(ran.outcome).toBe(200);
    expect(ran.sleeps).toEqual(sleeps);
    expect(ran.events).toEqual([title.startsWith('throttled') ? 'sourceThrottled' : 'sourceRetried']);
  });

  it('the pauses without Retry-After grow and end after eight tries', async () => {
    const ran = await run([{ status: 429 }]);
    expect(ran.sent).toBe(8);
    expect(ran.sleeps).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(ran.outcome).toBeInstanceOf(SourceError);
    expect(ran.outcome).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('throttled') });
  });

  it('a wait longer than a run can make ends the pass instead', async () => {
    const ran = await run([{ status: 429, retryAfter: '86400' }]);
    expect(ran.sent).toBe(1);
    expect(ran.sleeps).toEqual([]);
    expect(ran.outcome).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('86400 s') });
  });

  it.each([400, 404, 410, 302, 307])('%i is not tried again', async (status) => {
    const ran = await run([{ status }]);
    expect(ran.sent).toBe(1);
    expect(ran.outcome).toMatchObject({ kind: 'unavailable' });
  });

  it('an error of ours is no broken connection', async () => {
    const bug = new TypeError('ours');
    expect((await run([bug])).outcome).toBe(bug);
  });

  it('stops where the caller has', async () => {
    const stop = new Error('stopped');
    const ran = await run([reset], { signal: AbortSignal.abort(stop) });
    expect(ran.outcome).toBe(stop);
    expect(ran.sent).toBe(1);
  });
});
