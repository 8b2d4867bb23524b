/**
 * What the names of the contract are called in front of people; one place, so that mail, page and
 * CSV use the same words. Causes, reasons, methods and strengths carry theirs in their own tables.
 */
import type { How, Interrupt, KnownAs, Outcome, Required, RestatedWhy, ResultList, State } from './report.ts';
import type { Rejection } from './sign-in.ts';

export const OUTCOME_TITLES = {
  completed: 'Completed',
  denied: 'Denied',
  satisfiedWithoutPrompt: 'Satisfied without a prompt',
  interrupted: 'Interrupted',
  firstFactorFailed: 'First factor failed',
  otherReason: 'Stopped for another reason',
  singleFactor: 'Single factor',
  unclassified: 'Unclassified',
} as const satisfies Record<Outcome, string>;

export const INTERRUPT_TITLES = {
  abandoned: 'Abandoned',
  pending: 'Pending',
  handedOff: 'Handed off',
  notPrompted: 'Not prompted',
} as const satisfies Record<Interrupt, string>;

export const REQUIRED_TITLES = {
  yes: 'MFA required',
  no: 'MFA not required',
  unknown: 'MFA requirement unknown',
} as const satisfies Record<Required, string>;

/** The published lists of the reference page, from texts alone (contract §1, result). */
export const RESULT_TITLES = {
  satisfied: 'Satisfied',
  denied: 'Denied',
  none: 'No result text',
} as const satisfies Record<ResultList, string>;

export const HOW_TITLES = {
  claimInToken: 'Claim in the token',
  rememberedDevice: 'Remembered device',
  registeredDevice: 'Registered device',
  trustedLocation: 'Trusted location',
  trustedIp: 'Trusted IP address',
  insideCorporateNetwork: 'Inside the corporate network',
  appPassword: 'App password',
  windowsBroker: 'Windows broker',
  externalProvider: 'External provider',
} as const satisfies Record<How, string>;

/** As in "3 not JSON, 1 without a time". */
export const REJECTION_TITLES = {
  notJson: 'not JSON',
  notAnObject: 'not a record',
  noId: 'without an id',
  noTime: 'without a time',
  badTime: 'with an unreadable time',
  tooLarge: 'too large',
} as const satisfies Record<Rejection, string>;

/** Sign and word of a day's state, the same wherever a day is told; a sealed day needs no mark. */
export const STATE_TITLES = {
  missing: { sign: '○', word: 'Missing' },
  partial: { sign: '◐', word: 'Partial' },
  open: { sign: '○', word: 'Open' },
  sealed: { sign: '', word: 'Sealed' },
  lost: { sign: '✕', word: 'Lost' },
} as const satisfies Record<State, { sign: string; word: string }>;

/** How readers knew a day that is whole by now; its figures follow. */
export const KNOWN_AS_TITLES = {
  missing: 'Was missing and is now complete',
  partial: 'Was partial and is now complete',
  lost: 'Was lost and is now complete',
  untold: 'No mail of it is on record; it is complete',
} as const satisfies Record<KnownAs, string>;

/** Why a day is not as it was told, as in "Restated, late records: unable users 9 → 11". */
export const RESTATED_WHY_TITLES = {
  restRead: 'more of it read',
  lateRecords: 'late records',
  detailsCompleted: 'MFA details completed',
  collectedAgain: 'collected again with fewer sign-ins',
} as const satisfies Record<RestatedWhy, string>;

/** Marks of days that are not as they were told. */
export const CHANGE_TITLES = {
  restated: { sign: 'Δ', word: 'Restated' },
  healed: { sign: '✓', word: 'Caught up' },
} as const satisfies Record<string, { sign: string; word: string }>;

/** Names of the figures of a headline, as in "unable users 9 → 11". */
export const HEADLINE_TITLES = {
  signIns: 'sign-ins',
  attempts: 'attempts',
  users: 'users',
  challengedAttempts: 'challenged attempts',
  challengedUsers: 'challenged users',
  completed: 'completed',
  denied: 'denied',
  abandoned: 'abandoned',
  unableUsers: 'unable users',
  rate: 'success',
} as const satisfies Readonly<Record<string, string>>;
