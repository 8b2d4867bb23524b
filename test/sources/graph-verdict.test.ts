import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/sources/graph-verdict.ts';

const ORIGIN = 'https://graph.contoso.example';
const where = { origin: ORIGIN, tenantId: 'tenant-of-contoso', signedIn: true };

function answer(status: number, body: unknown) {
  return {
    request: createPipelineRequest({ url: ORIGIN }),
    headers: createHttpHeaders(),
    status,
    bodyAsText: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
const graphError = (code: string) => ({ error: { code, message: 'megan.bowen@contoso.example may not' } });

describe('an answer that ends the pass', () => {
  it.each([
    { status: 401, body: graphError('InvalidAuthenticationToken'), says: 'tenant-of-contoso', tries: 1 },
    { status: 403, body: graphError('Authorization_RequestDenied'), says: 'AuditLog.Read.All', tries: 1 },
    {
      status: 403,
      body: graphError('Authentication_MSGraphPermissionMissing'),
      says: 'AuditLog.Read.All',
      tries: 1,
    },
    { status: 403, body: graphError('UnknownError'), says: 'AuditLog.Read.All', tries: 1 },
    { status: 403, body: '<html>blocked</html>', says: 'AuditLog.Read.All', tries: 1 },
    {
      status: 403,
      body: graphError('Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
      says: 'P1 or P2 licence',
      tries: 4,
    },
  ])(
    '$status $body.error.code is refused, after $tries tries, and says what to do',
    ({ status, body, says, tries }) => {
      const failure = judgeAnswer(answer(status, body), where);
      expect(failure?.tries).toBe(tries);
      const error = failure?.error(tries);
      expect(error?.kind).toBe('refused');
      expect(error?.message).toContain(says);
      expect(error?.message).toContain(ORIGIN);
      expect(error?.message).toContain(String(status));
    },
  );

  it('names nobody, whatever the service writes', () => {
    for (const status of [400, 401, 403, 429, 500]) {
      expect(judgeAnswer(answer(status, graphError('Code')), where)?.error(1).message).not.toContain('megan');
      expect(judgeAnswer(answer(status, graphError('megan bowen')), where)?.error(1).message).not.toContain(
        'megan',
      );
    }
  });

  it('a 401 without a credential tells of GRAPH_TOKEN', () => {
    const failure = judgeAnswer(answer(401, {}), { ...where, signedIn: false });
    expect(failure?.error(1).message).toContain('set GRAPH_TOKEN');
  });

  it('a page is no failure', () => {
    expect(judgeAnswer(answer(200, { value: [] }), where)).toBeUndefined();
  });
});
