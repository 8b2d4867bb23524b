/** The one place that makes the cloud credential, and what the Graph source needs of it: tokens. */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { CLOUDS, type CloudName } from './core/clouds.ts';
import { SettingsError, SourceError } from './errors.ts';

export type Token = {
  readonly value: string;
  /** Milliseconds since 1970; `Infinity` where nobody knows. */
  readonly expiresAt: number;
};

/**
 * Hands out a token. With `renew` the last one was refused, so one from a cache will not do; `claims`
 * is what the service's challenge asked for, already decoded.
 * @throws SourceError refused (nobody to sign in as, or turned away) or unavailable (no answer in time)
 */
export type TokenProvider = (wanted: {
  readonly renew: boolean;
  readonly claims: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Time for it, ms, where that is less than signing in is given anyway. */
  readonly withinMs?: number | undefined;
}) => Promise<Token>;

/** A credential for any Azure client that can also be told to forget the tokens it holds. */
export type CloudCredential = TokenCredential & { renew(): void };

/** How long signing in may take before the pass is given up, ms. Managed identity retries within it. */
const SIGN_IN_TIMEOUT_MS = 60_000;

/**
 * The identity the job runs as: managed identity in Azure, environment variables or the Azure CLI
 * elsewhere (DefaultAzureCredential, which reads AZURE_CLIENT_ID and its kin itself). The package is
 * loaded with the first token, so that a job that needs none starts without it.
 */
export function cloudCredential(options: {
  /** Token service of the cloud, e.g. `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly tenantId: string | undefined;
  /**
   * The tenant is not the identity's own: each token is asked for that tenant. Without it the tenant is
   * where the identity lives.
   */
  readonly isElsewhere?: boolean;
}): CloudCredential {
  const { tenantId, isElsewhere = false } = options;
  let client: Promise<TokenCredential> | undefined;

  async function sign(): Promise<TokenCredential> {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential({
      authorityHost: options.authority,
      ...(tenantId === undefined ? {} : { tenantId }),
    });
  }

  return {
    async getToken(scopes: string | string[], asked?: GetTokenOptions): Promise<AccessToken | null> {
      client ??= sign();
      const elsewhere = isElsewhere && tenantId !== undefined ? { tenantId } : {};
      return (await client).getToken(scopes, { ...asked, ...elsewhere });
    },
    renew() {
      // Tokens are cached in the client; there is no other way to make it forget one that looks valid.
      client = undefined;
    },
  };
}

/** Tokens of a credential for one scope. */
export function tokensFor(credential: CloudCredential, scope: string): TokenProvider {
  return async ({ renew, claims, signal, withinMs = SIGN_IN_TIMEOUT_MS }) => {
    if (renew) credential.renew();
    const limitMs = Math.min(withinMs, SIGN_IN_TIMEOUT_MS);
    const limit = AbortSignal.timeout(limitMs);
    const abortSignal = signal === undefined ? limit : AbortSignal.any([limit, signal]);
    try {
      const token = await untilAborted(
        abortSignal,
        credential.getToken(scope, {
          abortSignal,
          ...(claims === undefined ? {} : { claims, enableCae: true }),
        }),
      );
      if (token === null) throw new Error('no credential of the chain gave a token');
      return { value: token.token, expiresAt: token.expiresOnTimestamp };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (limit.aborted) throw signInTooSlow(scope, limitMs);
      throw signInFailed(error, scope);
    }
  };
}

/**
 * One token for all requests: the setting GRAPH_TOKEN, meant for a simulator or a quick try.
 * @throws SettingsError if it could not stand in a header
 */
export function staticTokens(token: string): TokenProvider {
  const value = token.trim();
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new SettingsError([
      'GRAPH_TOKEN: expected one bearer token of printable ASCII without spaces, got something else (not shown).',
    ]);
  }
  return async () => ({ value, expiresAt: Number.POSITIVE_INFINITY });
}

/**
 * Whether and how the Graph source signs in: GRAPH_TOKEN if it is set; nothing at all towards plain
 * http, which settings allow on loopback only; else the cloud credential.
 */
export function graphTokens(options: {
  readonly endpoint: string;
  readonly graphToken: string | undefined;
  readonly credential: CloudCredential;
  readonly scope: string;
}): TokenProvider | undefined {
  if (options.graphToken !== undefined && options.graphToken !== '') return staticTokens(options.graphToken);
  if (!options.endpoint.startsWith('https://')) return undefined;
  return tokensFor(options.credential, options.scope);
}

/**
 * The same tokens, none of which may be another tenant's: an identity that has no way into a tenant is
 * given tokens of its own, and would read the wrong sign-ins. What cannot be read as a token passes.
 * `tenantId`: a GUID.
 */
export function tokensOfTenant(tokens: TokenProvider, tenantId: string): TokenProvider {
  return async (wanted) => {
    const token = await tokens(wanted);
    const given = tenantOf(token.value);
    if (given !== undefined && given !== tenantId)
      throw new SourceError(
        'refused',
        `The token is of tenant ${given}, not of ${tenantId}. A managed identity has tokens of its own tenant only: sign in as an application of several tenants (docs/tenants.md).`,
      );
    return token;
  };
}

/** The `tid` of a token, which nobody verifies here: it only has to be the one that was asked for. */
function tenantOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const tenant = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'tid') : undefined;
    return typeof tenant === 'string' && /^[\da-f-]{36}$/i.test(tenant) ? tenant.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}

/** The same for whoever the settings say; nothing is asked of anybody before the first token is. */
export function graphTokensBy(settings: {
  readonly graphEndpoint: string;
  readonly graphToken: string | undefined;
  readonly cloud: CloudName;
  readonly tenantId: string | undefined;
  readonly oneOfSeveral?: { readonly homeTenantId: string | undefined } | undefined;
}): TokenProvider | undefined {
  const { authority, scope } = CLOUDS[settings.cloud];
  return graphTokens({
    endpoint: settings.graphEndpoint,
    graphToken: settings.graphToken,
    credential: cloudCredential({ authority, tenantId: homeTenant(settings) }),
    scope,
  });
}

/** Where the identity lives that opens the tables and sends the mails. */
export function homeTenant({
  tenantId,
  oneOfSeveral,
}: {
  readonly tenantId: string | undefined;
  readonly oneOfSeveral?: { readonly homeTenantId: string | undefined } | undefined;
}): string | undefined {
  return oneOfSeveral === undefined ? tenantId : oneOfSeveral.homeTenantId;
}

/** Some ways of signing in start a process or ask a metadata service and do not watch the signal. */
async function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new Error('signing in was given up'));
  signal.addEventListener('abort', onAbort, { once: true });
  // The event is not told again to those who come late.
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function signInTooSlow(scope: string, limitMs: number): SourceError {
  return new SourceError(
    'unavailable',
    `No token for ${scope}: signing in did not answer within ${limitMs / 1000} s. The next run tries again; if it stays so, check the managed identity endpoint or the network.`,
  );
}

function signInFailed(error: unknown, scope: string): SourceError {
  const told = whatFailed(error);
  const kind = isTemporary(error) ? 'unavailable' : 'refused';
  const advice =
    kind === 'unavailable'
      ? 'The token service is at fault; the next run tries again.'
      : 'Give the function app a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or sign in with "az login"; check that TENANT_ID and CLOUD are right.';
  // The original may hold account names and parts of requests; its kind and code are all that is told.
  return new SourceError(kind, `No token for ${scope}: ${told}. ${advice}`, new Error(told));
}

/** Kind of the error, the AADSTS code where Entra gave one, and what an identity endpoint answered. */
function whatFailed(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = /\bAADSTS\d{4,8}\b/.exec(error.message)?.[0];
  const status = endpointStatus(error);
  const endpoint = status === undefined ? undefined : `(the managed identity endpoint answered ${status})`;
  return [error.name, code, endpoint].filter((part) => part !== undefined).join(' ');
}

/**
 * The chain of credentials asks the endpoint of the managed identity, goes on to those of a developer's
 * machine, and tells of all together that they failed. The answer is in a cause of one of them.
 */
function endpointStatus(error: Error): number | undefined {
  if (!('errors' in error) || !Array.isArray(error.errors)) return undefined;
  for (const one of error.errors) {
    const status = one instanceof Error ? statusOf(one.cause) : undefined;
    if (status !== undefined) return status;
  }
  return undefined;
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

function isTemporary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error) ?? endpointStatus(error);
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|REQUEST_SEND_ERROR)/.test(code);
}
