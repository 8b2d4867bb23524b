import { describe, expect, it } from 'vitest';
import { answerCollect } from '../../src/http/answer-collect.ts';
import { answerDigest } from '../../src/http/answer-digest.ts';
import { answerHealth } from '../../src/http/answer-health.ts';
import { answerHistory } from '../../src/http/answer-history.ts';
import type { Answer } from '../../src/http/answering.ts';
import { authLevelOf, gateOf } from '../../src/http/gate.ts';
import type { Environment } from '../../src/settings.ts';
import { storedDay } from '../store/builders.ts';
import { callTo, contosoApp, request } from './contoso-app.ts';

const TENANT = '5f0a1c9e-2b7d-4c11-9a53-0d6f7e3b8c21';
const OTHER_TENANT = 'e1d2c3b4-a596-4788-9b0a-c1d2e3f40516';

/** As App Service writes it: base64 of the claims it has checked. */
function principal(claims: readonly (readonly [typ: string, val: string])[], authType = 'aad'): string {
  const told = { auth_typ: authType, claims: claims.map(([typ, val]) => ({ typ, val })), role_typ: 'roles' };
  return Buffer.from(JSON.stringify(told)).toString('base64');
}

const TENANT_CLAIM = 'http://schemas.microsoft.com/identity/claims/tenantid';
const ROLE_CLAIM = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';
const reader = principal([
  [TENANT_CLAIM, TENANT],
  ['roles', 'Digest.Read'],
]);

const EASY_AUTH: Environment = { WEBSITE_AUTH_ENABLED: 'True', TENANT_ID: TENANT };
const KEY_ALONE: Environment = { TENANT_ID: TENANT };
const KEY_ALLOWED: Environment = { TENANT_ID: TENANT, ALLOW_KEY_ONLY: 'true' };
/** The host turns away whoever has no key before we are asked: all requests here hold one. */
const KEY = { 'x-functions-key': 'key' };

const ROUTES: readonly (readonly [route: string, answer: Answer, address: string, lets: number])[] = [
  ['GET /api/digest', answerDigest, '/api/digest?day=2026-06-15', 200],
  ['GET /api/history', answerHistory, '/api/history?from=2026-06-14&to=2026-06-15', 200],
  ['POST /api/days/{day}/collect', answerCollect, '/api/days/2026-06-14/collect', 202],
];

type Asker = readonly [
  who: string,
  environment: Environment,
  headers: Readonly<Record<string, string>>,
  refused: readonly [number, string] | undefined,
];
const claims = (...given: readonly (readonly [string, string])[]) => ({
  'x-ms-client-principal': principal(given),
});
const ASKERS: readonly Asker[] = [
  ['the right role', EASY_AUTH, { 'x-ms-client-principal': reader }, undefined],
  [
    'the right role, in the long names of claims',
    EASY_AUTH,
    claims([TENANT_CLAIM, TENANT.toUpperCase()], [ROLE_CLAIM, 'Digest.Read']),
    undefined,
  ],
  [
    'one role of several',
    EASY_AUTH,
    claims(['tid', TENANT], ['roles', 'Other'], ['roles', 'Digest.Read']),
    undefined,
  ],
  ['no principal', EASY_AUTH, KEY, [401, 'noPrincipal']],
  ['a principal that is no base64 JSON', EASY_AUTH, { 'x-ms-client-principal': '%%%' }, [401, 'noPrincipal']],
  ['a principal without claims', EASY_AUTH, { 'x-ms-client-principal': 'e30=' }, [401, 'noPrincipal']],
  [
    'a principal of another provider',
    EASY_AUTH,
    {
      'x-ms-client-principal': principal(
        [
          ['tid', TENANT],
          ['roles', 'Digest.Read'],
        ],
        'google',
      ),
    },
    [401, 'noPrincipal'],
  ],
  [
    'another tenant',
    EASY_AUTH,
    claims(['tid', OTHER_TENANT], ['roles', 'Digest.Read']),
    [403, 'wrongTenant'],
  ],
  ['no tenant', EASY_AUTH, claims(['roles', 'Digest.Read']), [403, 'wrongTenant']],
  [
    'two tenants',
    EASY_AUTH,
    claims(['tid', TENANT], [TENANT_CLAIM, OTHER_TENANT], ['roles', 'Digest.Read']),
    [403, 'wrongTenant'],
  ],
  [
    'the right role where TENANT_ID is a domain, which no claim holds',
    { ...EASY_AUTH, TENANT_ID: 'contoso.com' },
    { 'x-ms-client-principal': reader },
    [403, 'wrongTenant'],
  ],
  [
    'the right role where TENANT_ID is not set',
    { WEBSITE_AUTH_ENABLED: 'true' },
    { 'x-ms-client-principal': reader },
    [403, 'wrongTenant'],
  ],
  ['another role', EASY_AUTH, claims(['tid', TENANT], ['roles', 'Digest.Reader']), [403, 'noRole']],
  ['no role', EASY_AUTH, claims(['tid', TENANT]), [403, 'noRole']],
  [
    'no role but a key that alone would do',
    { ...EASY_AUTH, ALLOW_KEY_ONLY: 'true' },
    { ...KEY, ...claims(['tid', TENANT]) },
    [403, 'noRole'],
  ],
  [
    'a forged principal where nobody checks it',
    KEY_ALONE,
    { ...KEY, 'x-ms-client-principal': reader },
    [403, 'noSignIn'],
  ],
  ['a key only', KEY_ALONE, KEY, [403, 'noSignIn']],
  ['a key only, allowed', KEY_ALLOWED, KEY, undefined],
  [
    'a forged principal of another tenant beside an allowed key',
    KEY_ALLOWED,
    { ...KEY, ...claims(['tid', OTHER_TENANT]) },
    undefined,
  ],
  ['whoever is at the developer’s machine', { AZURE_FUNCTIONS_ENVIRONMENT: 'Development' }, {}, undefined],
];

const app = () => contosoApp({ days: [storedDay({ day: '2026-06-15' })] });

describe.each(ROUTES)('S11 %s', (_route, answer, address, lets) => {
  const ask = (environment: Environment, headers: Readonly<Record<string, string>>) =>
    answer(request(address, { headers: { ...headers }, params: { day: '2026-06-14' } }), {
      ...callTo(app()),
      gate: gateOf(environment),
    });

  it.each(ASKERS)('asked by %s', async (_, environment, headers, refused) => {
    const { status, body, headers: replied } = await ask(environment, headers);
    if (refused === undefined) {
      expect(status).toBe(lets);
      return;
    }
    expect([status, JSON.parse(String(body)).error.code]).toEqual(refused);
    expect(replied).toMatchObject({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  });

  it('opens nothing for whom it refuses: not even wrong settings are told', async () => {
    const open = () => Promise.reject(new Error('must not be opened'));
    const reply = await answer(request(address), { ...callTo(app()), open, gate: gateOf(KEY_ALONE) });
    expect(reply.status).toBe(403);
  });
});

it('GET /api/health is for a monitor, which cannot sign in', async () => {
  const reply = await answerHealth(request('/api/health'), { ...callTo(app()), gate: gateOf(KEY_ALONE) });
  expect(JSON.parse(String(reply.body))).toHaveProperty('reasons');
});

describe('asking for a collection from a page elsewhere', () => {
  it.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 202],
    ['none', 202],
  ])('%s: %i', async (site, status) => {
    const headers = { 'x-ms-client-principal': reader, 'sec-fetch-site': site };
    const asked = request('/api/days/2026-06-14/collect', { headers, params: { day: '2026-06-14' } });
    const reply = await answerCollect(asked, { ...callTo(app()), gate: gateOf(EASY_AUTH) });
    expect(reply.status).toBe(status);
  });

  it('a link in a mail leads to a digest from wherever it is opened', async () => {
    const headers = { 'x-ms-client-principal': reader, 'sec-fetch-site': 'cross-site' };
    const reply = await answerDigest(request('/api/digest?day=2026-06-15', { headers }), {
      ...callTo(app()),
      gate: gateOf(EASY_AUTH),
    });
    expect(reply.status).toBe(200);
  });
});

it.each<[string, Environment, string]>([
  ['asks for the function key where nobody signs readers in', {}, 'function'],
  ['and where somebody only says so', { 'x-ms-client-principal': reader }, 'function'],
  ['leaves it to the platform where that signs readers in', EASY_AUTH, 'anonymous'],
])('the host %s', (_, environment, level) => {
  expect(authLevelOf(environment)).toBe(level);
});
