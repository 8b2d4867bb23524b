/**
 * The rules that fix the numbers (contract §1), one case a sentence, derived by hand from its words
 * and run against every implementation. Everything is invented.
 */
import { describe, expect, it } from 'vitest';
import type { Evidence, Step } from '../../src/core/evidence.ts';
import type { ReadRecord, SignIn } from '../../src/core/sign-in.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';
import { windowOf } from '../naive/window.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { type Summary, summaryOf } from './summary.ts';

type Parts = Partial<Omit<SignIn, 'evidence'>> & Partial<Evidence>;
/** Time on 10 March 2026 (`HH:MM:SS`, with `9 ` or `11 ` before it on a neighbouring day), and what the row is about. */
type Row = readonly [time: string, parts?: Parts];
type Case = {
  readonly rule: string;
  readonly rows: readonly Row[];
  readonly others?: readonly ReadRecord[];
  /** When the data was read; long after the day unless told. */
  readonly readAt?: string;
  readonly expected: Partial<Summary>;
};

const DAY = windowOf('2026-03-10', 'UTC');
const LONG_AFTER = DAY.to + 48 * 3_600_000;

const MULTI = { requirement: 'multiFactorAuthentication' };
const SINGLE = { requirement: 'singleFactorAuthentication' };
const CHALLENGE = { code: 50074 };
const HAND_OVER = { code: 50158 };
const DENIED = { code: 500121 };
const NUDGE = { code: 50203 };
const SUCCESS = { code: 0 };
const CLAIM = 'MFA requirement satisfied by claim in the token';
const COMPLETED = 'MFA successfully completed';
const DECLINED = 'MFA denied; user declined the authentication';
const NO_RESPONSE = 'MFA denied; user did not respond to mobile app notification';
const WRONG_CODE = 'MFA denied; user entered incorrect code';
const OVERLAP = 'MFA denied; duplicate authentication attempt';
const FRAUD = 'MFA denied; Phone App Reported Fraud';
const REQUIRED = 'MFA required in Azure AD';
const REDIRECTED = 'Redirected to external provider for MFA';
const REGISTRATION = 'MFA registration prompted';
const EXPIRED = 'MFA claim has expired due to the policies configured on tenant';
const IN_PROGRESS = 'Authentication in progress';
const GENERIC = 'Authentication failed during strong authentication request.';

const ANN = { userId: guid(0xa, 1) };
const BEN = { userId: guid(0xa, 2) };
const NOBODY = { userId: undefined };
const MAIL = { appId: guid(0xb, 1), appName: 'Contoso Mail' };
const PORTAL = { appId: guid(0xb, 2), appName: 'Contoso Portal' };
const FIRST = { correlation: guid(0xc, 1) };
const SECOND = { correlation: guid(0xc, 2) };
const ALONE = { correlation: undefined };

function push(text?: string, succeeded?: boolean): Step {
  return step('Mobile app notification', text, succeeded);
}

function sms(text?: string, succeeded?: boolean): Step {
  return step('Text message', text, succeeded);
}

function password(text?: string, succeeded?: boolean): Step {
  return step('Password', text, succeeded);
}

/** One sign-in on its own. */
function alone(rule: string, parts: Parts, expected: Partial<Summary>): Case {
  return { rule, rows: [['10:00:00', parts]], expected };
}

const OUTCOMES_OF_A_SIGN_IN: Case[] = [
  alone(
    'a completion text completes, whatever the code',
    { code: 53003, text: COMPLETED },
    { signIns: { completed: 1 }, required: { yes: 1 }, resultSignIns: { satisfied: 1 } },
  ),
  alone(
    '"satisfied by strong authentication" is a credential that was answered',
    { text: 'MFA requirement satisfied by strong authentication' },
    { signIns: { completed: 1 } },
  ),
  alone(
    '"satisfied by multi-factor device" is a credential that was answered',
    {
      steps: [
        step('FIDO2 security key', undefined, true),
        step('Other', 'MFA requirement satisfied by multi-factor device', true),
      ],
    },
    { signIns: { completed: 1 }, methods: { passkey: [1, 0, 0] } },
  ),
  alone(
    'a succeeded step with an MFA-class method completes',
    { ...MULTI, steps: [password(undefined, true), push(undefined, true)] },
    { signIns: { completed: 1 }, methods: { push: [1, 0, 0] }, tries: { firstTry: 1 } },
  ),
  alone(
    'a succeeded step with an unlisted text completes as if it had none',
    { steps: [push('Nodded into the camera', true)] },
    {
      signIns: { completed: 1 },
      unlistedTexts: [{ text: 'Nodded into the camera', outcome: 'completed', signIns: 1 }],
    },
  ),
  alone(
    'beside a requirement of single, a succeeded MFA-class step is completed and not required',
    { ...SINGLE, steps: [step('Passkey (device-bound)', undefined, true)] },
    { signIns: { completed: 1 }, required: { no: 1 }, challenged: [1, 1] },
  ),
  alone(
    'a succeeded password is no MFA',
    { ...SINGLE, steps: [password(undefined, true)] },
    { signIns: { singleFactor: 1 }, required: { no: 1 }, challenged: [0, 0], rate: null },
  ),
  alone(
    'a step speaks by its text, not by succeeded: denied though it succeeded',
    { ...DENIED, steps: [push(DECLINED, true)] },
    { signIns: { denied: 1 }, reasons: { declined: [1, 1] } },
  ),
  alone(
    'a step speaks by its text, not by succeeded: satisfied though it failed',
    { steps: [step(undefined, CLAIM, false)] },
    { signIns: { satisfiedWithoutPrompt: 1 }, required: { yes: 1 } },
  ),
  alone(
    '"Other" is a listed text, so succeeded is not asked',
    { ...SINGLE, steps: [push('Other', true)] },
    { signIns: { singleFactor: 1 } },
  ),
  alone(
    'a denial text with its prefix denies',
    { code: 999_999, text: DECLINED },
    { signIns: { denied: 1 }, resultSignIns: { denied: 1 }, reasons: { declined: [1, 1] } },
  ),
  alone(
    'a denial text without its prefix denies',
    { code: 999_999, text: 'user declined the authentication' },
    { signIns: { denied: 1 }, reasons: { declined: [1, 1] } },
  ),
  alone(
    'a denial text of 2017 denies',
    {
      ...DENIED,
      text: 'Azure Multi-Factor Authentication denied; user hung up the phone call without succeeding the authentication',
    },
    { signIns: { denied: 1 }, reasons: { callHungUp: [1, 1] } },
  ),
  alone(
    'an unlisted text with a denial prefix denies, reason unlisted',
    { code: 53003, steps: [push('MFA denied; the moon was full')] },
    {
      signIns: { denied: 1 },
      reasons: { unlisted: [1, 1] },
      causes: { unknown: 1 },
      unlistedTexts: [{ text: 'MFA denied; the moon was full', outcome: 'denied', signIns: 1 }],
    },
  ),
  alone('an MFA failure code denies', DENIED, {
    signIns: { denied: 1 },
    required: { yes: 1 },
    resultSignIns: { none: 1 },
    results: { denied: 1 },
    reasons: { unspecified: [1, 1] },
  }),
  alone('5001211 is not 500121', { code: 5001211 }, { signIns: { otherReason: 1 } }),
  alone(
    'an MFA failure code beats a claim text',
    { ...DENIED, text: CLAIM },
    { signIns: { denied: 1 }, resultSignIns: { satisfied: 1 } },
  ),
  alone(
    'a claim text satisfies whatever the code',
    { ...CHALLENGE, text: CLAIM },
    { signIns: { satisfiedWithoutPrompt: 1 }, how: { claimInToken: [1, 1] } },
  ),
  alone(
    'a skip text satisfies',
    { ...MULTI, text: 'MFA requirement skipped due to IP address' },
    { signIns: { satisfiedWithoutPrompt: 1 }, how: { trustedIp: [1, 1] }, challenged: [0, 0] },
  ),
  alone(
    'a claim of an external provider satisfies',
    { text: 'MFA requirement satisfied by claim provided by external provider' },
    { how: { externalProvider: [1, 1] } },
  ),
  alone(
    'a claim of the first factor says nothing of MFA',
    { ...SINGLE, text: 'First factor requirement satisfied by claim in the token' },
    { signIns: { singleFactor: 1 }, required: { no: 1 }, resultSignIns: { none: 1 } },
  ),
  alone(
    'a completion beats a claim',
    { steps: [step('Previously satisfied', CLAIM, true), push(COMPLETED, true)] },
    { signIns: { completed: 1 }, how: {} },
  ),
  alone(
    'a wrong password says nothing of MFA',
    { ...SINGLE, code: 50126, steps: [password('Incorrect password', false)] },
    { signIns: { firstFactorFailed: 1 }, required: { unknown: 1 } },
  ),
  alone(
    'a first-factor code without steps is a failed first factor',
    { code: 50053 },
    { signIns: { firstFactorFailed: 1 } },
  ),
  alone(
    'an account picker is another reason',
    { code: 16000 },
    { signIns: { otherReason: 1 }, required: { unknown: 1 } },
  ),
  alone(
    'a policy block after MFA evidence is not another reason',
    { code: 53003, text: IN_PROGRESS },
    { signIns: { interrupted: 1 }, attempts: { interrupted: 1 } },
  ),
  alone('housekeeping of tokens is another reason', { code: 70008 }, { signIns: { otherReason: 1 } }),
  alone(
    'a code of no table without MFA evidence is unclassified',
    { code: 987_654 },
    { signIns: { unclassified: 1 }, unlistedCodes: [{ code: 987_654, signIns: 1 }] },
  ),
  alone('success with requirement single and no evidence is single factor', SINGLE, {
    signIns: { singleFactor: 1 },
    required: { no: 1 },
  }),
  alone(
    '50140 and 50199 are successes',
    { ...SINGLE, code: 50140 },
    { signIns: { singleFactor: 1 }, required: { no: 1 } },
  ),
  alone(
    'success without requirement while the steps show first factors that succeeded is single factor',
    { steps: [password('Correct password', true)] },
    { signIns: { singleFactor: 1 }, required: { unknown: 1 } },
  ),
  alone(
    'success without requirement, steps and texts is unclassified',
    {},
    { signIns: { unclassified: 1 }, required: { unknown: 1 } },
  ),
  alone('success with requirement multi and no evidence is unclassified, though required', MULTI, {
    signIns: { unclassified: 1 },
    required: { yes: 1 },
  }),
  alone(
    'the requirement is compared without case',
    { requirement: 'MultifactorAuthentication' },
    { signIns: { unclassified: 1 }, required: { yes: 1 } },
  ),
  alone(
    'an unlisted text does not decide and is kept as written',
    { ...SINGLE, text: 'Looked the other way' },
    {
      signIns: { singleFactor: 1 },
      unlistedTexts: [{ text: 'Looked the other way', outcome: 'singleFactor', signIns: 1 }],
    },
  ),
  alone(
    'an unlisted text on step and row counts one sign-in',
    { ...SINGLE, steps: [password('Hm', true)], text: 'Hm' },
    { unlistedTexts: [{ text: 'Hm', outcome: 'singleFactor', signIns: 1 }] },
  ),
  alone(
    'an unlisted method is unknown and kept as written',
    { ...SINGLE, steps: [step('Retina scan', undefined, true)] },
    { signIns: { singleFactor: 1 }, unlistedMethods: [{ text: 'Retina scan', signIns: 1 }] },
  ),
];

const SUCCESS_ROWS: Case[] = [
  alone(
    '"required" on a success row is a challenge that was answered',
    { text: REQUIRED },
    { signIns: { completed: 1 }, resultSignIns: { none: 1 }, results: { satisfied: 1 } },
  ),
  alone(
    '"in progress" on a success row is a challenge that was answered',
    { ...MULTI, steps: [push(IN_PROGRESS, false)] },
    { signIns: { completed: 1 }, methods: { push: [1, 0, 0] } },
  ),
  alone(
    '"has expired" on a success row is a challenge that was answered',
    { text: EXPIRED },
    { signIns: { completed: 1 }, resultSignIns: { satisfied: 1 } },
  ),
  alone(
    'a denied step on a success row is a retry',
    { steps: [push(NO_RESPONSE, false)] },
    {
      signIns: { completed: 1 },
      tries: { afterRetry: 1 },
      reasons: { noResponse: [1, 0] },
      resultSignIns: { none: 1 },
    },
  ),
  alone(
    'the order of steps inside a row decides nothing',
    { steps: [push(COMPLETED, true), push(WRONG_CODE, false)] },
    { signIns: { completed: 1 }, tries: { afterRetry: 1 } },
  ),
  alone(
    'a failed MFA-class step without a text on a success row is a challenge that was answered',
    { ...SINGLE, steps: [sms(undefined, false)] },
    { signIns: { completed: 1 }, required: { no: 1 }, tries: { firstTry: 1 }, methods: { sms: [1, 0, 0] } },
  ),
  alone(
    'a failed password on a success row is not',
    { ...SINGLE, steps: [password(undefined, false), password(undefined, true)] },
    { signIns: { singleFactor: 1 } },
  ),
  alone(
    '"redirected" on a success row was handed over and returned',
    { text: REDIRECTED },
    { signIns: { satisfiedWithoutPrompt: 1 }, how: { externalProvider: [1, 1] } },
  ),
  alone(
    '"registration prompted" on a success row completes where the requirement is multi',
    { ...MULTI, text: REGISTRATION },
    { signIns: { completed: 1 } },
  ),
  alone(
    '"registration prompted" on a success row is nothing where the requirement is single',
    { ...SINGLE, text: REGISTRATION },
    { signIns: { singleFactor: 1 }, resultSignIns: { satisfied: 1 } },
  ),
  alone(
    '"satisfied by claim" beside "required" on a success row completes the challenge',
    { steps: [push(REQUIRED), step('Previously satisfied', CLAIM, true)] },
    { signIns: { completed: 1 } },
  ),
];

const INTERRUPTED: Case[] = [
  alone('a prompt that nothing followed is abandoned', CHALLENGE, {
    attempts: { interrupted: 1 },
    kinds: { abandoned: 1 },
    reasons: { promptAbandoned: [0, 1] },
    challenged: [1, 1],
    rate: 0,
    unable: 1,
    results: { none: 1 },
  }),
  alone(
    '50072 that nothing followed needs registration',
    { code: 50072 },
    { kinds: { abandoned: 1 }, reasons: { registrationNeeded: [0, 1] }, causes: { notRegistered: 1 } },
  ),
  alone(
    '"registration prompted" that nothing followed needs registration',
    { code: 53003, text: REGISTRATION },
    { kinds: { abandoned: 1 }, reasons: { registrationNeeded: [0, 1] } },
  ),
  alone('50158 is handed off, not challenged', HAND_OVER, {
    kinds: { handedOff: 1 },
    required: { yes: 1 },
    challenged: [0, 0],
    unable: 0,
    reasons: {},
  }),
  alone(
    '"redirected" is handed off',
    { code: 53003, text: REDIRECTED },
    { kinds: { handedOff: 1 }, resultSignIns: { satisfied: 1 } },
  ),
  alone(
    'the nudge is not prompted, and not required',
    { ...NUDGE, ...SINGLE },
    { kinds: { notPrompted: 1 }, required: { unknown: 1 } },
  ),
  alone(
    'a client that cannot prompt was not prompted',
    { ...CHALLENGE, canPrompt: false },
    { kinds: { notPrompted: 1 }, challenged: [0, 0], unable: 0 },
  ),
  alone(
    'a client that cannot prompt is still denied',
    { ...DENIED, canPrompt: false },
    { attempts: { denied: 1 } },
  ),
  {
    rule: 'an abandoned prompt is pending while its last row is less than two hours old',
    rows: [['10:00:00', CHALLENGE]],
    readAt: '2026-03-10T11:59:59.999Z',
    expected: { kinds: { pending: 1 }, challenged: [0, 0], reasons: {}, unable: 0 },
  },
  {
    rule: 'at two hours exactly it is abandoned',
    rows: [['10:00:00', CHALLENGE]],
    readAt: '2026-03-10T12:00:00Z',
    expected: { kinds: { abandoned: 1 } },
  },
  {
    rule: 'and a ten-millionth of a second short of them it is pending',
    rows: [['10:00:00.0000001', CHALLENGE]],
    readAt: '2026-03-10T12:00:00Z',
    expected: { kinds: { pending: 1 } },
  },
  {
    rule: 'pending counts from the last row of the attempt, whatever it says',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:20:00', { code: 50126 }],
    ],
    readAt: '2026-03-10T12:10:00Z',
    expected: { attempts: { interrupted: 1 }, kinds: { pending: 1 } },
  },
  {
    rule: 'a denial is never pending',
    rows: [['10:00:00', DENIED]],
    readAt: '2026-03-10T10:00:01Z',
    expected: { attempts: { denied: 1 } },
  },
  {
    rule: 'where rows differ, abandoned comes before handed off',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:01:00', HAND_OVER],
    ],
    expected: { kinds: { abandoned: 1 } },
  },
  {
    rule: 'where rows differ, handed off comes before not prompted',
    rows: [
      ['10:00:00', { ...CHALLENGE, canPrompt: false }],
      ['10:01:00', HAND_OVER],
    ],
    expected: { kinds: { handedOff: 1 } },
  },
];

const ATTEMPTS: Case[] = [
  {
    rule: 'rows of one user and correlation are one attempt',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:20', { ...MULTI }],
    ],
    expected: { totals: [2, 1, 1], attempts: { completed: 1 }, signIns: { interrupted: 1, unclassified: 1 } },
  },
  {
    rule: 'another correlation is another attempt',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:20', { ...SECOND }],
    ],
    expected: { totals: [2, 2, 1], attempts: { interrupted: 1, unclassified: 1 } },
  },
  {
    rule: 'another user with the same correlation is another attempt',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:20', BEN],
    ],
    expected: { totals: [2, 2, 2], attempts: { interrupted: 1, unclassified: 1 } },
  },
  {
    rule: 'without a correlation every row is alone',
    rows: [
      ['10:00:00', { ...ALONE, ...CHALLENGE }],
      ['10:00:20', ALONE],
    ],
    expected: { totals: [2, 2, 1] },
  },
  {
    rule: 'without a user, rows of the same correlation are one attempt and nobody',
    rows: [
      ['10:00:00', { ...NOBODY, ...CHALLENGE }],
      ['10:00:20', NOBODY],
    ],
    expected: { totals: [2, 1, 0], attempts: { completed: 1 }, users: {} },
  },
  {
    rule: 'without user and correlation every row is alone',
    rows: [
      ['10:00:00', { ...NOBODY, ...ALONE }],
      ['10:00:20', { ...NOBODY, ...ALONE }],
    ],
    expected: { totals: [2, 2, 0] },
  },
  {
    rule: 'without an id the UPN is the user',
    rows: [
      ['10:00:00', { ...NOBODY, userPrincipalName: 'guest@contoso.example' }],
      ['10:00:20', { ...NOBODY, userPrincipalName: 'guest@contoso.example' }],
    ],
    expected: { totals: [2, 1, 1] },
  },
  {
    rule: 'an id and a UPN that matches it are two users',
    rows: [
      ['10:00:00', { userPrincipalName: 'guest@contoso.example' }],
      ['10:00:20', { ...NOBODY, userPrincipalName: 'guest@contoso.example' }],
    ],
    expected: { totals: [2, 2, 2] },
  },
  {
    rule: 'a gap of 30 minutes exactly keeps an attempt together',
    rows: [['10:00:00', CHALLENGE], ['10:30:00']],
    expected: { totals: [2, 1, 1], attempts: { completed: 1 } },
  },
  {
    rule: 'a gap of 30 minutes and 100 nanoseconds parts it',
    rows: [['10:00:00', CHALLENGE], ['10:30:00.0000001']],
    expected: { totals: [2, 2, 1], attempts: { interrupted: 1, unclassified: 1 } },
  },
  {
    rule: 'the gap is to the previous row, not to the first',
    rows: [['10:00:00', CHALLENGE], ['10:25:00', { code: 16000 }], ['10:50:00']],
    expected: { totals: [3, 1, 1], attempts: { completed: 1 } },
  },
  {
    rule: 'an attempt belongs to the day of its first row: begun the day before',
    rows: [['9 23:45:00', CHALLENGE], ['00:05:00']],
    expected: { totals: [1, 0, 0], hours: { 0: [1, 0] } },
  },
  {
    rule: 'a row half an hour before the day is read for it',
    rows: [['9 23:30:00', CHALLENGE], ['00:00:00']],
    expected: { totals: [1, 0, 0] },
  },
  {
    rule: 'an earlier row is not',
    rows: [['9 23:29:59.999', CHALLENGE], ['00:00:00']],
    expected: { totals: [1, 1, 1], attempts: { unclassified: 1 } },
  },
  {
    rule: 'an attempt goes on past midnight',
    rows: [['23:50:00', CHALLENGE], ['11 00:10:00']],
    expected: { totals: [1, 1, 1], attempts: { completed: 1 }, hours: { 1380: [1, 1] } },
  },
  {
    rule: 'until an hour after the day',
    rows: [
      ['23:50:00', CHALLENGE],
      ['11 00:15:00', CHALLENGE],
      ['11 00:40:00', CHALLENGE],
      ['11 00:59:59.999'],
    ],
    expected: { attempts: { completed: 1 } },
  },
  {
    rule: 'a row an hour after the day begins a new attempt',
    rows: [['23:50:00', CHALLENGE], ['11 00:15:00', CHALLENGE], ['11 00:40:00', CHALLENGE], ['11 01:00:00']],
    expected: { attempts: { interrupted: 1 }, kinds: { abandoned: 1 } },
  },
  {
    rule: 'an attempt of the day before that goes on and on begins anew an hour into this day',
    rows: [
      ['9 23:50:00'],
      ['00:10:00'],
      ['00:35:00'],
      ['00:59:59.999'],
      ['01:00:00', CHALLENGE],
      ['01:10:00'],
    ],
    expected: { totals: [5, 1, 1], attempts: { completed: 1 }, hours: { 0: [3, 0], 60: [2, 1] } },
  },
  {
    rule: 'an attempt belongs to the hour and application of its first row',
    rows: [['10:59:00', { ...CHALLENGE, ...PORTAL }], ['11:01:00']],
    expected: { apps: { 'Contoso Portal': 1 }, hours: { 600: [1, 1], 660: [1, 0] } },
  },
  {
    rule: 'at the same instant the smaller id is first',
    rows: [
      ['10:00:00', { id: guid(2, 0), ...PORTAL }],
      ['10:00:00', { id: guid(1, 0) }],
    ],
    expected: { apps: { 'Contoso Mail': 1 } },
  },
  {
    rule: 'ten million parts of a second are told apart',
    rows: [
      ['10:00:00.0000002', { id: guid(1, 0), ...PORTAL }],
      ['10:00:00.0000001', { id: guid(2, 0) }],
    ],
    expected: { apps: { 'Contoso Mail': 1 } },
  },
];

const OUTCOMES_OF_AN_ATTEMPT: Case[] = [
  {
    rule: 'a challenge followed by a success row is completed',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:30', SUCCESS],
    ],
    expected: {
      attempts: { completed: 1 },
      tries: { firstTry: 1 },
      methods: { unknown: [1, 0, 0] },
      rate: 1,
      unable: 0,
      results: { satisfied: 1 },
    },
  },
  ...[50072, 50074, 50076, 50077, 50078, 50079, 399210].map((code) => ({
    rule: `${code} followed by a success row is completed`,
    rows: [
      ['10:00:00', { code }],
      ['10:00:30', SUCCESS],
    ] as Row[],
    expected: { attempts: { completed: 1 } },
  })),
  ...[REQUIRED, IN_PROGRESS, EXPIRED, REGISTRATION].map((text) => ({
    rule: `"${text}" followed by 50140 is completed`,
    rows: [
      ['10:00:00', { code: 53003, text }],
      ['10:00:30', { code: 50140 }],
    ] as Row[],
    expected: { attempts: { completed: 1 } },
  })),
  {
    rule: '50199 is a success row too',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:30', { code: 50199 }],
    ],
    expected: { attempts: { completed: 1 } },
  },
  {
    rule: 'a success row at the same instant follows, whatever its id',
    rows: [
      ['10:00:00', { id: guid(2, 0), ...CHALLENGE }],
      ['10:00:00', { id: guid(1, 0) }],
    ],
    expected: { attempts: { completed: 1 } },
  },
  {
    rule: 'a success before the challenge proves nothing',
    rows: [
      ['10:00:00', SINGLE],
      ['10:00:00.0000001', CHALLENGE],
    ],
    expected: { attempts: { interrupted: 1 }, kinds: { abandoned: 1 } },
  },
  {
    rule: 'another code after the challenge proves nothing',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:30', { code: 53003 }],
    ],
    expected: { attempts: { interrupted: 1 } },
  },
  {
    rule: 'a success row that says "satisfied by claim" still completes a challenge',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:30', { text: CLAIM }],
    ],
    expected: {
      attempts: { completed: 1 },
      signIns: { interrupted: 1, satisfiedWithoutPrompt: 1 },
      how: { claimInToken: [1, 0] },
    },
  },
  {
    rule: 'a claim without a success code does not',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:30', { code: 53003, text: CLAIM }],
    ],
    expected: { attempts: { satisfiedWithoutPrompt: 1 } },
  },
  {
    rule: 'a denied row followed by a success row is completed after a retry',
    rows: [
      ['10:00:00', { ...DENIED, steps: [push(NO_RESPONSE)] }],
      ['10:00:30', SUCCESS],
    ],
    expected: {
      attempts: { completed: 1 },
      tries: { afterRetry: 1 },
      reasons: { noResponse: [1, 0] },
      causes: {},
      unable: 0,
    },
  },
  {
    rule: 'a denial between challenge and success makes it a retry',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:10', DENIED],
      ['10:00:30', SUCCESS],
    ],
    expected: { attempts: { completed: 1 }, tries: { afterRetry: 1 } },
  },
  {
    rule: 'a denial before a completed row makes it a retry',
    rows: [
      ['10:00:00', DENIED],
      ['10:00:30', { steps: [push(COMPLETED, true)] }],
    ],
    expected: { tries: { afterRetry: 1 }, methods: { push: [1, 0, 0] } },
  },
  {
    rule: 'a denial after the completion decides the attempt',
    rows: [
      ['10:00:00', { text: COMPLETED }],
      ['10:00:30', DENIED],
    ],
    expected: { attempts: { denied: 1 }, reasons: { unspecified: [1, 1] }, rate: 0 },
  },
  {
    rule: 'completed and denied at the same instant is completed',
    rows: [
      ['10:00:00', { id: guid(2, 0), ...DENIED }],
      ['10:00:00', { id: guid(1, 0), code: 53003, text: COMPLETED }],
    ],
    expected: { attempts: { completed: 1 } },
  },
  {
    rule: 'denied and success at the same instant is completed after a retry',
    rows: [
      ['10:00:00', { id: guid(2, 0), ...DENIED }],
      ['10:00:00', { id: guid(1, 0) }],
    ],
    expected: { attempts: { completed: 1 }, tries: { afterRetry: 1 } },
  },
  {
    rule: '50158 followed by a success row is satisfied by the external provider',
    rows: [
      ['10:00:00', HAND_OVER],
      ['10:00:30', SINGLE],
    ],
    expected: {
      attempts: { satisfiedWithoutPrompt: 1 },
      signIns: { interrupted: 1, singleFactor: 1 },
      how: { externalProvider: [0, 1] },
      challenged: [0, 0],
      results: { satisfied: 1 },
      methods: {},
    },
  },
  {
    rule: '"redirected" followed by a success row is satisfied by the external provider',
    rows: [
      ['10:00:00', { code: 53003, text: REDIRECTED }],
      ['10:00:30', SINGLE],
    ],
    expected: { attempts: { satisfiedWithoutPrompt: 1 }, how: { externalProvider: [0, 1] } },
  },
  {
    rule: 'challenge, then hand-over, then success: the hand-over decides',
    rows: [['10:00:00', CHALLENGE], ['10:00:10', HAND_OVER], ['10:00:30']],
    expected: { attempts: { satisfiedWithoutPrompt: 1 }, how: { externalProvider: [0, 1] } },
  },
  {
    rule: 'a challenge, then a success row that says "redirected": its own hand-over came last',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:30', { code: 0, text: REDIRECTED }],
    ],
    expected: { attempts: { satisfiedWithoutPrompt: 1 }, how: { externalProvider: [1, 1] } },
  },
  {
    rule: 'hand-over, then challenge, then success: the challenge decides',
    rows: [['10:00:00', HAND_OVER], ['10:00:10', CHALLENGE], ['10:00:30']],
    expected: { attempts: { completed: 1 }, how: {} },
  },
  {
    rule: 'hand-over, then denial, then success: completed after a retry',
    rows: [['10:00:00', HAND_OVER], ['10:00:10', DENIED], ['10:00:30']],
    expected: { attempts: { completed: 1 }, tries: { afterRetry: 1 } },
  },
  {
    rule: 'denial, then hand-over, then success: the hand-over decides',
    rows: [['10:00:00', DENIED], ['10:00:10', HAND_OVER], ['10:00:30']],
    expected: { attempts: { satisfiedWithoutPrompt: 1 } },
  },
  {
    rule: 'a completion before a hand-over stays',
    rows: [['10:00:00', { text: COMPLETED }], ['10:00:10', HAND_OVER], ['10:00:30']],
    expected: { attempts: { completed: 1 } },
  },
  {
    rule: '50203 followed by a success row proves nothing',
    rows: [
      ['10:00:00', NUDGE],
      ['10:00:30', SINGLE],
    ],
    expected: { attempts: { singleFactor: 1 }, required: { no: 1 } },
  },
  {
    rule: '50203 between challenge and success changes nothing',
    rows: [['10:00:00', CHALLENGE], ['10:00:10', NUDGE], ['10:00:30']],
    expected: { attempts: { completed: 1 } },
  },
  {
    rule: '50203 beside a failed password counts only where no other row says anything',
    rows: [
      ['10:00:00', NUDGE],
      ['10:00:30', { code: 50126 }],
    ],
    expected: { attempts: { firstFactorFailed: 1 } },
  },
  {
    rule: 'a later bare success is not the deciding row',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:20', { steps: [push(COMPLETED, true)] }],
      ['10:00:40', SUCCESS],
    ],
    expected: { methods: { push: [1, 0, 0] } },
  },
  {
    rule: 'satisfied without prompt comes before interrupted',
    rows: [
      ['10:00:00', { code: 53003, text: CLAIM }],
      ['10:00:10', CHALLENGE],
    ],
    expected: { attempts: { satisfiedWithoutPrompt: 1 } },
  },
  {
    rule: 'interrupted comes before single factor',
    rows: [
      ['10:00:00', SINGLE],
      ['10:00:10', HAND_OVER],
    ],
    expected: { attempts: { interrupted: 1 } },
  },
  {
    rule: 'single factor comes before a failed first factor',
    rows: [
      ['10:00:00', { code: 50126 }],
      ['10:00:10', SINGLE],
    ],
    expected: { attempts: { singleFactor: 1 }, required: { no: 1 } },
  },
  {
    rule: 'a failed first factor comes before another reason',
    rows: [
      ['10:00:00', { code: 16000 }],
      ['10:00:10', { code: 50126 }],
    ],
    expected: { attempts: { firstFactorFailed: 1 } },
  },
  {
    rule: 'another reason comes before unclassified',
    rows: [
      ['10:00:00', MULTI],
      ['10:00:10', { code: 16000 }],
    ],
    expected: { attempts: { otherReason: 1 }, required: { yes: 1 } },
  },
  {
    rule: 'the attempt is required if any row says so',
    rows: [
      ['10:00:00', SINGLE],
      ['10:00:10', { code: 53003, text: CLAIM }],
    ],
    expected: { required: { yes: 1 }, requiredSignIns: { yes: 1, no: 1 } },
  },
];

const REASONS_AND_METHODS: Case[] = [
  alone(
    'texts speak before codes',
    { code: 70037, steps: [push(NO_RESPONSE)] },
    { reasons: { noResponse: [1, 1] } },
  ),
  alone(
    'codes speak before the generic text',
    { code: 50088, steps: [push(GENERIC)] },
    { reasons: { telephonyLimit: [1, 1] }, causes: { service: 1 } },
  ),
  alone(
    'the generic text gives no reason',
    { ...DENIED, steps: [push(GENERIC, false)] },
    { reasons: { unspecified: [1, 1] } },
  ),
  alone(
    'denied steps are prompts, and the row text that repeats one is not',
    { ...DENIED, steps: [push(NO_RESPONSE), push(NO_RESPONSE)], text: NO_RESPONSE },
    { reasons: { noResponse: [2, 1] } },
  ),
  {
    rule: 'fraud outranks a later decline',
    rows: [
      ['10:00:00', { ...DENIED, text: FRAUD }],
      ['10:00:10', { ...DENIED, text: DECLINED }],
    ],
    expected: { reasons: { fraudReported: [1, 1], declined: [1, 0] } },
  },
  {
    rule: 'a decline outranks a later specific reason',
    rows: [
      ['10:00:00', { ...DENIED, text: DECLINED }],
      ['10:00:10', { ...DENIED, text: WRONG_CODE }],
    ],
    expected: { reasons: { declined: [1, 1], wrongCode: [1, 0] } },
  },
  {
    rule: 'of other specific reasons the latest wins',
    rows: [
      ['10:00:00', { ...DENIED, text: WRONG_CODE }],
      ['10:00:10', { ...DENIED, text: NO_RESPONSE }],
    ],
    expected: { reasons: { noResponse: [1, 1], wrongCode: [1, 0] } },
  },
  {
    rule: 'a specific reason outranks a later overlap',
    rows: [
      ['10:00:00', { ...DENIED, text: NO_RESPONSE }],
      ['10:00:10', { ...DENIED, text: OVERLAP }],
    ],
    expected: { reasons: { noResponse: [1, 1], overlap: [1, 0] } },
  },
  {
    rule: 'an unlisted denial outranks an overlap',
    rows: [
      ['10:00:00', { ...DENIED, text: 'MFA denied; the moon was full' }],
      ['10:00:10', { ...DENIED, text: OVERLAP }],
    ],
    expected: { reasons: { unlisted: [1, 1], overlap: [1, 0] } },
  },
  {
    rule: 'an overlap outranks 500121 alone',
    rows: [
      ['10:00:00', { ...DENIED, text: OVERLAP }],
      ['10:00:10', DENIED],
    ],
    expected: { reasons: { overlap: [1, 1], unspecified: [1, 0] } },
  },
  {
    rule: 'an attempt that came to nothing but a sign-in without challenge has no reason',
    rows: [['10:00:00', SINGLE]],
    expected: { reasons: {}, causes: {} },
  },
  {
    rule: 'registration anywhere in an abandoned attempt is its reason',
    rows: [
      ['10:00:00', { code: 50079 }],
      ['10:00:10', CHALLENGE],
    ],
    expected: { reasons: { registrationNeeded: [0, 1] } },
  },
  alone(
    'the method is that of the last MFA-class step',
    { ...DENIED, steps: [push(NO_RESPONSE), sms(WRONG_CODE), password(undefined, true)] },
    { methods: { sms: [0, 1, 0] } },
  ),
  alone(
    'else the method of mfaDetail',
    { ...DENIED, steps: [password(undefined, true)], mfaMethod: 'Phone call (Office phone)' },
    { methods: { callOffice: [0, 1, 0] } },
  ),
  alone(
    'an MFA-class step comes before mfaDetail',
    { text: COMPLETED, steps: [push(undefined, true)], mfaMethod: 'Text message' },
    { methods: { push: [1, 0, 0] } },
  ),
  alone('else unknown', { text: COMPLETED }, { methods: { unknown: [1, 0, 0] } }),
  {
    rule: 'a denied attempt has the method of its last denied row',
    rows: [
      ['10:00:00', { ...DENIED, steps: [sms(WRONG_CODE)] }],
      ['10:00:10', DENIED],
    ],
    expected: { methods: { unknown: [0, 1, 0] }, reasons: { wrongCode: [1, 1], unspecified: [1, 0] } },
  },
  {
    rule: 'an abandoned attempt has the last method that any row names',
    rows: [
      ['10:00:00', { ...CHALLENGE, steps: [push(REQUIRED)] }],
      ['10:00:10', CHALLENGE],
    ],
    expected: { methods: { push: [0, 0, 1] } },
  },
  {
    rule: 'the last satisfied row tells how',
    rows: [
      ['10:00:00', { text: CLAIM }],
      ['10:00:10', { text: 'MFA requirement skipped due to remembered device' }],
    ],
    expected: { how: { claimInToken: [1, 0], rememberedDevice: [1, 1] } },
  },
];

const UNABLE: Case[] = [
  {
    rule: 'a denied user who never got in is unable, by the cause of the last failed attempt',
    rows: [
      ['10:00:00', { ...DENIED, text: WRONG_CODE }],
      ['11:00:00', { ...DENIED, text: NO_RESPONSE, ...PORTAL }],
    ],
    expected: { unable: 1, unableBy: { noAnswer: 1 }, unableApps: { 'Contoso Portal': 1 } },
  },
  {
    rule: 'a completed attempt at any application helps',
    rows: [
      ['10:00:00', DENIED],
      ['11:00:00', { ...SECOND, ...PORTAL, text: COMPLETED }],
    ],
    expected: { unable: 0 },
  },
  {
    rule: "someone else's does not",
    rows: [
      ['10:00:00', DENIED],
      ['11:00:00', { ...BEN, text: COMPLETED }],
    ],
    expected: { unable: 1 },
  },
  {
    rule: 'an earlier completion does not help',
    rows: [
      ['09:00:00', { ...SECOND, text: COMPLETED }],
      ['10:00:00', DENIED],
    ],
    expected: { unable: 1 },
  },
  {
    rule: "a completed attempt whose last row is at the failure's first row helps",
    rows: [
      ['10:00:00', { ...SECOND, text: COMPLETED }],
      ['10:00:00', DENIED],
    ],
    expected: { unable: 0 },
  },
  {
    rule: 'a completed attempt that began before the failure and ended after it helps',
    rows: [
      ['09:50:00', { ...SECOND, text: COMPLETED }],
      ['10:00:00', DENIED],
      ['10:10:00', { ...SECOND, code: 16000 }],
    ],
    expected: { unable: 0 },
  },
  {
    rule: 'a claim at the same application helps',
    rows: [
      ['10:00:00', DENIED],
      ['11:00:00', { ...SECOND, text: CLAIM }],
    ],
    expected: { unable: 0 },
  },
  {
    rule: 'a claim at another application does not',
    rows: [
      ['10:00:00', DENIED],
      ['11:00:00', { ...SECOND, ...PORTAL, text: CLAIM }],
    ],
    expected: { unable: 1 },
  },
  {
    rule: 'a single-factor sign-in does not',
    rows: [
      ['10:00:00', DENIED],
      ['11:00:00', { ...SECOND, ...SINGLE }],
    ],
    expected: { unable: 1 },
  },
  {
    rule: 'a completion in the hour after the day helps',
    rows: [
      ['10:00:00', DENIED],
      ['11 00:59:59.999', { ...SECOND, text: COMPLETED }],
    ],
    expected: { unable: 0 },
  },
  {
    rule: 'a completion an hour after the day is too late',
    rows: [
      ['10:00:00', DENIED],
      ['11 01:00:00', { ...SECOND, text: COMPLETED }],
    ],
    expected: { unable: 1 },
  },
  {
    rule: "a failure in the hour after the day is that day's",
    rows: [
      ['10:00:00', { text: COMPLETED }],
      ['11 00:10:00', { ...SECOND, ...DENIED }],
    ],
    expected: { unable: 0, challenged: [1, 1] },
  },
  {
    rule: 'what is handed off or pending makes nobody unable',
    rows: [['10:00:00', HAND_OVER]],
    expected: { unable: 0 },
  },
  {
    rule: 'who has no name is no user',
    rows: [['10:00:00', { ...NOBODY, ...DENIED }]],
    expected: { unable: 0, challenged: [1, 0] },
  },
];

const VERSIONS_AND_COVERAGE: Case[] = [
  {
    rule: 'the same record twice is one sign-in',
    rows: [
      ['10:00:00', { id: guid(1, 0) }],
      ['10:00:00', { id: guid(1, 0) }],
    ],
    expected: { totals: [1, 1, 1], coverage: coverage({ records: 2, signIns: 1, duplicates: 1 }) },
  },
  {
    rule: 'of two versions an answered text beats a claim that was read later',
    rows: [
      ['10:00:00', { id: guid(1, 0), text: COMPLETED }],
      ['10:00:00', { id: guid(1, 0), text: CLAIM, readAt: 5 }],
    ],
    expected: { signIns: { completed: 1 } },
  },
  {
    rule: 'an MFA failure code beats a claim',
    rows: [
      ['10:00:00', { id: guid(1, 0), ...DENIED }],
      ['10:00:00', { id: guid(1, 0), text: CLAIM, readAt: 5 }],
    ],
    expected: { signIns: { denied: 1 } },
  },
  {
    rule: 'a challenge beats nothing',
    rows: [
      ['10:00:00', { id: guid(1, 0), ...CHALLENGE }],
      ['10:00:00', { id: guid(1, 0), readAt: 5 }],
    ],
    expected: { signIns: { interrupted: 1 } },
  },
  {
    rule: 'with equal evidence, more steps with a text win',
    rows: [
      ['10:00:00', { id: guid(1, 0), steps: [password('Correct password', true), push(COMPLETED, true)] }],
      ['10:00:00', { id: guid(1, 0), steps: [sms(COMPLETED, true)], readAt: 5 }],
    ],
    expected: { methods: { push: [1, 0, 0] } },
  },
  {
    rule: 'with equal steps, the later reading wins',
    rows: [
      ['10:00:00', { id: guid(1, 0), steps: [push(COMPLETED)], readAt: 4 }],
      ['10:00:00', { id: guid(1, 0), steps: [sms(COMPLETED)], readAt: 5 }],
    ],
    expected: { methods: { sms: [1, 0, 0] } },
  },
  {
    rule: 'the later reading wins also where the earlier one is the larger canonical JSON',
    rows: [
      ['10:00:00', { id: guid(1, 0), steps: [push(COMPLETED)], readAt: 5 }],
      ['10:00:00', { id: guid(1, 0), steps: [sms(COMPLETED)], readAt: 4 }],
    ],
    expected: { methods: { push: [1, 0, 0] } },
  },
  {
    rule: 'with equal readings, the larger canonical JSON wins',
    rows: [
      ['10:00:00', { id: guid(1, 0), country: 'NL', ...SINGLE }],
      ['10:00:00', { id: guid(1, 0), country: 'NL', ...MULTI }],
    ],
    expected: { signIns: { singleFactor: 1 } },
  },
  {
    rule: 'the day is [from, to)',
    rows: [
      ['9 23:59:59.9999999', SECOND],
      ['00:00:00', ALONE],
      ['23:59:59.9999999', ALONE],
      ['11 00:00:00', ALONE],
    ],
    expected: { totals: [2, 2, 1], coverage: coverage({ records: 4, signIns: 2, outsideWindow: 2 }) },
  },
  {
    rule: 'non-interactive sign-ins only raise their own counter',
    rows: [
      ['10:00:00', CHALLENGE],
      ['10:00:10', { scope: 'nonInteractive' }],
    ],
    expected: {
      totals: [1, 1, 1],
      attempts: { interrupted: 1 },
      coverage: coverage({ records: 2, signIns: 1, nonInteractive: 1 }),
    },
  },
  {
    rule: 'what is out of scope or rejected is counted under its own name',
    rows: [['10:00:00']],
    others: [
      {
        kind: 'outOfScope',
        id: guid(0xd, 1),
        at: { ms: DAY.from, ns: 0 },
        createdDateTime: '2026-03-10T00:00:00Z',
        readAt: 0,
      },
      { kind: 'outOfScope', id: undefined, at: undefined, createdDateTime: undefined, readAt: 0 },
      { kind: 'rejected', cause: 'notJson', id: undefined, at: undefined, createdDateTime: undefined },
      { kind: 'rejected', cause: 'notJson', id: undefined, at: undefined, createdDateTime: undefined },
      { kind: 'rejected', cause: 'badTime', id: guid(0xe, 1), at: undefined, createdDateTime: undefined },
    ],
    expected: {
      totals: [1, 1, 1],
      coverage: coverage({
        records: 6,
        signIns: 1,
        outOfScope: 2,
        rejected: { total: 3, byCause: { notJson: 2, badTime: 1 } },
      }),
    },
  },
  {
    rule: 'systems are counted by family',
    rows: [
      ['10:00:00', { ...ALONE, operatingSystem: 'Windows10' }],
      ['10:00:10', { ...ALONE, operatingSystem: 'Windows 11' }],
      ['10:00:20', { ...ALONE, operatingSystem: 'BeOS' }],
      ['10:00:30', ALONE],
    ],
    expected: { os: { Windows: 2, BeOS: 1, unknown: 1 } },
  },
  {
    rule: 'users are distinct however often they try',
    rows: [
      ['10:00:00', { ...ALONE, ...DENIED }],
      ['11:00:00', { ...ALONE, ...DENIED }],
      ['12:00:00', { ...ALONE, ...BEN, ...DENIED }],
    ],
    expected: { attempts: { denied: 3 }, users: { denied: 2 }, challenged: [3, 2] },
  },
  {
    rule: 'the rate is completed by challenged attempts',
    rows: [
      ['10:00:00', { ...ALONE, ...DENIED }],
      ['11:00:00', { ...ALONE, text: COMPLETED }],
      ['12:00:00', { ...ALONE, ...CHALLENGE }],
      ['13:00:00', { ...ALONE, text: COMPLETED }],
      ['14:00:00', { ...ALONE, ...HAND_OVER }],
    ],
    expected: { rate: 0.5, challenged: [4, 1] },
  },
];

function coverage(parts: Partial<Summary['coverage']>): Summary['coverage'] {
  const nothing = { duplicates: 0, outsideWindow: 0, nonInteractive: 0, outOfScope: 0 };
  return { records: 0, signIns: 0, ...nothing, rejected: { total: 0, byCause: {} }, ...parts };
}

/** Ids ascend with the rows unless a case names its own. */
function signInOf([time, parts]: Row, index: number): SignIn {
  const [day, clock] = time.includes(' ') ? time.split(' ') : ['10', time];
  return buildSignIn({
    id: guid(0x1d, index),
    ...ANN,
    ...MAIL,
    ...FIRST,
    ...parts,
    at: `2026-03-${day?.padStart(2, '0')}T${clock}Z`,
  });
}

describe.each(IMPLEMENTATIONS)('counted by %s', (_, count) => {
  describe.each([
    ['outcome of a sign-in', OUTCOMES_OF_A_SIGN_IN],
    ['success rows', SUCCESS_ROWS],
    ['interrupted', INTERRUPTED],
    ['attempts', ATTEMPTS],
    ['outcome of an attempt', OUTCOMES_OF_AN_ATTEMPT],
    ['reasons and methods', REASONS_AND_METHODS],
    ['unable', UNABLE],
    ['versions and coverage', VERSIONS_AND_COVERAGE],
  ])('%s', (_name, cases) => {
    it.each(cases)('$rule', ({ rows, others = [], readAt, expected }) => {
      const read = readAt === undefined ? LONG_AFTER : Date.parse(readAt);
      const summary = summaryOf(count([...rows.map(signInOf), ...others], DAY, { readAt: read }));
      expect(
        Object.fromEntries(Object.keys(expected).map((key) => [key, summary[key as keyof Summary]])),
      ).toEqual(expected);
    });
  });
});
