/**
 * How the record shapes call the same thing: Graph and diagnostic envelopes, PowerShell's rendering
 * of Graph, Log Analytics rows and their CSV exports, the portal's CSV download (headers with
 * their spaces; facts §6 and §9.16). In order of precedence; the first that holds something wins.
 */

/** A parsed object. Only own properties are ever read: `__proto__` in a record is plain data. */
export type RecordObject = { readonly [name: string]: unknown };

export const FIELDS = {
  id: ['id', 'Id', 'Request ID'],
  createdDateTime: ['createdDateTime', 'CreatedDateTime', 'CreatedDateTime [UTC]', 'Date (UTC)'],
  /** When this copy was written: receipt in Log Analytics, envelope time in diagnostics. */
  writtenAt: ['time', 'TimeGenerated', 'TimeGenerated [UTC]'],
  signInEventTypes: ['signInEventTypes', 'SignInEventTypes'],
  category: ['category', 'Category', 'Type', 'TableName'],
  isInteractive: ['isInteractive', 'IsInteractive'],
  userId: ['userId', 'UserId', 'User ID'],
  userPrincipalName: ['userPrincipalName', 'UserPrincipalName', 'Username'],
  userDisplayName: ['userDisplayName', 'UserDisplayName', 'User'],
  userType: ['userType', 'UserType', 'User type'],
  correlationId: ['correlationId', 'CorrelationId', 'Correlation ID'],
  originalRequestId: ['originalRequestId', 'OriginalRequestId', 'Original request ID'],
  appId: ['appId', 'AppId', 'Application ID'],
  appDisplayName: ['appDisplayName', 'AppDisplayName', 'Application'],
  clientAppUsed: ['clientAppUsed', 'ClientAppUsed', 'Client app'],
  userAgent: ['userAgent', 'UserAgent', 'User agent'],
  authenticationProtocol: ['authenticationProtocol', 'AuthenticationProtocol', 'Authentication Protocol'],
  authenticationRequirement: [
    'authenticationRequirement',
    'AuthenticationRequirement',
    'Authentication requirement',
  ],
  requirementPolicies: ['authenticationRequirementPolicies', 'AuthenticationRequirementPolicies'],
  steps: ['authenticationDetails', 'AuthenticationDetails'],
  /** An object; in Log Analytics exports often its JSON, in unions a pair of columns. The portal writes a word. */
  status: ['status', 'Status', 'Status_dynamic', 'Status_string'],
  errorCode: ['resultType', 'ResultType', 'Sign-in error code'],
  resultText: ['Multifactor authentication result'],
  mfaDetail: ['mfaDetail', 'MfaDetail', 'MfaDetail_dynamic', 'MfaDetail_string'],
  authMethod: ['Multifactor authentication auth method'],
  authDetail: ['Multifactor authentication auth detail'],
  deviceDetail: ['deviceDetail', 'DeviceDetail', 'DeviceDetail_dynamic', 'DeviceDetail_string'],
  operatingSystem: ['Operating System'],
  /** An object in Graph; a two-letter text in Log Analytics; "City, State, CC" in the portal. */
  location: ['location', 'Location', 'LocationDetails', 'LocationDetails_dynamic', 'LocationDetails_string'],
} as const satisfies Record<string, readonly string[]>;

/** The first of the named properties that holds something: neither absent, `null` nor an empty string. */
export function readField(record: RecordObject, names: readonly string[]): unknown {
  for (const name of names) {
    if (!Object.hasOwn(record, name)) continue;
    const value = record[name];
    if (value !== null && value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** The first that is an object with something in it, or the JSON text of one. */
export function readObject(record: RecordObject, names: readonly string[]): RecordObject | undefined {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? parsedIfText(record[name], '{') : undefined;
    if (isObject(value) && Object.keys(value).length > 0) return value;
  }
  return undefined;
}

/** The first that is an array, or the JSON text of one; a text that is neither counts as absent. */
export function readArray(record: RecordObject, names: readonly string[]): readonly unknown[] | undefined {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? parsedIfText(record[name], '[') : undefined;
    if (Array.isArray(value)) return value;
  }
  return undefined;
}

/** A member of a nested object, by its Graph name or in PowerShell's capitals. */
export function readMember(record: RecordObject, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const capital = (name[0] ?? '').toUpperCase() + name.slice(1);
  return Object.hasOwn(record, capital) ? record[capital] : undefined;
}

export function isObject(value: unknown): value is RecordObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsedIfText(value: unknown, opening: '{' | '['): unknown {
  if (typeof value !== 'string') return value;
  if (!value.trimStart().startsWith(opening)) return undefined;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
