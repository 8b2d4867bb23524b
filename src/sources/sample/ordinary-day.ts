import { type Attempt, attempt, isTakenUp, passedChallenge } from './attempt.ts';
import type { SampleRow } from './graph-sign-in.ts';
import type { Random, Weighted } from './random.ts';
import { passwordStep, row, satisfiedRow, step } from './rows.ts';
import type { SampleDay } from './sample-day.ts';
import { chooseUsers, USERS, type User } from './users.ts';

/** How many take part, how often they sign in, and how likely the first sign-in asks for more. */
const WORKLOAD = {
  working: {
    active: 0.9,
    attempts: [
      [1, 9],
      [2, 19],
      [3, 27],
      [4, 25],
      [5, 13],
      [6, 7],
    ],
    firstIsChallenged: 0.72,
  },
  saturday: {
    active: 0.27,
    attempts: [
      [1, 15],
      [2, 28],
      [3, 28],
      [4, 19],
      [5, 10],
    ],
    firstIsChallenged: 0.7,
  },
  sunday: {
    active: 0.19,
    attempts: [
      [1, 20],
      [2, 32],
      [3, 28],
      [4, 14],
      [5, 6],
    ],
    firstIsChallenged: 0.65,
  },
} as const satisfies Record<
  SampleDay['kind'],
  { active: number; attempts: readonly Weighted<number>[]; firstIsChallenged: number }
>;

/** A later sign-in of the same day is seldom asked again. */
const LATER_IS_CHALLENGED = 0.1;

/** Indexes of those who sign in at all that day: the same share each time, other people. */
export function activeUsers(day: SampleDay): ReadonlySet<number> {
  const count = Math.round(WORKLOAD[day.kind].active * USERS.length);
  return new Set(chooseUsers(`active ${day.date}`, count, () => true).map((user) => user.index));
}

/** What a user does on a day on which nothing in particular happens. */
export function ordinaryDay(user: User, day: SampleDay, random: Random): Attempt[] {
  const { attempts, firstIsChallenged } = WORKLOAD[day.kind];
  const times = signInTimes(user, day, random.weighted<number>(attempts), random);
  return times.map((at, index) => {
    const challenged = random.chance(index === 0 ? firstIsChallenged : LATER_IS_CHALLENGED) && !user.guest;
    return attempt(
      user,
      at,
      challenged ? passedChallenge(user, day, random) : unchallenged(user, day, random),
      random,
    );
  });
}

/** Seconds since midnight UTC, ascending, within the user's own hours and never in the last half hour. */
function signInTimes(user: User, day: SampleDay, count: number, random: Random): number[] {
  const hours = (): number =>
    day.kind === 'working' ? random.weighted(WORKING_HOURS) + random.next() : 8 + 13 * random.next();
  const first = day.kind === 'working' ? 7.4 + 1.3 * (random.next() + random.next()) : hours();
  const local = [first, ...Array.from({ length: count - 1 }, hours)];
  return local
    .map((hour) => Math.round(Math.min(Math.max((hour - user.place.utc) * 3600, 60), LAST_START)))
    .sort((a, b) => a - b);
}

const LAST_START = 23.5 * 3600;

/** Local hour of a later sign-in on a working day: busy mornings, a dip at noon, a little in the evening. */
const WORKING_HOURS: readonly Weighted<number>[] = [
  [8, 10],
  [9, 16],
  [10, 14],
  [11, 12],
  [12, 7],
  [13, 12],
  [14, 12],
  [15, 10],
  [16, 8],
  [17, 4],
  [19, 2],
  [20, 2],
];

function unchallenged(user: User, day: SampleDay, random: Random): SampleRow[] {
  const rows = random.weighted(user.guest ? GUEST_HABITS : HABITS);
  return rows(user, day, random);
}

type Habit = (user: User, day: SampleDay, random: Random) => SampleRow[];

const claimed: Habit = (_user, _day, random) => [
  satisfiedRow(0, random.weighted(CLAIM_TEXTS), { multi: random.chance(0.7) }),
];

const singleFactor: Habit = (_user, _day, random) => {
  const passed = row(0, 0, { steps: [passwordStep(random.chance(0.8) ? 'Correct password' : null)] });
  return random.chance(0.15)
    ? [
        { ...passed, code: 50140 },
        { ...passed, after: 5 },
      ]
    : [passed];
};

/** One or two wrong passwords; most people then get in, a few come back later. */
const wrongPassword: Habit = (user, day, random) => {
  // Since late 2025 some tenants see no steps on such rows.
  const steps = random.chance(0.6) ? [passwordStep('Incorrect password', false)] : [];
  const wrong = row(0, 50126, { text: WRONG_CREDENTIALS, steps });
  const tries = random.chance(0.3) ? [wrong, { ...wrong, after: 14 }] : [wrong];
  if (random.chance(0.3)) return tries;
  const then =
    isTakenUp(user, day) || random.chance(0.4)
      ? singleFactor(user, day, random)
      : passedChallenge(user, day, random);
  return tries.concat(then.map((passed) => ({ ...passed, after: passed.after + 25 })));
};

const accountPicker: Habit = (_user, _day, random) => [
  row(0, random.pick([16000, 50058]), {}),
  satisfiedRow(6, 'MFA requirement satisfied by claim in the token', { multi: true }),
];

const policyBlock: Habit = (_user, _day, random) => [
  row(
    0,
    random.weighted([
      [53003, 5],
      [53000, 3],
      [50105, 2],
      [65001, 2],
      [50097, 1],
    ]),
    { steps: [passwordStep()] },
  ),
];

/** The hand-over to an external control comes back as a bare success (published records of 2021). */
const externalControl: Habit = () => [
  row(0, 50158, { text: 'Redirected to external provider for MFA', steps: [passwordStep()] }),
  row(9, 0),
];

const externalClaim: Habit = () => [
  satisfiedRow(0, 'MFA requirement satisfied by claim provided by external provider', { multi: true }),
];

const emailCode: Habit = () => [row(0, 0, { steps: [step('Email Verification Code', null, true, null, 0)] })];

const qrPin: Habit = () => [row(0, 0, { steps: [step('QR Code PIN', null, true, null, 0)] })];

const seamless: Habit = () => [row(0, 0, { steps: [step('Seamless SSO', null, true, null, 0)] })];

/** A fresh row whose details are not written yet: success, multi-factor, and no evidence at all. */
const noDetails: Habit = () => [row(0, 0, { multi: true })];

const HABITS: readonly Weighted<Habit>[] = [
  [claimed, 62],
  [singleFactor, 21],
  [wrongPassword, 6],
  [accountPicker, 3],
  [policyBlock, 1.5],
  [externalControl, 1.2],
  [externalClaim, 0.8],
  [seamless, 1.5],
  [qrPin, 1.5],
  [noDetails, 0.3],
];

const GUEST_HABITS: readonly Weighted<Habit>[] = [
  [emailCode, 30],
  [claimed, 55],
  [externalClaim, 10],
  [policyBlock, 5],
];

/** Why nobody was prompted, about as often as in a tenant that still has old rules. */
const CLAIM_TEXTS: readonly Weighted<string>[] = [
  ['MFA requirement satisfied by claim in the token', 84],
  ['MFA requirement skipped due to remembered device', 6],
  ['MFA requirement skipped due to registered device', 2],
  ['MFA requirement skipped due to location', 2.5],
  ['MFA requirement skipped due to IP address', 2.5],
  [
    'MFA requirement skipped due to ADFS-issued InsideCorpNet claim; tenant was configured to skip MFA if this claim is present',
    0.8,
  ],
  ['MFA requirement skipped due to app password', 0.5],
  ['MFA requirement skipped as flow exercised was Windows broker logon flow', 0.9],
  ['MFA not required during Windows broker logon flow', 0.6],
];

/** As published for 50126; the space after the full stop is followed by one that does not break. */
const WRONG_CREDENTIALS =
  "The user didn't enter the right credentials. \u00a0It's expected to see some number of these errors in your logs due to users making mistakes.";
