import type { Token } from '../credential.ts';
import { SourceError } from '../errors.ts';
import { type Context, usesGraph } from './context.ts';
import { fail, failed, type Line, ok, warn } from './line.ts';
import { type TokenClaims, tokenClaims } from './token-claims.ts';

const GET_TOKEN =
  'az account get-access-token --resource-type ms-graph prints one of your own, good for an hour; without GRAPH_TOKEN the identity is asked.';

/** Who signs in to Microsoft Graph: ids, never a name. */
export async function checkIdentity({ app, token, passing }: Context): Promise<readonly Line[]> {
  const { settings } = app;
  if (!usesGraph(app)) return [ok('Nobody signs in to Microsoft Graph with these settings.')];
  let got: Token | undefined;
  try {
    got = await token();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return [failed(error)];
  }
  if (got === undefined) return [ok('No credential is sent to plain http on this machine.')];
  const claims = tokenClaims(got.value);
  if (claims === undefined)
    return [
      warn(
        'There is a token, but who it was given to cannot be read, nor what they may.',
        `Where it is refused below: ${GET_TOKEN}`,
      ),
    ];
  if (claims.expiresAt !== undefined && claims.expiresAt <= passing())
    return [fail('refused', 'The token in GRAPH_TOKEN has run out.', GET_TOKEN)];
  const isOther =
    isGuid(settings.tenantId) && claims.tenant !== undefined && claims.tenant !== settings.tenantId;
  if (isOther)
    return [
      fail(
        'refused',
        `The token is of tenant ${claims.tenant}, but TENANT_ID is ${settings.tenantId}.`,
        `Set TENANT_ID to ${claims.tenant}, or sign in to the other one: az login --tenant ${settings.tenantId}`,
      ),
    ];
  return [identityLine(claims)];
}

function identityLine({ kind, application, object }: TokenClaims): Line {
  const through = application === undefined ? 'an application' : `application ${application}`;
  if (kind === 'app')
    return ok(`Signed in as ${through}${object === undefined ? '' : `, object ${object}`}.`);
  return warn(
    `Signed in as an account, through ${through}: what the app's own identity may is not seen from here.`,
    'What the identity may: scripts/permissions/grant-graph.sh --principal-id "$(azd env get-value IDENTITY_PRINCIPAL_ID)" --dry-run; how the app fares: its /api/health.',
  );
}

function isGuid(text: string | undefined): boolean {
  return text !== undefined && /^[\da-f]{8}-/.test(text);
}
