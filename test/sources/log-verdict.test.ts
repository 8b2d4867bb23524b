import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { judgeLogAnswer } from '../../src/sources/log-verdict.ts';

const ORIGIN = 'https://logs.contoso.example';
const WHERE = { origin: ORIGIN, workspaceId: 'workspace-of-contoso', signedIn: true };

/** Codes outermost first, as the service nests them; the texts may quote rows. */
function failureOf(status: number, codes: readonly string[] = []) {
  const error = codes.reduceRight<object | undefined>(
    (innererror, code) => ({ code, message: 'megan.bowen@contoso.example', innererror }),
    undefined,
  );
  return judgeLogAnswer(
    {
      request: createPipelineRequest({ url: ORIGIN }),
      headers: createHttpHeaders(),
      status,
      bodyAsText: error === undefined ? '' : JSON.stringify({ error }),
    },
    WHERE,
  ).failure;
}

describe('what an answer means', () => {
  it.each([
    { status: 204, codes: [], kind: 'unavailable', says: 'diagnostic setting' },
    { status: 401, codes: [], kind: 'refused', says: 'tenant of the workspace' },
    { status: 403, codes: ['InvalidAuthenticationToken'], kind: 'refused', says: 'not one for this service' },
    {
      status: 403,
      codes: ['AuthorizationFailed', 'InvalidAuthenticationTokenAudience'],
      kind: 'refused',
      says: 'not one for this service',
    },
    { status: 403, codes: ['InsufficientAccessError'], kind: 'refused', says: 'Log Analytics Reader' },
    { status: 403, codes: [], kind: 'refused', says: 'workspace-of-contoso' },
    { status: 404, codes: ['WorkspaceNotFoundError'], kind: 'refused', says: 'no such workspace' },
    {
      status: 400,
      codes: ['BadArgumentError', 'SemanticError'],
      kind: 'refused',
      says: 'no table SigninLogs',
    },
    {
      status: 400,
      codes: ['BadArgumentError', 'SemanticError', 'SEM0100'],
      kind: 'refused',
      says: 'no table SigninLogs',
    },
    { status: 400, codes: ['BadArgumentError', 'SyntaxError'], kind: 'unavailable', says: 'not accepted' },
    { status: 400, codes: ['Semantics'], kind: 'unavailable', says: 'not accepted' },
  ])('$status $codes: $says', ({ status, codes, kind, says }) => {
    const failure = failureOf(status, codes);
    expect(failure).toMatchObject({ tries: 1, isTooMuch: false });
    const error = failure?.error(1);
    expect(error?.kind).toBe(kind);
    for (const part of [says, ORIGIN, [status, ...codes.slice(-1)].join(' ')])
      expect(error?.message).toContain(part);
    expect(error?.message).not.toContain('megan');
  });

  it.each([
    { status: 413, codes: [], what: '413' },
    { status: 504, codes: ['GatewayTimeout'], what: '504 GatewayTimeout' },
  ])('$status is too much: less is asked for, and not the same again', ({ status, codes, what }) => {
    const failure = failureOf(status, codes);
    expect(failure).toMatchObject({ what, tries: 1, isTooMuch: true, isThrottled: false });
    expect(failure?.error(1)).toMatchObject({
      kind: 'unavailable',
      message: `Sign-ins could not be read from ${ORIGIN}: expected rows of SigninLogs, got ${what}, for the smallest part that is asked for. See whether the service is well. What was read is kept; the next run goes on from there.`,
    });
  });
});
