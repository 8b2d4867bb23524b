/** What the doctor says of one thing it looked at. */
import { DeliveryError, SettingsError, SourceError, UsageError } from '../errors.ts';
import { withoutSecrets } from '../logger.ts';

/** What is at fault, in the order in which it decides the exit code: what comes first must be mended first. */
export const FAULTS = ['usage', 'refused', 'undelivered', 'incomplete'] as const;
export type Fault = (typeof FAULTS)[number];

export type Level = 'ok' | 'warn' | 'fail';

export type Line = {
  readonly level: Level;
  /** What was found, and what it means: whole sentences without a secret, an address or a name. */
  readonly says: string;
  /** The command or setting that mends it; `null` where nothing is to be done. */
  readonly mend: string | null;
  /** Set where the level is `fail`. */
  readonly fault?: Fault;
};

export function ok(says: string): Line {
  return { level: 'ok', says, mend: null };
}

export function warn(says: string, mend: string): Line {
  return { level: 'warn', says, mend };
}

export function fail(fault: Fault, says: string, mend: string): Line {
  return { level: 'fail', says, mend, fault };
}

/**
 * An error as a line: its first sentence says what is, the others what to do; `command` mends it, too.
 * What a package may have said is cleaned once more. Whatever is not ours to expect is thrown on.
 */
export function failed(error: unknown, command?: string): Line {
  const fault = faultOf(error);
  if (fault === undefined || !(error instanceof Error)) throw error;
  const [says = '', ...advice] = error.message.split(/(?<=[.!?])\s+(?=[A-Z"])/).map(withoutSecrets);
  const mend = [...advice, ...(command === undefined ? [] : [command])].join(' ');
  return fail(fault, says, mend === '' ? LATER : mend);
}

const LATER = 'Nothing can be set right from here; run mfa-digest doctor again in some minutes.';

/** As the exit codes of all commands have it (contract §4); a plain Error is the store's word for a service that failed. */
function faultOf(error: unknown): Fault | undefined {
  if (error instanceof UsageError || error instanceof SettingsError) return 'usage';
  if (error instanceof DeliveryError) return 'undelivered';
  if (error instanceof SourceError) {
    if (error.cause instanceof UsageError) return 'usage';
    return error.kind === 'refused' ? 'refused' : 'incomplete';
  }
  return error instanceof Error && error.constructor === Error ? 'incomplete' : undefined;
}
