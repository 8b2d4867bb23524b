/** Which log a record is of (contract §1, scope). All names are compared without case. */
import type { SignIn } from '../core/sign-in.ts';
import { FIELDS, type RecordObject, readArray, readField } from './read-fields.ts';

export type Scope = SignIn['scope'] | 'outOfScope';

/** Diagnostic categories and Log Analytics tables of user sign-ins; every other log is out of scope. */
const SCOPE_OF_LOG: ReadonlyMap<string, Scope> = new Map<string, Scope>([
  ['signinlogs', 'interactive'],
  ['adfssigninlogs', 'interactive'],
  ['noninteractiveusersigninlogs', 'nonInteractive'],
  ['aadnoninteractiveusersigninlogs', 'nonInteractive'],
]);

/**
 * The first that is present decides: event types, log, `isInteractive`. A record with none of them is
 * interactive, because the AD FS adapter and the NPS extension write none (facts §1.1).
 */
export function readScope(fields: RecordObject, envelope: RecordObject): Scope {
  return byEventTypes(fields) ?? byLog(fields, envelope) ?? byFlag(fields);
}

function byEventTypes(fields: RecordObject): Scope | undefined {
  const types = (readArray(fields, FIELDS.signInEventTypes) ?? []).filter((type) => typeof type === 'string');
  if (types.length === 0) return undefined;
  const lower = types.map((type) => type.trim().toLowerCase());
  if (lower.includes('interactiveuser')) return 'interactive';
  return lower.includes('noninteractiveuser') ? 'nonInteractive' : 'outOfScope';
}

function byLog(fields: RecordObject, envelope: RecordObject): Scope | undefined {
  const log = readField(envelope, FIELDS.category) ?? readField(fields, FIELDS.category);
  if (typeof log !== 'string' || log.trim() === '') return undefined;
  return SCOPE_OF_LOG.get(log.trim().toLowerCase()) ?? 'outOfScope';
}

function byFlag(fields: RecordObject): Scope {
  const flag = readField(fields, FIELDS.isInteractive);
  const isFalse = flag === false || (typeof flag === 'string' && flag.trim().toLowerCase() === 'false');
  return isFalse ? 'nonInteractive' : 'interactive';
}
