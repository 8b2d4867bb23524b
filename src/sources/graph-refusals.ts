/** What a 401 or 403 of Microsoft Graph means, by its `error.code`: one row a code, each with its source. */

type Refusal = {
  /** What to do, as whole sentences; `tenant` is `the tenant` or `tenant <id>`. */
  readonly advice: (tenant: string) => string;
  /** How often the request is made in all before it is believed; 1 where left out. */
  readonly tries?: number;
  /** True where it is about the tenant or the identity as such, so that no other version of the API helps. */
  readonly ofTenant?: true;
};

/**
 * Said of licensed tenants too, sometimes of most calls (domain facts §1.4), so nobody is told to buy
 * a licence on the first.
 */
const LICENCE_TRIES = 4;

/** `error.code` of a tenant that has no licence, or is said to have none. */
export const NO_LICENCE = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

const MISSING_ROLE: Refusal = {
  advice: (tenant) =>
    `Grant the identity the Microsoft Graph application role AuditLog.Read.All in ${tenant} and consent as an administrator; an account signed in by hand also needs the Entra role Reports Reader. A new role counts from the next token on, which can take an hour.`,
};

/** For a 403 of another code or none. */
export const UNTOLD: Refusal = {
  advice: (tenant) =>
    `Graph does not say why. Check in this order: the identity has the Microsoft Graph application role AuditLog.Read.All in ${tenant}, with consent; its enterprise application is enabled for sign-in; no Conditional Access policy blocks it; CLOUD is the tenant's cloud, which offers sign-ins.`,
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  // microsoft-graph-explorer-v4 #3165; its text names the role.
  Authentication_MSGraphPermissionMissing: MISSING_ROLE,
  // "Insufficient privileges": learn.microsoft.com/graph/resolve-auth-errors.
  Authorization_RequestDenied: MISSING_ROLE,
  // "Required scopes are missing in the token": microsoft-graph-explorer-v4 #2580.
  AccessDenied: MISSING_ROLE,
  // microsoft-graph-docs #2789: the service looks the licence up in the identity's name.
  Authentication_ApplicationHasNoDirectoryReadAccess: {
    advice: (tenant) =>
      `Graph could not look up the licence of ${tenant} in the name of this identity. Grant it the Microsoft Graph application role Directory.Read.All beside AuditLog.Read.All and consent as an administrator.`,
  },
  // msgraph-sdk-powershell #3536: an account signed in by hand, without a role in the directory.
  Authentication_RequestFromUnsupportedUserRole: {
    advice: (tenant) =>
      `The account that is signed in may not read reports. Give it the Entra role Reports Reader in ${tenant}, or run as an application with the Microsoft Graph role AuditLog.Read.All.`,
  },
  [NO_LICENCE]: {
    tries: LICENCE_TRIES,
    ofTenant: true,
    advice: (tenant) =>
      `Microsoft Graph says that ${tenant} has no Microsoft Entra ID P1 or P2 licence, which reading sign-ins needs, and said so ${LICENCE_TRIES} times. If the tenant has one, this passes by itself (after a purchase within three days); otherwise use SOURCE=archive with downloads from the portal.`,
  },
  // Azure AD Graph, "Error codes and error handling": "the calling application principal is disabled".
  Authorization_IdentityDisabled: {
    ofTenant: true,
    advice: (tenant) =>
      `The identity is disabled in ${tenant}. Enable its enterprise application for sign-in again (accountEnabled), if that was not on purpose.`,
  },
  // The same list: stale token, deleted principal, or a directory that lags behind.
  Authorization_IdentityNotFound: {
    ofTenant: true,
    advice: (tenant) =>
      `The identity is not known in ${tenant}. Check that it was not deleted, that an administrator consented to it there, and that TENANT_ID is right; a new identity can take some minutes to be known.`,
  },
};

export function refusalOf(code: string | undefined): Refusal | undefined {
  return code !== undefined && Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
}
