import { listed } from '../core/format.ts';
import { type Context, usesGraph } from './context.ts';
import { fail, type Line, ok, warn } from './line.ts';
import { type TokenClaims, tokenClaims } from './token-claims.ts';

const READING = 'AuditLog.Read.All';
const SENDING = /^Mail\.Send(\.|$)/;

/** What the token may in Microsoft Graph, against what the job needs: missing, and in excess. */
export async function checkRoles(context: Context): Promise<readonly Line[]> {
  const { app, token } = context;
  const got = usesGraph(app) ? await token() : undefined;
  const claims = got && tokenClaims(got.value);
  if (claims === undefined) return [];
  const needed = app.settings.source === 'graph' ? [READING] : [];
  const missing = needed
    .filter((role) => !claims.granted.includes(role))
    .map((role) => missingLine(role, claims));
  // A person's account has many permissions, and none of them is the app's.
  const excess = claims.kind === 'delegated' ? [] : excessLines(claims, needed);
  if (missing.length + excess.length > 0) return [...missing, ...excess];
  const has = needed.length === 0 ? 'none, and none is needed' : listed(needed);
  return [
    ok(
      claims.kind === 'delegated'
        ? `The account lends ${READING}; it also needs the Entra role Reports Reader.`
        : `Microsoft Graph application permissions: ${has}. Nothing in excess.`,
    ),
  ];
}

function missingLine(role: string, { kind, object }: TokenClaims): Line {
  if (kind === 'delegated')
    return fail(
      'refused',
      `The account's token lacks the permission ${role}.`,
      `Sign in as the identity of the app, or with an application that may ask for ${role}: az login --scope https://graph.microsoft.com/${role}`,
    );
  return fail(
    'refused',
    `The identity lacks the Microsoft Graph application permission ${role}, so no sign-in can be read.`,
    `${grant(object)} (PowerShell: grant-graph.ps1), as Privileged Role Administrator. A new permission counts from the next token on: restart the app, or wait an hour.`,
  );
}

function excessLines(
  { granted, object, application }: TokenClaims,
  needed: readonly string[],
): readonly Line[] {
  const excess = granted.filter((role) => !needed.includes(role));
  const mail = excess.filter((role) => SENDING.test(role));
  const others = excess.filter((role) => !SENDING.test(role));
  return [
    ...(mail.length === 0
      ? []
      : [
          warn(
            `The identity holds ${listed(mail)} in Entra: it may send as anybody in the tenant, and a scope in Exchange limits nothing.`,
            `Remove it in the Entra admin center. For graph-mail, Exchange RBAC for Applications, scoped to the one mailbox, is all that is needed: scripts/permissions/grant-mail.sh --client-id ${application ?? '<application id>'} --principal-id ${object ?? '<object id>'} --mailbox <MAIL_FROM> (PowerShell: grant-mail.ps1)`,
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          warn(
            `The identity holds more in Microsoft Graph than it needs: ${listed(others)}.`,
            `Remove ${others.length === 1 ? 'it' : 'them'} in the Entra admin center; scripts/permissions/grant-graph.sh --principal-id ${object ?? '<object id>'} --dry-run lists what is held.`,
          ),
        ]),
  ];
}

function grant(object: string | undefined): string {
  return `scripts/permissions/grant-graph.sh --principal-id ${object ?? '<object id of the identity>'}`;
}
