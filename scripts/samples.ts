/**
 * Writes the small example export under samples/: the same 60 invented sign-ins as Graph answers
 * them and as the portal's CSV download has them. Run it again whenever the sample tenant changes:
 *
 *   node scripts/samples.ts
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { type SampleRecord, sampleRecords } from '../src/sources/sample/sample-records.ts';

/** A Monday with a push outage. */
const DAY = '2026-11-16';
const RECORDS = 60;
/** That many are chosen for variety; the rest is an ordinary day. */
const VARIED = 38;

/** The files by name; the same on every machine. */
export function sampleFiles(): Record<'signins.json' | 'signins.csv', string> {
  const records = chooseRecords(sampleRecords(DAY));
  return {
    'signins.json': `${JSON.stringify({ '@odata.context': CONTEXT, value: records }, null, 2)}\n`,
    'signins.csv': `\uFEFF${[Object.keys(COLUMNS), ...records.map(portalRow)].map(csvLine).join('')}`,
  };
}

const CONTEXT = 'https://graph.microsoft.com/beta/$metadata#auditLogs/signIns';

/** Whole attempts: first one for each denial text and each rare code, then people from the whole day. */
function chooseRecords(records: readonly SampleRecord[]): SampleRecord[] {
  const attempts = [...Map.groupBy(records.filter(isInteractive), (record) => record.correlationId).values()];
  const shown = new Set<unknown>();
  const chosen = new Set<SampleRecord>();
  const choose = (attempt: readonly SampleRecord[], atMost: number): void => {
    if (chosen.size + attempt.length <= atMost) for (const record of attempt) chosen.add(record);
  };
  for (const attempt of attempts.toReversed()) {
    const said = attempt.map((record) => (codeOf(record) === 500121 ? mfaResult(record) : codeOf(record)));
    if (said.every((each) => shown.has(each))) continue;
    choose(attempt, VARIED);
    for (const each of said) shown.add(each);
  }
  // A stride takes people from the whole day, not from its first hour.
  for (let nth = 0; nth < attempts.length; nth++) {
    const attempt = attempts[(nth * 41) % attempts.length] ?? [];
    if (attempt.every((record) => codeOf(record) !== 500121)) choose(attempt, RECORDS);
  }
  // Newest first, as Graph and the portal give them.
  return records.filter((record) => chosen.has(record)).toReversed();
}

function isInteractive(record: SampleRecord): boolean {
  return record.isInteractive === true;
}

/** Columns of the portal's download, in its spelling: two names end in a space there. */
const COLUMNS = {
  'Date (UTC)': (record) => record.createdDateTime,
  'Request ID': (record) => record.id,
  'User agent': (record) => record.userAgent,
  'Correlation ID': (record) => record.correlationId,
  'User ID': (record) => record.userId,
  User: (record) => record.userDisplayName,
  Username: (record) => record.userPrincipalName,
  'User type': (record) => (record.userType === 'guest' ? 'Guest' : 'Member'),
  Application: (record) => record.appDisplayName,
  'Application ID ': (record) => record.appId,
  Resource: (record) => record.resourceDisplayName,
  'Resource ID ': (record) => record.resourceId,
  'IP address': (record) => record.ipAddress,
  Location: (record) =>
    ['city', 'state', 'countryOrRegion'].map((part) => partOf(record.location, part)).join(', '),
  Status: (record) => statusWord(codeOf(record)),
  'Sign-in error code': (record) => (codeOf(record) === 0 ? '' : codeOf(record)),
  'Failure reason': (record) => partOf(record.status, 'failureReason'),
  'Client app': (record) => record.clientAppUsed,
  Browser: (record) => partOf(record.deviceDetail, 'browser'),
  'Operating System': (record) => partOf(record.deviceDetail, 'operatingSystem'),
  'Multifactor authentication result': (record) => mfaResult(record),
  'Multifactor authentication auth method': (record) => lastMethod(record),
  'Multifactor authentication auth detail': (record) =>
    partOf(lastStep(record), 'authenticationMethodDetail'),
  'Authentication requirement': (record) =>
    record.authenticationRequirement === 'multiFactorAuthentication'
      ? 'Multifactor authentication'
      : 'Single-factor authentication',
  'Conditional Access': (record) => record.conditionalAccessStatus,
} as const satisfies Record<string, (record: SampleRecord) => unknown>;

function portalRow(record: SampleRecord): string[] {
  return Object.values(COLUMNS).map((column) => cellOf(column(record)));
}

function cellOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** The portal calls expected pauses interrupted. */
function statusWord(code: unknown): 'Success' | 'Interrupted' | 'Failure' {
  if (code === 0) return 'Success';
  return INTERRUPTS.has(code) ? 'Interrupted' : 'Failure';
}

const INTERRUPTS: ReadonlySet<unknown> = new Set([
  16000, 50055, 50058, 50072, 50074, 50097, 50140, 50158, 65001,
]);

function codeOf(record: SampleRecord): unknown {
  return partOf(record.status, 'errorCode');
}

/** The text of the second factor's step, else the row's own: the download has one column for both. */
function mfaResult(record: SampleRecord): unknown {
  return (
    partOf(lastStep(record), 'authenticationStepResultDetail') ?? partOf(record.status, 'additionalDetails')
  );
}

function lastMethod(record: SampleRecord): unknown {
  return partOf(lastStep(record), 'authenticationMethod');
}

/** The last step that is not the password. */
function lastStep(record: SampleRecord): unknown {
  const steps: unknown[] = Array.isArray(record.authenticationDetails) ? record.authenticationDetails : [];
  return steps.findLast((step) => partOf(step, 'authenticationMethod') !== 'Password');
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

if (import.meta.main) {
  const folder = new URL('../samples/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(sampleFiles())) await writeFile(new URL(name, folder), text);
}
