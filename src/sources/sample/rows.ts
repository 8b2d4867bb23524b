import type { Credential } from './credentials.ts';
import { FIRST_STEP, type SampleRow, type SampleStep } from './graph-sign-in.ts';
import type { User } from './users.ts';

/** The sentences a sign-in log is made of: one function per kind of row. */

const MULTI = 'multiFactorAuthentication';
const SINGLE = 'singleFactorAuthentication';

/** A row with its own code, text and steps; single-factor unless `multi` is asked for. */
export function row(
  after: number,
  code: number,
  options: { text?: string | null; steps?: readonly SampleStep[]; multi?: true } = {},
): SampleRow {
  return {
    after,
    code,
    text: options.text ?? null,
    steps: options.steps ?? [],
    requirement: options.multi ? MULTI : SINGLE,
  };
}

/** The prompt was raised; whether it is answered stands in a later row. */
export function promptRow(after: number): SampleRow {
  return {
    after,
    code: 50074,
    text: 'MFA required in Azure AD',
    steps: [passwordStep(), step(null, null, false, 'MFA required in Azure AD', 0)],
    requirement: MULTI,
  };
}

/** The prompt was answered. */
export function passedRow(after: number, user: User, credential: Credential): SampleRow {
  return {
    after,
    code: 0,
    text: 'MFA completed in Azure AD',
    steps: [passwordStep(), mfaStep(user, credential, true, 'MFA successfully completed')],
    requirement: MULTI,
  };
}

/**
 * The prompt ended badly for the reason in `text`. About one row in four says it in the step only
 * and repeats the general sentence of 500121 in `additionalDetails`.
 */
export function deniedRow(after: number, user: User, credential: Credential, text: string): SampleRow {
  const general = (after + user.index) % 4 === 0;
  return {
    after,
    code: 500121,
    text: general ? DID_NOT_COMPLETE : text,
    steps: [passwordStep(), mfaStep(user, credential, false, text)],
    requirement: MULTI,
  };
}

/** Nobody was prompted: `text` says why not. */
export function satisfiedRow(after: number, text: string, options: { multi: boolean }): SampleRow {
  return {
    after,
    code: 0,
    text,
    steps: [
      step(
        'Previously satisfied',
        null,
        true,
        'First factor requirement satisfied by claim in the token',
        FIRST_STEP,
      ),
      step('Previously satisfied', null, true, text, 0),
    ],
    requirement: options.multi ? MULTI : SINGLE,
  };
}

/** A credential that is both factors in one; such steps have no text, and half of them read single. */
export function oneStepRow(
  after: number,
  user: User,
  credential: Credential,
  options: { multi: boolean },
): SampleRow {
  return {
    after,
    code: 0,
    text: null,
    steps: [mfaStep(user, credential, true, null)],
    requirement: options.multi ? MULTI : SINGLE,
  };
}

/** The page "Stay signed in?", shown after everything before it has passed; the sign-in then ends. */
export function staySignedInRows(passed: SampleRow): SampleRow[] {
  return [
    { ...passed, code: 50140 },
    { ...passed, after: passed.after + 4 },
  ];
}

export function passwordStep(text: string | null = 'Correct password', succeeded = true): SampleStep {
  return step('Password', 'Password Hash Sync', succeeded, text, FIRST_STEP);
}

export function mfaStep(
  user: User,
  credential: Credential,
  succeeded: boolean,
  text: string | null,
): SampleStep {
  const detail = credential.detail?.replace('##', user.phoneEnd) ?? null;
  return step(credential.method, detail, succeeded, text, 0);
}

export function step(
  method: string | null,
  detail: string | null,
  succeeded: boolean,
  text: string | null,
  before: number,
): SampleStep {
  return { method, detail, succeeded, text, before };
}

/** General sentence beside code 500121; no reason. */
export const DID_NOT_COMPLETE =
  "The user didn't complete the MFA prompt. They may have decided not to authenticate, timed out while doing other work, or has an issue with their authentication setup.";
