/** What is read of the workspace: the tables, their columns, and which field of a record each feeds. */
import type { FIELDS } from './read-fields.ts';

/** Interactive sign-ins of users. */
export const LOG_TABLE = 'SigninLogs';
/** Sign-ins at a farm of AD FS, in scope as the others are; not every workspace has it. */
export const ADFS_TABLE = 'ADFSSignInLogs';
/** Many times as many as the others: counted, and never read. */
export const BACKGROUND_TABLE = 'AADNonInteractiveUserSignInLogs';

export type LogColumn = {
  /**
   * As Microsoft documents it. Wherever the table has `string` for `dynamic` or the other way round, and
   * where a union has split a column into `…_string` and `…_dynamic`, it is read all the same.
   */
  readonly type: 'datetime' | 'string' | 'bool' | 'dynamic';
  /** The field of the record that `readSignIn` makes of it. */
  readonly feeds: keyof typeof FIELDS;
  /** Of an object, the members that anybody reads; the others are not handed over. */
  readonly members?: readonly [string, ...string[]];
  /** Not among the columns that are documented for this table; other sign-in tables have it. */
  readonly isUndocumented?: true;
};

/**
 * Every column of a row, all but the two times handed over as text. Names and types: Azure Monitor
 * reference, table SigninLogs (MicrosoftDocs/azure-reference-other,
 * `azure-monitor-ref/tables/includes/signinlogs-include.md`, 2024-02); ADFSSignInLogs and
 * AADNonInteractiveUserSignInLogs have the dynamic ones as strings, and ADFSSignInLogs lacks some (their
 * pages beside it).
 */
export const LOG_COLUMNS = {
  TimeGenerated: { type: 'datetime', feeds: 'writtenAt' },
  CreatedDateTime: { type: 'datetime', feeds: 'createdDateTime' },
  Id: { type: 'string', feeds: 'id' },
  Type: { type: 'string', feeds: 'category' },
  Category: { type: 'string', feeds: 'category' },
  SignInEventTypes: { type: 'string', feeds: 'signInEventTypes', isUndocumented: true },
  IsInteractive: { type: 'bool', feeds: 'isInteractive' },
  UserId: { type: 'string', feeds: 'userId' },
  UserPrincipalName: { type: 'string', feeds: 'userPrincipalName' },
  UserDisplayName: { type: 'string', feeds: 'userDisplayName' },
  UserType: { type: 'string', feeds: 'userType' },
  CorrelationId: { type: 'string', feeds: 'correlationId' },
  OriginalRequestId: { type: 'string', feeds: 'originalRequestId' },
  AppId: { type: 'string', feeds: 'appId' },
  AppDisplayName: { type: 'string', feeds: 'appDisplayName' },
  ClientAppUsed: { type: 'string', feeds: 'clientAppUsed' },
  UserAgent: { type: 'string', feeds: 'userAgent' },
  AuthenticationProtocol: { type: 'string', feeds: 'authenticationProtocol' },
  AuthenticationRequirement: { type: 'string', feeds: 'authenticationRequirement' },
  AuthenticationRequirementPolicies: { type: 'string', feeds: 'requirementPolicies' },
  AuthenticationDetails: { type: 'string', feeds: 'steps' },
  Status: { type: 'dynamic', feeds: 'status', members: ['errorCode', 'additionalDetails'] },
  ResultType: { type: 'string', feeds: 'errorCode' },
  MfaDetail: { type: 'dynamic', feeds: 'mfaDetail', members: ['authMethod', 'authDetail'] },
  DeviceDetail: { type: 'dynamic', feeds: 'deviceDetail', members: ['operatingSystem'] },
  Location: { type: 'string', feeds: 'location' },
  LocationDetails: { type: 'dynamic', feeds: 'location', members: ['countryOrRegion'] },
} as const satisfies Readonly<Record<string, LogColumn>>;
