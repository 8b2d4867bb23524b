import type { Random } from './random.ts';
import {
  type App,
  DEVICES,
  type DeviceName,
  PARTNER_TENANT_ID,
  type Place,
  POLICIES,
  TENANT_ID,
} from './tenant.ts';
import type { User } from './users.ts';

/** One entry of `authenticationDetails`; `before`: seconds between the step and the row. */
export type SampleStep = {
  readonly method: string | null;
  readonly detail: string | null;
  readonly succeeded: boolean;
  readonly text: string | null;
  readonly before: number;
};

/** What one row of an attempt says. */
export type SampleRow = {
  /** Seconds after the attempt began. */
  readonly after: number;
  readonly code: number;
  /** `status.additionalDetails`. */
  readonly text: string | null;
  readonly requirement: 'multiFactorAuthentication' | 'singleFactorAuthentication';
  readonly steps: readonly SampleStep[];
  /** `mfaDetail`: deprecated, and still filled on a few rows. */
  readonly mfaDetail?: { readonly authMethod: string; readonly authDetail: string };
  /** Somebody the directory does not know. */
  readonly stranger?: true;
};

/**
 * How the sign-in came in. `legacy`: a mail client with a stored password. `adfs` and `nps`: rows of
 * the AD FS adapter and of the NPS extension, which lack application, device and `isInteractive`.
 */
export type Channel = 'browser' | 'native' | 'legacy' | 'adfs' | 'nps' | 'background';

/** What all rows of an attempt share. */
export type Scene = {
  readonly user: User;
  readonly app: App;
  readonly channel: Channel;
  readonly device: DeviceName;
  readonly place: Place;
  readonly address: string;
  readonly correlationId: string;
};

/**
 * A `signIn` object as Graph beta `auditLogs/signIns` returns it (Graph documentation, resource
 * signIn, beta): every property is there, `null` where it has nothing to say.
 * @param id GUID of the row
 * @param at instant of the row, ms since 1970, whole seconds as in Graph
 */
export function graphSignIn(
  scene: Scene,
  row: SampleRow,
  id: string,
  at: number,
  random: Random,
): Record<string, unknown> {
  const { user, app, channel, place } = scene;
  const device = DEVICES[scene.device];
  const passed = row.code === 0;
  const record: Record<string, unknown> = {
    id,
    createdDateTime: instant(at),
    userDisplayName: row.stranger ? null : user.displayName,
    userPrincipalName: row.stranger ? `old.${user.principalName}` : user.principalName,
    userId: row.stranger ? NOBODY : user.id,
    appId: app.id,
    appDisplayName: app.name,
    ipAddress: scene.address,
    ipAddressFromResourceProvider: null,
    clientAppUsed: CLIENTS[channel],
    userAgent: channel === 'legacy' ? 'BAV2ROPC' : device.userAgent,
    correlationId: scene.correlationId,
    conditionalAccessStatus: conditionalAccess(row),
    originalRequestId: '',
    isInteractive: channel !== 'background',
    tokenIssuerName: '',
    tokenIssuerType: 'AzureAD',
    clientCredentialType: 'none',
    processingTimeInMilliseconds: random.between(60, 900),
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    riskEventTypes_v2: [],
    resourceDisplayName: app.name,
    resourceId: app.id,
    resourceTenantId: TENANT_ID,
    homeTenantId: user.guest ? PARTNER_TENANT_ID : TENANT_ID,
    homeTenantName: '',
    authenticationMethodsUsed: [],
    authenticationRequirement: row.requirement,
    signInIdentifier: user.principalName,
    signInIdentifierType: null,
    servicePrincipalName: null,
    servicePrincipalId: '',
    signInEventTypes: [channel === 'background' ? 'nonInteractiveUser' : 'interactiveUser'],
    userType: user.guest ? 'guest' : 'member',
    flaggedForReview: false,
    isTenantRestricted: false,
    autonomousSystemNumber: 64496 + (user.index % 8),
    crossTenantAccessType: user.guest ? 'b2bCollaboration' : 'none',
    uniqueTokenIdentifier: id.replaceAll('-', '').slice(0, 22),
    incomingTokenType: channel === 'background' ? 'refreshToken' : 'none',
    authenticationProtocol: channel === 'legacy' ? 'ropc' : 'none',
    originalTransferMethod: 'none',
    mfaDetail: row.mfaDetail ?? null,
    authenticationAppDeviceDetails: null,
    status: {
      errorCode: row.code,
      failureReason: FAILURE_REASONS[row.code] ?? 'Strong authentication did not complete.',
      additionalDetails: row.text,
    },
    deviceDetail: {
      deviceId: device.managed && channel !== 'legacy' ? user.deviceId : '',
      displayName:
        device.managed && channel !== 'legacy' ? `CON-${user.deviceId.slice(0, 6).toUpperCase()}` : '',
      operatingSystem: channel === 'legacy' ? '' : device.os,
      browser: channel === 'browser' ? device.browser : '',
      isCompliant: device.managed,
      isManaged: device.managed,
      trustType: device.managed ? 'Azure AD joined' : '',
    },
    location: {
      city: place.city,
      state: place.state,
      countryOrRegion: place.country,
      geoCoordinates: { altitude: null, latitude: place.latitude, longitude: place.longitude },
    },
    appliedConditionalAccessPolicies: policies(row),
    authenticationContextClassReferences: [],
    authenticationProcessingDetails: [{ key: 'Is CAE Token', value: passed ? 'True' : 'False' }],
    networkLocationDetails: scene.address.startsWith('192.0.2.')
      ? [{ networkType: 'trustedNamedLocation', networkNames: ['Contoso offices'] }]
      : [],
    authenticationDetails: row.steps.map((step) => ({
      authenticationStepDateTime: instant(at - step.before * 1000),
      authenticationMethod: step.method,
      authenticationMethodDetail: step.detail,
      succeeded: step.succeeded,
      authenticationStepResultDetail: step.text,
      authenticationStepRequirement:
        step.before >= FIRST_STEP ? 'Primary authentication' : 'Multifactor authentication',
    })),
    authenticationRequirementPolicies:
      row.requirement === 'multiFactorAuthentication'
        ? [{ requirementProvider: user.requiredBy[0], detail: user.requiredBy[1] }]
        : [],
    sessionLifetimePolicies: [],
    privateLinkDetails: null,
    appliedEventListeners: [],
  };
  return channel === 'adfs' || channel === 'nps' ? adapterRow(record, channel) : record;
}

/** A step that far before the row is the first factor. */
export const FIRST_STEP = 3;

const NOBODY = '00000000-0000-0000-0000-000000000000';

const CLIENTS = {
  browser: 'Browser',
  native: 'Mobile Apps and Desktop clients',
  legacy: 'IMAP4',
  adfs: '',
  nps: '',
  background: 'Mobile Apps and Desktop clients',
} as const satisfies Record<Channel, string>;

/** Texts that stand beside the codes; readers must not conclude anything from them. */
const FAILURE_REASONS: Readonly<Record<number, string>> = {
  0: 'Other.',
  16000: 'User interaction is required to choose an account.',
  50034: 'The user account does not exist in the directory.',
  50053: 'Sign-in was blocked because the account is locked or the address is known for malicious activity.',
  50055: 'Invalid password, entered expired password.',
  50057: 'User account is disabled. The account has been disabled by an administrator.',
  50058: 'Session information is not sufficient for single-sign-on.',
  50072: 'User needs to enroll for second factor authentication (interactive).',
  50074: 'Strong Authentication is required.',
  50076: 'Due to a configuration change or a new location, multi-factor authentication is required.',
  50078:
    'Presented multi-factor authentication has expired due to policies configured by your administrator.',
  50079: 'User needs to enroll for second factor authentication.',
  50097: 'Device authentication is required.',
  50105: 'The signed in user is not assigned to a role for the signed in application.',
  50126: 'Error validating credentials due to invalid username or password.',
  50140: "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
  50158: 'External security challenge was not satisfied.',
  50199: 'For security reasons, user confirmation is required for this request.',
  50203: 'User has not registered the authenticator app.',
  53000: 'Device is not in required device state: compliant.',
  53003:
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  65001: 'The user or administrator has not consented to use the application.',
  500121: 'Authentication failed during strong authentication request.',
};

function conditionalAccess(row: SampleRow): 'success' | 'failure' | 'notApplied' {
  if (row.code === 50126 || row.code === 50053 || row.code === 50034) return 'notApplied';
  if (row.code !== 0) return 'failure';
  return row.requirement === 'multiFactorAuthentication' ? 'success' : 'notApplied';
}

function policies(row: SampleRow): readonly object[] {
  const [id, displayName] =
    row.code === 53003
      ? POLICIES.blockCountries
      : row.code === 53000
        ? POLICIES.compliantDevice
        : POLICIES.mfaForAll;
  const blocks = row.code === 53003;
  return [
    {
      id,
      displayName,
      enforcedGrantControls: [blocks ? 'Block' : row.code === 53000 ? 'RequireCompliantDevice' : 'Mfa'],
      enforcedSessionControls: [],
      result: conditionalAccess(row),
    },
  ];
}

/** What the adapters leave out (documentation on MFA reporting, "AD FS adapter" and "NPS extension"). */
function adapterRow(record: Record<string, unknown>, channel: 'adfs' | 'nps'): Record<string, unknown> {
  const kept = Object.entries(record).filter(([name]) => !ADAPTERS_LEAVE_OUT.has(name));
  return {
    ...Object.fromEntries(kept),
    appId: null,
    appDisplayName: null,
    resourceId: channel === 'adfs' ? 'adfs' : 'radius',
    resourceDisplayName: null,
    deviceDetail: null,
    userAgent: null,
    appliedConditionalAccessPolicies: [],
    tokenIssuerType: channel === 'adfs' ? 'ADFederationServicesMFAAdapter' : 'NPSExtension',
  };
}

const ADAPTERS_LEAVE_OUT: ReadonlySet<string> = new Set([
  'isInteractive',
  'signInEventTypes',
  'conditionalAccessStatus',
  'authenticationProtocol',
  'incomingTokenType',
]);

/** RFC 3339 in UTC, whole seconds. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/**
 * A sign-in of an application that acts on its own, out of the scope of any count of people.
 * @param at ms since 1970
 */
export function servicePrincipalSignIn(app: App, id: string, at: number): Record<string, unknown> {
  return {
    id,
    createdDateTime: instant(at),
    userDisplayName: null,
    userPrincipalName: null,
    userId: '',
    appId: app.id,
    appDisplayName: app.name,
    ipAddress: '192.0.2.200',
    correlationId: id,
    conditionalAccessStatus: 'notApplied',
    isInteractive: false,
    signInEventTypes: ['servicePrincipal'],
    servicePrincipalId: '4be2c1a8-77d0-4f3e-9b16-52a8e0d3f749',
    servicePrincipalName: 'Contoso nightly export',
    authenticationRequirement: 'singleFactorAuthentication',
    resourceDisplayName: 'Microsoft Graph',
    status: { errorCode: 0, failureReason: 'Other.', additionalDetails: null },
    location: { city: 'Utrecht', state: 'Utrecht', countryOrRegion: 'NL', geoCoordinates: null },
    authenticationDetails: [],
    authenticationRequirementPolicies: [],
    mfaDetail: null,
  };
}
