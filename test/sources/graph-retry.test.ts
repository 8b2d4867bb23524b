import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { type Asking, sendWithRetry } from '../../src/sources/graph-retry.ts';
import { fakeTime } from '../fake-time.ts';

const START = '2026-11-23T03:00:00Z';
const EMPTY_PAGE = '{"value":[]}';

type Reply = { status: number; body?: string; retryAfter?: string } | Error;

/** Asks against replies given in order; the last one goes on for ever. */
async function run(
  replies: readonly Reply[],
  options: { chance?: number; signal?: AbortSignal; seconds?: number; patience?: Asking['patience'] } = {},
) {
  const time = fakeTime(START);
  const { chance = 0.5, signal, seconds, patience = 'whole' } = options;
  const end = seconds === undefined ? undefined : time.clock() + seconds * 1000;
  let sent = 0;
  const events: string[] = [];
  const request = createPipelineRequest({ url: 'https://graph.contoso.example/' });
  async function send() {
    const reply = replies[Math.min(sent++, replies.length - 1)];
    if (reply === undefined || reply instanceof Error) throw reply;
    const { status, body = EMPTY_PAGE, retryAfter } = reply;
    const headers = createHttpHeaders(retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
    return { request, headers, status, bodyAsText: body } satisfies PipelineResponse;
  }
  const outcome = await sendWithRetry(
    send,
    { patience, timeLeft: end === undefined ? undefined : () => end - time.clock() },
    { origin: 'https://graph.contoso.example', tenantId: 'Contoso', signedIn: true },
    { ...time, random: () => chance, signal, log: (event) => void events.push(event) },
  ).then(
    ({ page, failure }) => page ?? failure,
    (error: unknown) => error,
  );
  return { outcome, sent, sleeps: time.sleeps, events };
}

const page = { value: [] };
const reset = new RestError('read ECONNRESET', { code: 'ECONNRESET' });
const nobody = new RestError('connect ECONNREFUSED', { code: 'ECONNREFUSED' });
const brokeOff = new RestError('Error reading response', { code: RestError.PARSE_ERROR });
const timedOut = Object.assign(new Error('x'), { name: 'AbortError' });

describe('trying again', () => {
  it.each([
    { title: 'F1 throttled with Retry-After', reply: { status: 429, retryAfter: '7' }, sleeps: [7_000] },
    { title: 'F2 throttled without', reply: { status: 429 }, sleeps: [1_000] },
    { title: 'F3 throttled with junk', reply: { status: 429, retryAfter: '-1' }, sleeps: [1_000] },
    { title: 'F5 busy with Retry-After', reply: { status: 503, retryAfter: '20' }, sleeps: [20_000] },
    { title: 'F5 request time-out', reply: { status: 408 }, sleeps: [1_000] },
    ...[500, 502, 503, 504].map((status) => ({ title: `F5 ${status}`, reply: { status }, sleeps: [1_000] })),
    { title: 'F6 no content', reply: { status: 204, body: '' }, sleeps: [1_000] },
    { title: 'F6 a page of HTML', reply: { status: 200, body: '<html>' }, sleeps: [1_000] },
    { title: 'F7 a reset', reply: reset, sleeps: [1_000] },
    { title: 'F7 a time-out', reply: timedOut, sleeps: [1_000] },
  ])('$title: one pause, then the page', async ({ title, reply, sleeps }) => {
    const ran = await run([reply, { status: 200 }]);
    expect(ran.outcome).toMatchObject(page);
    expect(ran.sleeps).toEqual(sleeps);
    expect(ran.events).toEqual([title.includes('throttled') ? 'sourceThrottled' : 'sourceRetried']);
  });

  it('F4 the pauses without Retry-After grow and end after eight tries', async () => {
    const ran = await run([{ status: 429 }]);
    expect(ran.sent).toBe(8);
    expect(ran.sleeps).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(ran.outcome).toMatchObject({ what: '429 (throttled)' });
  });

  it.each([400, 404, 410, 501, 302, 307])('%i is not tried again', async (status) => {
    const ran = await run([{ status }]);
    expect(ran.sent).toBe(1);
    expect(ran.outcome).toMatchObject({ tries: 1 });
  });

  it('an error of ours is no broken connection', async () => {
    const bug = new TypeError('ours');
    expect((await run([bug])).outcome).toBe(bug);
  });

  it('stops where the caller has', async () => {
    const ran = await run([reset], { signal: AbortSignal.abort(new Error('stopped')) });
    expect(ran.outcome).toBe(reset);
    expect(ran.sent).toBe(1);
  });
});

describe('F3 a wait that the run has no time for ends it instead, with what was asked', () => {
  it.each([
    {
      title: 'asked for a day',
      replies: [{ status: 429, retryAfter: '86400' }],
      sent: 1,
      says: ['86400 s', '60 s'],
      waitMs: 86_400_000,
    },
    {
      title: 'asked for a year: for no more than a day',
      replies: [{ status: 429, retryAfter: '31536000' }],
      sent: 1,
      says: ['86400 s'],
      waitMs: 86_400_000,
    },
    {
      title: 'asked for a second too much',
      replies: [{ status: 503, retryAfter: '61' }],
      sent: 1,
      says: ['61 s'],
      waitMs: 61_000,
    },
    {
      title: 'a pause of our own',
      replies: [{ status: 500 }],
      sent: 6,
      says: ['the next try is due in 30 s'],
      waitMs: undefined,
    },
  ])('$title', async ({ replies, sent, says, waitMs }) => {
    const ran = await run(replies, { seconds: 60 });
    expect(ran.sent).toBe(sent);
    expect(ran.outcome).toBeInstanceOf(SourceError);
    // Only what the service asked is for others to obey.
    expect(ran.outcome).toMatchObject({ kind: 'unavailable', waitMs });
    for (const part of [...says, 'a later run goes on']) expect(String(ran.outcome)).toContain(part);
  });

  it.each([
    { title: 'the time just suffices', retryAfter: '60', seconds: 60 },
    { title: 'nobody says how long the run may go on', retryAfter: '300', seconds: undefined },
  ])('but not where $title', async ({ retryAfter, seconds }) => {
    const ran = await run(
      [{ status: 429, retryAfter }, { status: 200 }],
      seconds === undefined ? {} : { seconds },
    );
    expect(ran.outcome).toMatchObject(page);
  });

  it('five minutes are the longest where nobody says how long the run may go on', async () => {
    const ran = await run([{ status: 429, retryAfter: '301' }]);
    expect(ran.outcome).toMatchObject({ kind: 'unavailable' });
  });
});

describe('F5 where a shorter time may be asked for', () => {
  const html = { status: 200, body: '<html>' };
  const cutJson = { status: 200, body: '{"value":[{"id":' };
  it.each([
    { title: 'an overworked service', replies: [{ status: 504 }], sent: 3 },
    { title: 'time-outs', replies: [timedOut], sent: 3 },
    { title: 'resets', replies: [reset], sent: 3 },
    { title: 'bodies that break off', replies: [brokeOff], sent: 3 },
    { title: 'bodies cut short', replies: [cutJson], sent: 3 },
    { title: 'all of them in turn', replies: [{ status: 500 }, timedOut, cutJson], sent: 3 },
    {
      title: 'but for throttling in between',
      replies: [{ status: 500 }, { status: 429 }, reset, timedOut],
      sent: 4,
    },
    { title: 'not for throttling', replies: [{ status: 429 }], sent: 8 },
    { title: 'not for a proxy', replies: [html], sent: 8 },
    { title: 'not where nobody listens', replies: [nobody], sent: 8 },
  ])('$title: $sent tries', async ({ replies, sent }) => {
    const ran = await run(replies, { patience: 'divisible' });
    expect(ran.sent).toBe(sent);
  });

  it.each([503, 429])('one try is one try, also at %i', async (status) => {
    expect((await run([{ status }], { patience: 'once' })).sent).toBe(1);
  });
});
