import { type Attempt, attempt, passedChallenge } from './attempt.ts';
import { type Credential, MFA_METHODS, type MfaMethod, ONE_STEP_CREDENTIALS } from './credentials.ts';
import type { Channel, SampleRow } from './graph-sign-in.ts';
import type { Random } from './random.ts';
import {
  DID_NOT_COMPLETE,
  deniedRow,
  mfaStep,
  passedRow,
  passwordStep,
  promptRow,
  row,
  satisfiedRow,
  step,
} from './rows.ts';
import type { SampleDay } from './sample-day.ts';
import type { User } from './users.ts';

/** Something that goes wrong, or looks odd, once. */
export type Trouble = {
  readonly what: string;
  readonly rows: (user: User) => readonly SampleRow[];
  /** `cannot`: nobody gets in later that day. `may`: most do. `passes`: it was no failure at all. */
  readonly later: 'cannot' | 'may' | 'passes';
  readonly channel?: Channel;
};

/**
 * The day of a user whom a trouble befalls: what they did before it, the trouble, and then either
 * nothing (they gave up, so that they count as unable) or a challenge they passed and the rest.
 */
export function withTrouble(
  user: User,
  day: SampleDay,
  before: readonly Attempt[],
  trouble: Trouble,
  options: { gaveUp: boolean },
  random: Random,
): Attempt[] {
  const at = Math.round(Math.min(Math.max((9 + 6 * random.next() - user.place.utc) * 3600, 1800), LATEST));
  const fixed = trouble.channel === undefined ? {} : { channel: trouble.channel };
  const failed = attempt(user, at, trouble.rows(user), random, fixed);
  const earlier = before.filter((other) => other.at < at - SPACE);
  if (trouble.later === 'cannot' || options.gaveUp) return [...earlier, failed];
  const later = before.filter((other) => other.at > at + SPACE);
  if (trouble.later === 'passes') return [...earlier, failed, ...later];
  const again = attempt(user, at + random.between(200, 1500), passedChallenge(user, day, random), random);
  return [...earlier, failed, again, ...later];
}

/** Attempts of one user stand so far apart, in seconds, that none still runs when the next begins. */
const SPACE = 900;
const LATEST = 22 * 3600;

/** A prompt that ends with a denial text. */
export function denied(text: string, method: MfaMethod): (user: User) => SampleRow[] {
  return (user) => [promptRow(0), deniedRow(35, user, MFA_METHODS[method], text)];
}

/** A denial text, twice: the second try is no better. */
export function deniedTwice(text: string, method: MfaMethod): (user: User) => SampleRow[] {
  return (user) => [
    promptRow(0),
    deniedRow(32, user, MFA_METHODS[method], text),
    deniedRow(95, user, MFA_METHODS[method], text),
  ];
}

/** A prompt that nobody answered and nothing followed; the step shows what was waiting. */
export function left(method: MfaMethod): (user: User) => SampleRow[] {
  return (user) => [
    {
      ...promptRow(0),
      steps: [passwordStep(), mfaStep(user, MFA_METHODS[method], false, 'Authentication in progress')],
    },
  ];
}

/** A failure that only the code explains. */
export function refused(code: number, steps: readonly Credential[] = []): (user: User) => SampleRow[] {
  return (user) => [
    row(0, code, { steps: steps.map((credential) => mfaStep(user, credential, false, null)), multi: true }),
  ];
}

function passes(credential: Credential, text: string | null): (user: User) => SampleRow[] {
  return (user) => [
    promptRow(0),
    { ...passedRow(21, user, credential), steps: [passwordStep(), mfaStep(user, credential, true, text)] },
  ];
}

const { hello, passkey, key, accessPass } = ONE_STEP_CREDENTIALS;

/**
 * Rare events. Each working day has the next few of the list, so that all of them come by in about
 * three weeks, and no two of one reason far enough to stand out; adding one is a row. What comes by
 * often has a thread of its own (threads.ts), and must not be here too.
 */
export const RARE_TROUBLES: readonly Trouble[] = [
  // Denial texts of the reference page and of published records.
  {
    what: 'authentication in progress',
    rows: denied('MFA denied; authentication in-progress', 'push'),
    later: 'may',
  },
  {
    what: 'duplicate attempt',
    rows: denied('MFA denied; duplicate authentication attempt', 'push'),
    later: 'may',
  },
  {
    what: 'code tried too often',
    rows: denied('MFA denied; entered incorrect code too many times', 'oath'),
    later: 'may',
  },
  {
    what: 'invalid authentication',
    rows: denied('MFA denied; invalid authentication', 'push'),
    later: 'may',
  },
  { what: 'misconfiguration', rows: denied('MFA denied; misconfiguration', 'external'), later: 'cannot' },
  {
    what: 'code never entered',
    rows: denied('MFA denied; user never entered the verification code', 'text'),
    later: 'may',
  },
  {
    what: 'mailbox took the call',
    rows: denied('Authentication call went to voicemail', 'callMobile'),
    later: 'may',
  },
  {
    what: 'office mailbox',
    rows: denied('MFA denied; phone call went to voicemail', 'callOffice'),
    later: 'may',
  },
  {
    what: 'malformed number',
    rows: denied('MFA denied; phone number has an invalid format', 'callAlternate'),
    later: 'may',
  },
  { what: 'service error', rows: denied('MFA denied; service error', 'push'), later: 'may' },
  {
    what: 'nothing registered',
    rows: denied('MFA denied; user does not have any verification methods registered', 'push'),
    later: 'cannot',
  },
  {
    what: 'wrong PIN',
    rows: denied('MFA denied; user entered incorrect PIN', 'hardwareToken'),
    later: 'may',
  },
  {
    what: 'call hung up',
    rows: denied('MFA denied; user hung up the phone call without succeeding the authentication', 'voice'),
    later: 'may',
  },
  {
    what: 'call hung up, short form',
    rows: denied('User hung up phone call without succeeding the authentication attempt', 'callMobile'),
    later: 'may',
  },
  {
    what: 'wrong number',
    rows: deniedTwice('MFA denied; user did not select the correct number', 'push'),
    later: 'may',
  },
  { what: 'blocked', rows: denied('MFA denied; user is blocked', 'push'), later: 'cannot' },
  { what: 'not known to MFA', rows: denied('MFA denied; user not found', 'push'), later: 'may' },
  {
    what: 'code used twice',
    rows: denied('MFA denied; Verification code already used', 'softwareToken'),
    later: 'may',
  },
  {
    what: 'code used twice, documented form',
    rows: denied('MFA denied; verification code already used once', 'oath'),
    later: 'may',
  },
  { what: 'fraud code keyed', rows: denied('MFA denied; Fraud Code Entered', 'callMobile'), later: 'may' },
  {
    what: 'phone sign-in refused',
    rows: (user) => [
      row(0, 70037, {
        text: 'Incorrect challenge response provided. Remote auth session denied',
        steps: [mfaStep(user, MFA_METHODS.phoneSignIn, false, 'User denied')],
        multi: true,
      }),
    ],
    later: 'may',
  },
  {
    what: 'a denial that no list has',
    rows: denied('MFA denied; approval was withdrawn by the device', 'push'),
    later: 'may',
  },
  {
    what: 'no reason recorded',
    rows: () => [
      promptRow(0),
      row(61, 500121, {
        text: DID_NOT_COMPLETE,
        steps: [passwordStep('Authentication failed during strong authentication request.')],
        multi: true,
      }),
    ],
    later: 'may',
  },
  // Failures that only the code explains.
  { what: 'security key refused', rows: refused(135003, [key]), later: 'may' },
  { what: 'passkey too slow', rows: refused(135019, [passkey]), later: 'may' },
  {
    what: 'old wording',
    rows: denied('Azure Multi-Factor Authentication denied; user declined the authentication', 'push'),
    later: 'may',
  },
  { what: 'access pass run out', rows: refused(130504, [accessPass]), later: 'may' },
  { what: 'access pass wrong', rows: refused(130503, [accessPass]), later: 'may' },
  { what: 'method not allowed', rows: refused(54009), later: 'may' },
  { what: 'passkeys switched off', rows: refused(135016, [passkey]), later: 'may' },
  { what: 'registration blocked by place', rows: refused(53010), later: 'cannot' },
  { what: 'registration blocked by risk', rows: refused(53004), later: 'may' },
  { what: 'suspicious activity reported', rows: denied('SuspiciousActivityReported', 'push'), later: 'may' },
  { what: 'limit of calls reached', rows: refused(50088, [MFA_METHODS.callMobile]), later: 'may' },
  { what: 'external provider down', rows: refused(1000021, [MFA_METHODS.external]), later: 'may' },
  { what: 'account of another tenant', rows: refused(90072), later: 'cannot' },
  { what: 'phone sign-in not set up', rows: refused(500342, [MFA_METHODS.phoneSignIn]), later: 'may' },
  { what: 'declined', rows: denied('MFA denied; user declined the authentication', 'push'), later: 'may' },
  // Pauses and refusals that are no MFA failure.
  {
    what: 'external control never came back',
    rows: () => [
      row(0, 50158, {
        text: 'Redirected to external provider for multi-factor authentication',
        steps: [passwordStep()],
      }),
    ],
    later: 'passes',
  },
  {
    what: 'mail client that cannot prompt',
    rows: () =>
      [0, 300, 600].map((after) =>
        row(after, 50076, {
          text: 'MFA required in Azure AD',
          steps: [passwordStep(), step(null, null, false, 'MFA required in Azure AD', 0)],
          multi: true,
        }),
      ),
    later: 'passes',
    channel: 'legacy',
  },
  {
    what: 'mail client with an app password',
    rows: () => [
      row(0, 0, { text: 'MFA requirement skipped due to app password', steps: [passwordStep(null)] }),
    ],
    later: 'passes',
    channel: 'legacy',
  },
  {
    what: 'mail client with a wrong password',
    rows: () => [
      row(0, 50126, {
        steps: [
          passwordStep('Invalid username or password or Invalid on-premise username or password.', false),
        ],
      }),
    ],
    later: 'passes',
    channel: 'legacy',
  },
  { what: 'nudge to register', rows: () => [row(0, 50203, { steps: [passwordStep()] })], later: 'passes' },
  { what: 'locked account', rows: () => [row(0, 50053)], later: 'passes' },
  {
    what: 'password run out',
    rows: () => [row(0, 50055, { steps: [passwordStep('Correct password')] })],
    later: 'passes',
  },
  {
    what: 'disabled account',
    rows: () => [
      row(0, 50057, {
        steps: [
          passwordStep('User account is disabled. The account has been disabled by an administrator.', false),
        ],
      }),
    ],
    later: 'passes',
  },
  { what: 'no such account', rows: () => [{ ...row(0, 50034), stranger: true }], later: 'passes' },
  { what: 'a code that no list has', rows: () => [row(0, 9900417)], later: 'passes' },
  {
    what: 'a text that no list has',
    rows: () => [row(0, 0, { text: 'MFA evaluation deferred to session policy', steps: [passwordStep()] })],
    later: 'passes',
  },
  {
    what: 'no detail given',
    rows: () => [row(0, 0, { text: 'Other', steps: [passwordStep('methodSucceeded')] })],
    later: 'passes',
  },
  // Passed in a way that is seldom seen.
  {
    what: 'a method that no list has',
    rows: passes(MFA_METHODS.unheardOf, 'MFA successfully completed'),
    later: 'passes',
  },
  {
    what: 'a method that is not named',
    rows: passes({ method: 'Other', detail: null, slips: [] }, 'MFA successfully completed'),
    later: 'passes',
  },
  {
    what: 'step still in progress on a row that passed',
    rows: (user) => [
      promptRow(0),
      {
        ...passedRow(12, user, MFA_METHODS.push),
        steps: [passwordStep(), mfaStep(user, MFA_METHODS.push, false, 'Authentication in progress')],
      },
    ],
    later: 'passes',
  },
  {
    what: 'completion text in the step',
    rows: passes(MFA_METHODS.push, 'MFA completed in Azure AD'),
    later: 'passes',
  },
  {
    what: 'older completion texts',
    rows: (user) => [
      {
        ...passedRow(0, user, MFA_METHODS.text),
        text: 'Azure Multi-Factor Authentication completed in the cloud',
        steps: [
          passwordStep(),
          mfaStep(user, MFA_METHODS.text, true, 'Azure Multi-Factor Authentication successfully completed'),
        ],
      },
    ],
    later: 'passes',
  },
  {
    what: 'claim run out',
    rows: (user) => [
      row(0, 50078, {
        text: 'MFA claim has expired due to the policies configured on tenant',
        steps: [
          step(
            'Previously satisfied',
            null,
            false,
            'MFA claim has expired due to the policies configured on tenant',
            0,
          ),
        ],
        multi: true,
      }),
      passedRow(24, user, MFA_METHODS.push),
    ],
    later: 'passes',
  },
  {
    what: 'claim run out, older wording',
    rows: (user) => [
      row(0, 50078, {
        text: 'Azure Multi-Factor Authentication has expired due to the policies configured on tenant',
        multi: true,
      }),
      passedRow(31, user, MFA_METHODS.push),
    ],
    later: 'passes',
  },
  {
    what: 'registration finished',
    rows: (user) => [
      row(0, 50072, { text: 'MFA registration prompted', steps: [passwordStep()], multi: true }),
      passedRow(170, user, MFA_METHODS.push),
    ],
    later: 'passes',
  },
  {
    what: 'prompt answered, told as a claim',
    rows: () => [
      promptRow(0),
      satisfiedRow(18, 'MFA requirement satisfied by claim in the token', { multi: true }),
    ],
    later: 'passes',
  },
  {
    what: 'access pass used',
    rows: (user) => [row(0, 0, { steps: [mfaStep(user, accessPass, true, null)], multi: true })],
    later: 'passes',
  },
  {
    what: 'security key as second factor',
    rows: (user) => [
      row(0, 0, {
        steps: [
          passwordStep(),
          mfaStep(user, MFA_METHODS.securityKey, true, null),
          step('Other', null, true, 'MFA requirement satisfied by multi-factor device', 0),
        ],
        multi: true,
      }),
    ],
    later: 'passes',
  },
  {
    what: 'strong credential',
    rows: (user) => [
      row(0, 0, {
        text: 'MFA requirement satisfied by strong authentication',
        steps: [mfaStep(user, hello, true, null)],
        multi: true,
      }),
    ],
    later: 'passes',
  },
  {
    what: 'claim with the other spelling of a token',
    rows: () => [
      row(0, 0, {
        text: 'MFA requirement satisfied by claim in the token',
        steps: [step('Satisfied by token', null, true, 'MFA requirement satisfied by claim in the token', 0)],
      }),
    ],
    later: 'passes',
  },
  {
    what: 'AD FS adapter',
    rows: (user) => [passedRow(0, user, MFA_METHODS.push)],
    later: 'passes',
    channel: 'adfs',
  },
  {
    what: 'NPS extension',
    rows: (user) => [
      {
        ...passedRow(0, user, MFA_METHODS.callMobile),
        mfaDetail: {
          authMethod: 'Phone call approval (Authentication phone)',
          authDetail: `+XX XXXXXXXX${user.phoneEnd}`,
        },
      },
    ],
    later: 'passes',
    channel: 'nps',
  },
  {
    what: 'confirmation page',
    rows: (user) => [
      promptRow(0),
      { ...passedRow(15, user, MFA_METHODS.push), code: 50199 },
      { ...passedRow(22, user, MFA_METHODS.push) },
    ],
    later: 'passes',
  },
  {
    what: 'location by app demanded',
    rows: (user) => [
      row(0, 50077, { steps: [passwordStep()], multi: true }),
      passedRow(40, user, MFA_METHODS.push),
    ],
    later: 'passes',
  },
];
