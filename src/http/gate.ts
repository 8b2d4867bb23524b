/** Who may ask the report routes (contract §6): in Azure nobody but whom the platform signed in, or who holds a key. */
import type { Environment } from '../settings.ts';
import type { Request } from './answering.ts';
import type { Failure } from './reply.ts';

export type Refusal = Failure & { readonly status: 401 | 403 };
/** `undefined`: let in. */
export type Gate = (request: Pick<Request, 'headers'>) => Refusal | undefined;

/** Loopback, where whoever reaches it sits at this machine. */
export const OPEN_GATE: Gate = () => undefined;

/** App role of the registration that signs readers in (docs/deploy.md). */
const ROLE = 'Digest.Read';

/**
 * The gate of the Functions app. Everything it trusts comes from the environment, which the asker
 * cannot reach: `WEBSITE_AUTH_ENABLED` is injected read-only where App Service authentication is on
 * ("Environment variables and app settings reference", authentication and authorization), and only
 * then does the platform drop principal headers that a client sent ("Work with user identities").
 */
export function gateOf(environment: Environment): Gate {
  if (isOn(environment.WEBSITE_AUTH_ENABLED)) return (request) => principalRefusal(request, environment);
  // The host has asked for the function key by now; alone it is a shared secret that nobody is behind.
  if (isOn(environment.ALLOW_KEY_ONLY) || environment.AZURE_FUNCTIONS_ENVIRONMENT === 'Development')
    return OPEN_GATE;
  return () =>
    refusal(
      403,
      'noSignIn',
      'Nobody signs readers in here: turn on App Service authentication, or set ALLOW_KEY_ONLY=true.',
    );
}

/**
 * With authentication on, a reader in a browser holds no function key; without it the key is asked for.
 * Why so: docs/decisions/0016.
 */
export function authLevelOf(environment: Environment): 'anonymous' | 'function' {
  return isOn(environment.WEBSITE_AUTH_ENABLED) ? 'anonymous' : 'function';
}

function isOn(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}

function principalRefusal({ headers }: Pick<Request, 'headers'>, environment: Environment) {
  const header = headers.get('x-ms-client-principal');
  if (header === null) return refusal(401, 'noPrincipal', 'Sign in first.');
  const principal = readPrincipal(header);
  if (principal === undefined)
    return refusal(401, 'noPrincipal', 'The sign-in cannot be read; sign in again.');
  const tenant = environment.TENANT_ID?.trim().toLowerCase();
  // A tenant known by its domain alone cannot be compared: nobody is let in by guess.
  if (principal.tenant === undefined || principal.tenant !== tenant)
    return refusal(
      403,
      'wrongTenant',
      'This digest is for the people of another tenant (TENANT_ID, as a GUID).',
    );
  if (!principal.roles.includes(ROLE))
    return refusal(403, 'noRole', `Your account needs the app role ${ROLE}; an administrator assigns it.`);
  return undefined;
}

/** A page elsewhere can make a signed-in browser ask; nothing that changes anything is done for it. */
export function foreignRefusal({ headers }: Pick<Request, 'headers'>): Refusal | undefined {
  const site = headers.get('sec-fetch-site') ?? 'none';
  return site === 'none' || site === 'same-origin'
    ? undefined
    : refusal(403, 'foreign', 'Only pages of this server may ask for that.');
}

const TENANT_CLAIMS = ['http://schemas.microsoft.com/identity/claims/tenantid', 'tid'];
const ROLE_CLAIMS = ['http://schemas.microsoft.com/ws/2008/06/identity/claims/role', 'roles'];

type Principal = { readonly tenant: string | undefined; readonly roles: readonly string[] };

/** `{ auth_typ: 'aad', claims: [{ typ, val }] }` in base64, as the platform writes it. */
function readPrincipal(header: string): Principal | undefined {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isRecord(read) || read.auth_typ !== 'aad' || !Array.isArray(read.claims)) return undefined;
  const claims: unknown[] = read.claims;
  const valuesOf = (types: readonly string[]) =>
    claims.flatMap((claim) =>
      isRecord(claim) &&
      typeof claim.typ === 'string' &&
      types.includes(claim.typ) &&
      typeof claim.val === 'string'
        ? [claim.val]
        : [],
    );
  const tenants = valuesOf(TENANT_CLAIMS).map((tenant) => tenant.toLowerCase());
  return { tenant: new Set(tenants).size === 1 ? tenants[0] : undefined, roles: valuesOf(ROLE_CLAIMS) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function refusal(status: 401 | 403, code: string, message: string): Refusal {
  return { status, code, message };
}
