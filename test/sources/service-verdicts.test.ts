/** What all services have in common; each one's own rows are tested with it. */
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/ask/verdict-on.ts';
import { blobVerdict } from '../../src/sources/blob-verdict.ts';
import { judgeAnswer } from '../../src/sources/graph-verdict.ts';
import { judgeLogAnswer } from '../../src/sources/log-verdict.ts';

const ORIGIN = 'https://service.contoso.example';
const answer = (status: number) => ({
  request: createPipelineRequest({ url: ORIGIN }),
  headers: createHttpHeaders(),
  status,
  bodyAsText: '',
});

const SERVICES: readonly [name: string, judge: (status: number, signedIn: boolean) => Failure | undefined][] =
  [
    [
      'graph',
      (status, signedIn) => judgeAnswer(answer(status), { origin: ORIGIN, tenantId: '', signedIn }).failure,
    ],
    [
      'log-analytics',
      (status, signedIn) =>
        judgeLogAnswer(answer(status), { origin: ORIGIN, workspaceId: 'w', signedIn }).failure,
    ],
    ['archive', (status, signedIn) => blobVerdict(status, undefined, { blob: undefined, signedIn })],
  ];

describe.each(SERVICES)('%s', (name, judge) => {
  /** Nobody judges a blob's success: the library does. */
  const first = name === 'archive' ? 300 : 100;

  it('has a verdict on every status, signed in or not', () => {
    for (let status = first; status < 1000; status += 1)
      for (const signedIn of [true, false]) {
        const failure = judge(status, signedIn) ?? expect.fail(`none on ${status}`);
        expect(failure.what).toMatch(new RegExp(`^${status}\\b`));
        expect(failure.error(1).message).toContain(`${status}`);
      }
  });

  it.each([
    { status: 429, what: '429 (throttled)', tries: 8, isThrottled: true, kind: 'unavailable' },
    { status: 408, what: '408', tries: 8, isThrottled: false, kind: 'unavailable' },
    { status: 500, what: '500', tries: 8, isThrottled: false, kind: 'unavailable' },
    { status: 599, what: '599', tries: 8, isThrottled: false, kind: 'unavailable' },
    { status: 302, what: '302 (a redirect)', tries: 1, isThrottled: false, kind: 'unavailable' },
    { status: 401, what: '401', tries: 1, isThrottled: false, kind: 'refused' },
    { status: 403, what: '403', tries: 1, isThrottled: false, kind: 'refused' },
    { status: 409, what: '409', tries: 1, isThrottled: false, kind: 'unavailable' },
  ])('$status', ({ kind, status, ...expected }) => {
    const failure = judge(status, true);
    expect(failure).toMatchObject(expected);
    expect(failure?.error(8)).toMatchObject({ name: 'SourceError', kind, waitMs: undefined });
  });

  it('a 401 tells apart who sent a credential and who sent none', () => {
    expect(judge(401, true)?.error(1).message).toContain('The token was turned away');
    expect(judge(401, false)?.error(1).message).toContain('No credential is sent to plain http');
  });
});

it('an address of a container that leads nowhere is told to be checked', () => {
  expect(blobVerdict(404, undefined, { blob: undefined, signedIn: true }).error(1)).toMatchObject({
    kind: 'refused',
    message: 'The container in ARCHIVE could not be read: got 404. Check the address in ARCHIVE.',
  });
});

it('a container on plain http is told to be open to the public, whatever it answers', () => {
  for (const status of [400, 401, 403, 404, 409])
    expect(blobVerdict(status, undefined, { blob: undefined, signedIn: false }).error(1)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('must be open to the public'),
    });
});
