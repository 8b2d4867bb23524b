/** The table SigninLogs as workspaces have it: columns and types. */
export type Schema = Readonly<Record<string, string>>;

/**
 * Azure Monitor reference, table SigninLogs (MicrosoftDocs/azure-reference-other,
 * `azure-monitor-ref/tables/includes/signinlogs-include.md`, 2024-02).
 */
export const DOCUMENTED: Schema = {
  AADTenantId: 'string',
  AlternateSignInName: 'string',
  AppDisplayName: 'string',
  AppId: 'string',
  AppliedConditionalAccessPolicies: 'string',
  AppliedEventListeners: 'dynamic',
  AuthenticationContextClassReferences: 'string',
  AuthenticationDetails: 'string',
  AuthenticationMethodsUsed: 'string',
  AuthenticationProcessingDetails: 'string',
  AuthenticationProtocol: 'string',
  AuthenticationRequirement: 'string',
  AuthenticationRequirementPolicies: 'string',
  AutonomousSystemNumber: 'string',
  _BilledSize: 'real',
  Category: 'string',
  ClientAppUsed: 'string',
  ConditionalAccessPolicies: 'dynamic',
  ConditionalAccessStatus: 'string',
  CorrelationId: 'string',
  CreatedDateTime: 'datetime',
  CrossTenantAccessType: 'string',
  DeviceDetail: 'dynamic',
  DurationMs: 'long',
  FlaggedForReview: 'bool',
  HomeTenantId: 'string',
  Id: 'string',
  Identity: 'string',
  IPAddress: 'string',
  IPAddressFromResourceProvider: 'string',
  _IsBillable: 'string',
  IsInteractive: 'bool',
  IsRisky: 'bool',
  Level: 'string',
  Location: 'string',
  LocationDetails: 'dynamic',
  MfaDetail: 'dynamic',
  NetworkLocationDetails: 'string',
  OperationName: 'string',
  OperationVersion: 'string',
  OriginalRequestId: 'string',
  ProcessingTimeInMilliseconds: 'string',
  Resource: 'string',
  ResourceDisplayName: 'string',
  ResourceGroup: 'string',
  ResourceId: 'string',
  ResourceIdentity: 'string',
  ResourceProvider: 'string',
  ResourceServicePrincipalId: 'string',
  ResourceTenantId: 'string',
  ResultDescription: 'string',
  ResultSignature: 'string',
  ResultType: 'string',
  RiskDetail: 'string',
  RiskEventTypes: 'string',
  RiskEventTypes_V2: 'string',
  RiskLevel: 'string',
  RiskLevelAggregated: 'string',
  RiskLevelDuringSignIn: 'string',
  RiskState: 'string',
  ServicePrincipalId: 'string',
  ServicePrincipalName: 'string',
  SessionLifetimePolicies: 'string',
  SignInIdentifier: 'string',
  SignInIdentifierType: 'string',
  SourceSystem: 'string',
  Status: 'dynamic',
  TimeGenerated: 'datetime',
  TokenIssuerName: 'string',
  TokenIssuerType: 'string',
  Type: 'string',
  UniqueTokenIdentifier: 'string',
  UserAgent: 'string',
  UserDisplayName: 'string',
  UserId: 'string',
  UserPrincipalName: 'string',
  UserType: 'string',
};

/** Objects as AADNonInteractiveUserSignInLogs has them, from the same reference; the lists as objects. */
export const TEXTS: Schema = {
  ...DOCUMENTED,
  ConditionalAccessPolicies: 'string',
  DeviceDetail: 'string',
  LocationDetails: 'string',
  MfaDetail: 'string',
  Status: 'string',
  AuthenticationDetails: 'dynamic',
  AuthenticationRequirementPolicies: 'dynamic',
  SignInEventTypes: 'string',
};

const OBJECTS = ['DeviceDetail', 'LocationDetails', 'MfaDetail', 'Status'];

/** What a union of the two makes of them. */
export const SPLIT: Schema = Object.fromEntries(
  Object.entries(DOCUMENTED).flatMap(([name, type]): [string, string][] =>
    OBJECTS.includes(name)
      ? [
          [`${name}_dynamic`, 'dynamic'],
          [`${name}_string`, 'string'],
        ]
      : [[name, type]],
  ),
);
