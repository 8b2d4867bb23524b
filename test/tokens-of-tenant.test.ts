import { describe, expect, it } from 'vitest';
import { homeTenant, tokensOfTenant } from '../src/credential.ts';
import { SourceError } from '../src/errors.ts';

const [CONTOSO, PROVIDER] = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'];
const ASKED = { renew: false, claims: undefined, signal: undefined };
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sign`;

describe('a token for one of several tenants', () => {
  const tokenOf = (value: string) => tokensOfTenant(async () => ({ value, expiresAt: 17 }), CONTOSO)(ASKED);

  it.each([
    ['of that tenant', jwt({ tid: CONTOSO })],
    ['of that tenant in capitals', jwt({ tid: CONTOSO.toUpperCase() })],
    ['that does not say', jwt({ oid: PROVIDER })],
    ['that is none to read', 'opaque'],
  ])('%s is handed out', async (_, value) => {
    expect(await tokenOf(value)).toEqual({ value, expiresAt: 17 });
  });

  it('of another is refused before anything is read with it, and not shown', async () => {
    const refused = await tokenOf(jwt({ tid: PROVIDER })).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SourceError);
    expect(refused).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`of tenant ${PROVIDER}, not of ${CONTOSO}`),
    });
    expect(String(refused)).not.toContain('e30.');
  });
});

it.each([
  [{ tenantId: CONTOSO }, CONTOSO],
  [{ tenantId: CONTOSO, oneOfSeveral: { homeTenantId: PROVIDER } }, PROVIDER],
  [{ tenantId: CONTOSO, oneOfSeveral: { homeTenantId: undefined } }, undefined],
])('tables and mails of %o are opened by the identity of %s', (settings, home) => {
  expect(homeTenant(settings)).toBe(home);
});
