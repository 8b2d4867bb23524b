/** What a token says of whom it was given to. The token itself, and whose name it holds, go nowhere. */

export type TokenClaims = {
  /** `delegated`: a person's account, through an application. */
  readonly kind: 'app' | 'delegated';
  /** Ids, where they are ids. */
  readonly application: string | undefined;
  readonly object: string | undefined;
  readonly tenant: string | undefined;
  /** Application roles of an app; scopes of a delegated token. */
  readonly granted: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
};

/**
 * Nothing is verified: that is the business of whom the token is for. `undefined` where it cannot be read.
 * Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
 */
export function tokenClaims(token: string): TokenClaims | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null) return undefined;
  const claim = (name: string): unknown =>
    Object.hasOwn(claims, name) ? Reflect.get(claims, name) : undefined;
  const scopes = claim('scp');
  const roles: unknown = claim('roles');
  const expires = claim('exp');
  const isDelegated = typeof scopes === 'string';
  return {
    kind: isDelegated ? 'delegated' : 'app',
    application: idOf(claim('appid') ?? claim('azp')),
    object: idOf(claim('oid')),
    tenant: idOf(claim('tid')),
    granted: (isDelegated ? scopes.split(' ') : Array.isArray(roles) ? roles : []).filter(isPermission),
    expiresAt: typeof expires === 'number' ? expires * 1000 : undefined,
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
    ? value.toLowerCase()
    : undefined;
}

/** `AuditLog.Read.All`: anything else in its place is not repeated. */
function isPermission(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z-]+(\.[A-Za-z-]+){1,5}$/.test(value) && value.length <= 80;
}
