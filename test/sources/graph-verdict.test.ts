import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/sources/graph-verdict.ts';

const ORIGIN = 'https://graph.contoso.example';
const where = { origin: ORIGIN, tenantId: 'tenant-of-contoso', signedIn: true };

function failureOf(status: number, body: unknown, signedIn = true) {
  return judgeAnswer(
    {
      request: createPipelineRequest({ url: ORIGIN }),
      headers: createHttpHeaders(),
      status,
      bodyAsText: typeof body === 'string' ? body : JSON.stringify(body),
    },
    { ...where, signedIn },
  ).failure;
}
const graphError = (code: string) => ({ error: { code, message: 'megan.bowen@contoso.example may not' } });

describe('F20 a refusal says what to do', () => {
  it.each([
    { status: 401, code: 'InvalidAuthenticationToken', says: 'TENANT_ID' },
    { status: 401, code: 'Authorization_IdentityDisabled', says: 'enterprise application' },
    { status: 401, code: 'Authorization_IdentityNotFound', says: 'not known' },
    { status: 403, code: 'Authorization_RequestDenied', says: 'role AuditLog.Read.All' },
    { status: 403, code: 'Authentication_MSGraphPermissionMissing', says: 'role AuditLog.Read.All' },
    { status: 403, code: 'AccessDenied', says: 'role AuditLog.Read.All' },
    { status: 403, code: 'Authentication_ApplicationHasNoDirectoryReadAccess', says: 'Directory.Read.All' },
    { status: 403, code: 'Authentication_RequestFromUnsupportedUserRole', says: 'Reports Reader' },
    { status: 403, code: 'Authorization_IdentityDisabled', says: 'disabled' },
    { status: 403, code: 'UnknownError', says: 'Conditional Access' },
    {
      status: 403,
      code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      says: 'P1 or P2 licence',
      tries: 4,
    },
  ])('$status $code', ({ status, code, says, tries = 1 }) => {
    const failure = failureOf(status, graphError(code));
    expect(failure?.tries).toBe(tries);
    const error = failure?.error(tries);
    expect(error?.kind).toBe('refused');
    for (const part of [says, ORIGIN, `${status} ${code}`]) expect(error?.message).toContain(part);
  });

  it('a 403 that is no answer of Graph names everything there is to check', () => {
    const message = failureOf(403, '<html>blocked</html>')?.error(1).message;
    for (const part of ['AuditLog.Read.All', 'enterprise application', 'CLOUD'])
      expect(message).toContain(part);
  });

  it('names nobody, whatever the service writes', () => {
    for (const status of [400, 401, 403, 404, 429, 500]) {
      for (const code of ['Code', 'megan bowen', 'toString', '__proto__']) {
        expect(failureOf(status, graphError(code))?.error(1).message).not.toContain('megan');
      }
    }
  });

  it('the outermost code counts, whatever is inside', () => {
    const body = { error: { code: 'AccessDenied', innererror: { code: 'Authorization_IdentityDisabled' } } };
    expect(failureOf(403, body)).toMatchObject({ what: '403 AccessDenied', remedies: ['otherVersion'] });
    expect(failureOf(400, body)).toMatchObject({ what: '400 AccessDenied' });
  });

  it('a 401 without a credential tells of GRAPH_TOKEN', () => {
    expect(failureOf(401, {}, false)?.error(1).message).toContain('set GRAPH_TOKEN');
  });
});

describe('what else may help', () => {
  it.each([
    { status: 400, remedies: ['freshStart', 'otherVersion'] },
    { status: 404, remedies: ['freshStart', 'otherVersion'] },
    { status: 410, remedies: ['freshStart', 'otherVersion'] },
    { status: 403, remedies: ['otherVersion'] },
    { status: 501, remedies: ['otherVersion'] },
    { status: 408, remedies: ['shorterTime'] },
    { status: 500, remedies: ['shorterTime'] },
    { status: 503, remedies: ['shorterTime'] },
    { status: 504, remedies: ['shorterTime'] },
    { status: 200, remedies: ['shorterTime'] },
    { status: 204, remedies: [] },
    { status: 302, remedies: [] },
    { status: 401, remedies: [] },
    { status: 405, remedies: [] },
    { status: 429, remedies: [] },
  ])('$status without a page: $remedies', ({ status, remedies }) => {
    expect(failureOf(status, '')?.remedies).toEqual(remedies);
  });

  it.each([
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    'Authorization_IdentityDisabled',
    'Authorization_IdentityNotFound',
  ])('no other version of the API where the tenant or the identity is refused: %s', (code) => {
    expect(failureOf(403, graphError(code))?.remedies).toEqual([]);
  });
});

it('a page is no failure', () => {
  expect(failureOf(200, { value: [] })).toBeUndefined();
});
