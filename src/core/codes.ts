/**
 * Error codes of `status.errorCode` (AADSTS numbers). They are compared as numbers, never as
 * prefixes: 5001211 is not 500121. A code that no table has is `undefined`: counted as unlisted.
 */
import { MFA_CODES } from './codes-mfa.ts';
import { OTHER_CODES } from './codes-other.ts';
import type { ReasonName } from './reasons.ts';

export type CodeRow = {
  readonly code: number;
  /** Microsoft's name, where one is published. */
  readonly name?: string;
  /** `interrupt`: an expected step that asks for something. `info`: housekeeping of tokens. */
  readonly kind: 'success' | 'interrupt' | 'failure' | 'info';
  /** True where the code alone shows that MFA was asked for. The nudge 50203 does not (contract §1, required). */
  readonly mfa: boolean;
  readonly says:
    | 'success'
    | 'challenge'
    | 'registration'
    | 'handOver'
    | 'nudge'
    | 'denied'
    | 'firstFactorFailed'
    | 'otherReason';
  /** Of `denied` rows. */
  readonly reason?: ReasonName;
  readonly title: string;
  readonly meaning: string;
  readonly likelyCause: string;
  /** One thing a help desk does. */
  readonly nextStep: string;
  readonly source: string;
};

/** Every listed code, MFA first. */
export const CODES: readonly CodeRow[] = [...MFA_CODES, ...OTHER_CODES];

const BY_CODE: ReadonlyMap<number, CodeRow> = new Map(CODES.map((row) => [row.code, row]));

export function lookUpCode(code: number | undefined): CodeRow | undefined {
  return code === undefined ? undefined : BY_CODE.get(code);
}
