/** Graph's sign-ins as a workspace and as an archive hold them: the same copies, written at the same times. */
import type { LogRow } from './kusto.ts';

/** How a workspace may hold what is an object in Graph. */
export const COLUMN_FORMS = ['documented', 'texts', 'split'] as const;
export type ColumnForm = (typeof COLUMN_FORMS)[number];

type GraphRecord = Readonly<Record<string, unknown>>;
/** A record as it was written at some time; one sign-in may be written more than once. */
export type Copy = { readonly record: GraphRecord; readonly writtenAt: string };

/**
 * Each record is written between half a minute and 18 minutes after it was made; every twentieth again
 * after an hour, unchanged, and every thirtieth before that with its details still missing.
 */
export function copiesOf(records: readonly GraphRecord[]): readonly Copy[] {
  return records.flatMap((record, index) => {
    const made = Date.parse(String(record.createdDateTime));
    const late = made + 28_000 + (index % 100) * 10_000;
    const copies: Copy[] = [{ record, writtenAt: ticks(late, index) }];
    if (index % 20 === 0) copies.push({ record, writtenAt: ticks(late + 3_600_000, index) });
    if (index % 30 === 0) {
      const status = { ...objectOf(record.status), additionalDetails: null };
      copies.push({
        record: { ...record, status, authenticationDetails: [] },
        writtenAt: ticks(made + 20_000, index),
      });
    }
    return copies;
  });
}

/** Lines of a diagnostic setting's blob. */
export function archiveLines(copies: readonly Copy[]): string {
  return copies
    .map(({ record, writtenAt }) =>
      JSON.stringify({ time: writtenAt, category: 'SignInLogs', properties: record }),
    )
    .join('\r\n');
}

/** Rows of SigninLogs: names and types of the Azure Monitor reference (domain facts §6). */
export function logRow({ record, writtenAt }: Copy, form: ColumnForm): LogRow {
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const list = (value: unknown) => (form === 'texts' ? (value ?? null) : JSON.stringify(value ?? []));
  const status = objectOf(record.status);
  const location = objectOf(record.location);
  return {
    TimeGenerated: writtenAt,
    CreatedDateTime: record.createdDateTime,
    Type: 'SigninLogs',
    Category: 'SignInLogs',
    OperationName: 'Sign-in activity',
    Id: text(record.id),
    IsInteractive: record.isInteractive ?? null,
    UserId: text(record.userId),
    UserPrincipalName: text(record.userPrincipalName),
    UserDisplayName: text(record.userDisplayName),
    Identity: text(record.userDisplayName),
    UserType: text(record.userType),
    CorrelationId: text(record.correlationId),
    OriginalRequestId: text(record.originalRequestId),
    AppId: text(record.appId),
    AppDisplayName: text(record.appDisplayName),
    ClientAppUsed: text(record.clientAppUsed),
    UserAgent: text(record.userAgent),
    IPAddress: text(record.ipAddress),
    AuthenticationProtocol: text(record.authenticationProtocol),
    AuthenticationRequirement: text(record.authenticationRequirement),
    AuthenticationRequirementPolicies: list(record.authenticationRequirementPolicies),
    AuthenticationDetails: list(record.authenticationDetails),
    ResultType: text(status.errorCode),
    ResultDescription: text(status.failureReason),
    Location: text(location.countryOrRegion),
    ...objectColumns(form, {
      Status: status,
      MfaDetail: objectOf(record.mfaDetail),
      DeviceDetail: objectOf(record.deviceDetail),
      LocationDetails: location,
    }),
  };
}

/** A row of ADFSSignInLogs; what that table has no column for is lost. */
export function adfsRow(copy: Copy): LogRow {
  return {
    ...logRow(copy, 'texts'),
    Type: 'ADFSSignInLogs',
    Category: 'ADFSSignInLogs',
    AuthenticationDetails: JSON.stringify(copy.record.authenticationDetails ?? []),
    AuthenticationRequirementPolicies: JSON.stringify(copy.record.authenticationRequirementPolicies ?? []),
  };
}

const UNTOLD = ['userType', 'clientAppUsed', 'authenticationProtocol', 'mfaDetail'];

/** The record as far as AD FS tells it. */
export function adfsCopy({ record, writtenAt }: Copy): Copy {
  const told = Object.entries(record).filter(([name]) => !UNTOLD.includes(name));
  return { record: Object.fromEntries(told), writtenAt };
}

function objectColumns(form: ColumnForm, objects: Readonly<Record<string, object>>): LogRow {
  return Object.fromEntries(
    Object.entries(objects).flatMap(([name, value]): [string, unknown][] => {
      if (form === 'documented') return [[name, value]];
      if (form === 'texts') return [[name, JSON.stringify(value)]];
      return [
        [`${name}_dynamic`, null],
        [`${name}_string`, JSON.stringify(value)],
      ];
    }),
  );
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Seven digits, as the service writes them. */
function ticks(ms: number, index: number): string {
  return new Date(ms).toISOString().replace('Z', `${String(index % 10_000).padStart(4, '0')}Z`);
}
