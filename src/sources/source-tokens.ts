import { CLOUDS } from '../core/clouds.ts';
import { cloudCredential, graphTokens, type TokenProvider, tokensOfTenant } from '../credential.ts';
import type { Settings } from '../settings.ts';

/** Tokens for the tenant that is read, which among several is seldom the one the identity lives in. */
export function sourceTokens(settings: Settings): TokenProvider | undefined {
  const { tenantId, oneOfSeveral, cloud } = settings;
  const { authority, scope } = CLOUDS[cloud];
  const isElsewhere = oneOfSeveral !== undefined && oneOfSeveral.homeTenantId !== tenantId;
  const tokens = graphTokens({
    endpoint: settings.graphEndpoint,
    graphToken: settings.graphToken,
    credential: cloudCredential({ authority, tenantId, isElsewhere }),
    scope,
  });
  return tokens === undefined || oneOfSeveral === undefined || tenantId === undefined
    ? tokens
    : tokensOfTenant(tokens, tenantId);
}
