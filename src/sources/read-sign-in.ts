/**
 * One parsed record of any shape → one sign-in, or why not (contract §1 scope, sign-in, user, day;
 * §4 input shapes). The shape is told per record: properties are found under every name in use.
 */
import { isLogTime } from '../core/day.ts';
import type { Evidence, Step } from '../core/evidence.ts';
import {
  type OutOfScope,
  type ReadRecord,
  type Rejected,
  type Rejection,
  readingTime,
  type SignIn,
} from '../core/sign-in.ts';
import { cleanEvidence, cleanMethod } from './clean-evidence.ts';
import { cleanId, cleanText } from './clean-text.ts';
import {
  FIELDS,
  isObject,
  type RecordObject,
  readArray,
  readField,
  readMember,
  readObject,
} from './read-fields.ts';
import { type ReadInstant, readInstant } from './read-instant.ts';
import { readScope } from './read-scope.ts';

/** Deepest nesting of a record; the deepest real one is 5. */
const DEEPEST = 32;

/** A record and, where it came in a diagnostic envelope, the envelope around it. */
type Row = { readonly fields: RecordObject; readonly envelope: RecordObject };

/**
 * Judged in this order: no object, too deep (told as `tooLarge`: both are limits on what is taken
 * in), out of scope, without id, without time, with a time that is none.
 */
export function readSignIn(value: unknown): ReadRecord {
  if (!isObject(value)) return rejection('notAnObject');
  const row = openEnvelope(value);
  const { fields, envelope } = row;
  const id = cleanId(readField(fields, FIELDS.id));
  const time = readField(fields, FIELDS.createdDateTime);
  const instant = typeof time === 'string' ? readInstant(time) : undefined;
  const created = instant !== undefined && isLogTime(instant.at.ms) ? instant : undefined;
  if (isDeeperThan(value, DEEPEST)) return { ...rejection('tooLarge'), id, ...when(created) };

  const scope = readScope(fields, envelope);
  const readAt = readWrittenAt(envelope);
  if (scope === 'outOfScope')
    return { kind: 'outOfScope', id, ...when(created), readAt } satisfies OutOfScope;
  if (id === undefined) return { ...rejection('noId'), ...when(created) };
  if (time === undefined) return { ...rejection('noTime'), id };
  if (created === undefined) return { ...rejection('badTime'), id };

  const { steps, stepDetails } = readSteps(fields);
  const mfaDetail = readObject(fields, FIELDS.mfaDetail) ?? {};
  const clientApp = cleanText(readField(fields, FIELDS.clientAppUsed));
  const authMethod =
    cleanMethod(readMember(mfaDetail, 'authMethod')) ?? cleanMethod(readField(fields, FIELDS.authMethod));
  const authDetail =
    cleanText(readMember(mfaDetail, 'authDetail')) ?? cleanText(readField(fields, FIELDS.authDetail));
  const evidence: Evidence = {
    steps,
    ...readStatus(row),
    requirement: readRequirement(fields),
    mfaMethod: authMethod,
    canPrompt: canPrompt(fields, clientApp),
  };
  return {
    kind: 'signIn',
    scope,
    id,
    at: created.at,
    createdDateTime: created.createdDateTime,
    readAt,
    ...readUser(fields),
    correlation: readCorrelation(row),
    appId: cleanId(readField(fields, FIELDS.appId)),
    appName: cleanText(readField(fields, FIELDS.appDisplayName)),
    country: readCountry(row),
    operatingSystem: readOperatingSystem(fields),
    clientApp,
    userType: cleanText(readField(fields, FIELDS.userType))?.toLowerCase(),
    requiredBy: readRequiredBy(fields),
    evidence,
    stepDetails,
    mfaDetail: authDetail,
  } satisfies SignIn;
}

/** Whose sign-in it is. */
export function readUser(
  fields: RecordObject,
): Pick<SignIn, 'userId' | 'userPrincipalName' | 'userDisplayName'> {
  return {
    userId: unlessZeros(cleanId(readField(fields, FIELDS.userId))),
    userPrincipalName: cleanText(readField(fields, FIELDS.userPrincipalName))?.toLowerCase(),
    userDisplayName: cleanText(readField(fields, FIELDS.userDisplayName)),
  };
}

/** A record of which nothing more is known than why it cannot be used. */
export function rejection(cause: Rejection): Rejected {
  return { kind: 'rejected', cause, id: undefined, at: undefined, createdDateTime: undefined };
}

function when(created: ReadInstant | undefined): Pick<Rejected, 'at' | 'createdDateTime'> {
  return { at: created?.at, createdDateTime: created?.createdDateTime };
}

/** A diagnostic-settings envelope holds the sign-in under `properties`, in some exports as JSON text. */
export function openEnvelope(record: RecordObject): Row {
  return { fields: readObject(record, ['properties']) ?? record, envelope: record };
}

/** TimeGenerated or envelope time: orders versions of a sign-in, and is never its time. */
function readWrittenAt(envelope: RecordObject): number {
  const written = readField(envelope, FIELDS.writtenAt);
  const instant = typeof written === 'string' ? readInstant(written) : undefined;
  return instant === undefined ? 0 : readingTime(instant.at);
}

function readSteps(fields: RecordObject): Pick<Evidence, 'steps'> & Pick<SignIn, 'stepDetails'> {
  const steps: Step[] = [];
  const stepDetails: (string | undefined)[] = [];
  for (const step of readArray(fields, FIELDS.steps) ?? []) {
    if (!isObject(step)) continue;
    steps.push({
      method: cleanMethod(readMember(step, 'authenticationMethod')),
      text: cleanEvidence(readMember(step, 'authenticationStepResultDetail')),
      succeeded: readBoolean(readMember(step, 'succeeded')),
    });
    stepDetails.push(cleanText(readMember(step, 'authenticationMethodDetail')));
  }
  return { steps, stepDetails };
}

/**
 * The row's code and text. The code of the status object comes first, because an envelope's
 * `resultType` may be a word ("Failure"); the portal leaves the code of a success empty.
 */
function readStatus({ fields, envelope }: Row): Pick<Evidence, 'code' | 'text'> {
  const status = readObject(fields, FIELDS.status) ?? {};
  let code = readInteger(readMember(status, 'errorCode'));
  for (const name of FIELDS.errorCode) {
    code ??= readInteger(readField(fields, [name])) ?? readInteger(readField(envelope, [name]));
  }
  if (code === undefined && isWord(readField(fields, FIELDS.status), 'success')) code = 0;
  const text =
    cleanEvidence(readMember(status, 'additionalDetails')) ??
    cleanEvidence(readField(fields, FIELDS.resultText));
  return { code, text };
}

/** The portal writes "Multifactor authentication" and "Single-factor authentication" for Graph's names. */
const PORTAL_REQUIREMENTS = new Map([
  ['multifactor authentication', 'multiFactorAuthentication'],
  ['multi-factor authentication', 'multiFactorAuthentication'],
  ['single-factor authentication', 'singleFactorAuthentication'],
  ['single factor authentication', 'singleFactorAuthentication'],
]);

function readRequirement(fields: RecordObject): string | undefined {
  const requirement = cleanText(readField(fields, FIELDS.authenticationRequirement));
  return requirement && (PORTAL_REQUIREMENTS.get(requirement.toLowerCase()) ?? requirement);
}

function readRequiredBy(fields: RecordObject): string | undefined {
  const first = readArray(fields, FIELDS.requirementPolicies)?.find(isObject);
  return first && cleanText(readMember(first, 'requirementProvider'));
}

function readCorrelation({ fields, envelope }: Row): string | undefined {
  return (
    unlessZeros(cleanId(readField(fields, FIELDS.correlationId))) ??
    unlessZeros(cleanId(readField(envelope, FIELDS.correlationId))) ??
    unlessZeros(cleanId(readField(fields, FIELDS.originalRequestId)))
  );
}

function readCountry({ fields, envelope }: Row): string | undefined {
  const country = cleanText(readMember(readObject(fields, FIELDS.location) ?? {}, 'countryOrRegion'));
  return (
    country ?? lastPart(readField(fields, FIELDS.location)) ?? lastPart(readField(envelope, FIELDS.location))
  );
}

/** The country of the portal's "City, State, CC", and of a plain "CC". */
function lastPart(location: unknown): string | undefined {
  if (typeof location !== 'string' || location.trimStart().startsWith('{')) return undefined;
  return cleanText(location.slice(location.lastIndexOf(',') + 1));
}

function readOperatingSystem(fields: RecordObject): string | undefined {
  const device = readObject(fields, FIELDS.deviceDetail) ?? {};
  return (
    cleanText(readMember(device, 'operatingSystem')) ?? cleanText(readField(fields, FIELDS.operatingSystem))
  );
}

/** Clients that cannot show a prompt (contract §1, interrupted: notPrompted). */
const PROMPTLESS_CLIENTS: ReadonlySet<string> = new Set([
  'exchange activesync',
  'imap4',
  'pop3',
  'smtp',
  'authenticated smtp',
  'mapi over http',
  'exchange web services',
  'offline address book',
  'outlook anywhere',
  'exchange online powershell',
  'autodiscover',
  'reporting web services',
  'other clients',
]);

function canPrompt(fields: RecordObject, clientApp: string | undefined): boolean {
  if (clientApp !== undefined && PROMPTLESS_CLIENTS.has(clientApp.toLowerCase())) return false;
  if (isWord(readField(fields, FIELDS.authenticationProtocol), 'ropc')) return false;
  const userAgent = readField(fields, FIELDS.userAgent);
  return typeof userAgent !== 'string' || !userAgent.toLowerCase().includes('bav2ropc');
}

function readInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d{1,15}\s*$/.test(value)) return undefined;
  return Number(value);
}

function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (isWord(value, 'true')) return true;
  return isWord(value, 'false') ? false : undefined;
}

function isWord(value: unknown, word: string): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === word;
}

/** Entra writes an id of zeros where it knows none. */
function unlessZeros(id: string | undefined): string | undefined {
  return id === undefined || /^[0-]+$/.test(id) ? undefined : id;
}

/** `for in` because it costs a third of `Object.values`; a parsed object has own properties only. */
function isDeeperThan(value: RecordObject | readonly unknown[], levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => isNested(inner) && isDeeperThan(inner, levels - 1));
  const record = value as RecordObject;
  for (const name in record) {
    const inner = record[name];
    if (isNested(inner) && isDeeperThan(inner, levels - 1)) return true;
  }
  return false;
}

function isNested(value: unknown): value is RecordObject | readonly unknown[] {
  return typeof value === 'object' && value !== null;
}
