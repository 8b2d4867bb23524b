import { type Attempt, attempt, fromAbroad, isTakenUp, passedChallenge } from './attempt.ts';
import { MFA_METHODS } from './credentials.ts';
import type { SampleRow } from './graph-sign-in.ts';
import { type Random, seededRandom } from './random.ts';
import { deniedRow, passedRow, passwordStep, promptRow, row, satisfiedRow } from './rows.ts';
import type { SampleDay } from './sample-day.ts';
import { denied, deniedTwice } from './troubles.ts';
import { chooseUsers, type User } from './users.ts';

/**
 * Something worth seeing that happens on some days. `days` are places in a cycle of 28 days that
 * is counted from 1970-01-01, a Thursday: 4, 11, 18 and 25 are Mondays; 2, 3, 9, 10 and so on weekends.
 */
export type Incident = {
  readonly name: string;
  readonly days: readonly number[];
  readonly what: string;
  /** How many people it touches, and who they can be; never guests. */
  readonly touches: number;
  readonly whom: (user: User, day: SampleDay) => boolean;
  /** `day`: other people each time; `cycle`: the same people on all its days. */
  readonly drawn: 'day' | 'cycle';
  /** The person's day with the incident in it. */
  readonly happens: (scene: IncidentScene) => Attempt[];
};

export type IncidentScene = {
  readonly user: User;
  readonly day: SampleDay;
  readonly before: readonly Attempt[];
  /** Which of the people touched this is, from 0. */
  readonly nth: number;
  readonly random: Random;
};

/** Every ordinary working day of the cycle has at least one. */
export const INCIDENTS = [
  {
    name: 'pushOutage',
    days: [4, 11, 14, 18, 25],
    what: 'From 13:00 to 15:00 UTC notifications do not reach phones, nearly all of them Android; half of the people find another way.',
    touches: 42,
    whom: (user, day) =>
      user.method === 'push' && !isTakenUp(user, day) && (user.phone === 'android' || user.index % 9 === 0),
    drawn: 'day',
    happens: (scene) =>
      failing(scene, {
        hours: [13, 15],
        rows: deniedTwice('MFA denied; unable to send the mobile app notification to the device', 'push'),
        gaveUp: scene.nth % 20 < 9,
        otherWay: 'text',
        onPhone: scene.nth % 10 < 7,
      }),
  },
  {
    name: 'codeClock',
    days: [5, 6, 7],
    what: 'For three days the clock behind the codes of one group is off: their codes are refused again and again.',
    touches: 9,
    whom: (user) => ['oath', 'appCode', 'softwareToken', 'hardwareToken'].includes(user.method),
    drawn: 'cycle',
    happens: (scene) =>
      failing(scene, {
        hours: [8, 11],
        rows: deniedTwice('MFA denied; invalid verification code', 'oath'),
        gaveUp: scene.nth < 5,
        otherWay: 'text',
        onPhone: false,
      }),
  },
  {
    name: 'burstThenSuccess',
    days: [8, 12, 22],
    what: 'At 03:12 UTC somebody abroad asks one person twelve times within seven minutes; the thirteenth prompt is approved.',
    touches: 1,
    whom: (user, day) => user.method === 'push' && !isTakenUp(user, day),
    drawn: 'day',
    happens: ({ user, before, random }) => {
      const start = 3 * 3600 + 12 * 60;
      const declined = Array.from({ length: 12 }, (_, nth) =>
        attempt(
          user,
          start + nth * 34,
          [
            promptRow(0),
            deniedRow(20, user, MFA_METHODS.push, 'MFA denied; user declined the authentication'),
          ],
          random,
          { ...fromAbroad(user), channel: 'browser' },
        ),
      );
      const approved = attempt(
        user,
        start + 480,
        [promptRow(0), passedRow(17, user, MFA_METHODS.push)],
        random,
        {
          ...fromAbroad(user),
          channel: 'browser',
        },
      );
      return [...declined, approved, ...before];
    },
  },
  {
    name: 'fraudReport',
    days: [0, 13, 21],
    what: 'One person reports a prompt as fraud and is blocked from then on.',
    touches: 1,
    whom: (user, day) => user.method === 'push' && !isTakenUp(user, day),
    drawn: 'day',
    happens: ({ user, before, random }) => {
      const at = 10 * 3600 + random.below(3600);
      const reported = attempt(
        user,
        at,
        denied('MFA denied; Phone App Reported Fraud', 'push')(user),
        random,
        {
          ...fromAbroad(user),
          channel: 'browser',
        },
      );
      const blocked = attempt(user, at + 2700, denied('MFA denied; user is blocked', 'push')(user), random);
      return [...before.filter((other) => other.at < at - 900), reported, blocked];
    },
  },
  {
    name: 'registrationCampaign',
    days: [18, 19, 20, 21, 22],
    what: 'A week in which people are asked to set up the app: most snooze, some do it at once, one or two leave the page.',
    touches: 26,
    whom: (user, day) => !isTakenUp(user, day) && user.method !== 'push',
    drawn: 'day',
    happens: ({ user, before, nth, random }) => {
      const at = Math.round((8.5 - user.place.utc + 3 * random.next()) * 3600);
      const rest = before.filter((other) => other.at > at + 900);
      return [
        ...before.filter((other) => other.at < at - 900),
        attempt(user, at, campaign(user, nth), random),
        ...rest,
      ];
    },
  },
  {
    name: 'serviceErrorHour',
    days: [15, 27],
    what: 'From 10:00 to 11:00 UTC the MFA service answers with errors; nearly everyone gets in afterwards.',
    touches: 16,
    whom: (user, day) => !isTakenUp(user, day),
    drawn: 'day',
    happens: (scene) =>
      failing(scene, {
        hours: [10, 11],
        rows: (user) =>
          scene.nth % 3 === 0
            ? [promptRow(0), row(33, 50087, { steps: [passwordStep()], multi: true })]
            : denied('MFA denied; service error', user.method)(user),
        gaveUp: scene.nth < 3,
        otherWay: undefined,
        onPhone: false,
      }),
  },
  {
    name: 'phonesNotReached',
    days: [1, 26],
    what: 'A carrier does not deliver: texts and calls of some people do not arrive.',
    touches: 10,
    whom: (user) => ['text', 'sms', 'callMobile', 'voice'].includes(user.method),
    drawn: 'day',
    happens: (scene) =>
      failing(scene, {
        hours: [8, 16],
        rows: (user) => denied("MFA denied; unable to reach the user's phone", user.method)(user),
        gaveUp: scene.nth < 4,
        otherWay: 'push',
        onPhone: false,
      }),
  },
  {
    name: 'guessedPasswords',
    days: [8, 19, 20],
    what: 'Somebody abroad guesses passwords of many people: first factors that fail, which is no matter of MFA.',
    touches: 30,
    whom: () => true,
    drawn: 'day',
    happens: ({ user, before, nth, random }) => {
      const guesses: SampleRow[] = [row(0, 50126), row(2, nth % 5 === 0 ? 50053 : 50126)];
      const guessed = attempt(user, 2 * 3600 + nth * 47, guesses, random, {
        ...fromAbroad(user),
        channel: 'browser',
      });
      return [guessed, ...before];
    },
  },
] as const satisfies readonly Incident[];

/** Who is touched by what on that day: user index → incidents in the order of the table. */
export function incidentsOf(day: SampleDay): Map<number, { incident: Incident; nth: number }[]> {
  const touched = new Map<number, { incident: Incident; nth: number }[]>();
  for (const incident of INCIDENTS as readonly Incident[]) {
    if (!incident.days.includes(day.cycleDay)) continue;
    const seed = `${incident.name} ${incident.drawn === 'day' ? day.date : day.cycle}`;
    const users = chooseUsers(seed, incident.touches, (user) => !user.guest && incident.whom(user, day));
    users.forEach((user, nth) => {
      touched.set(user.index, [...(touched.get(user.index) ?? []), { incident, nth }]);
    });
  }
  return touched;
}

/** The chance of one incident on one person's day, apart from that of all others. */
export function incidentRandom(incident: Incident, day: SampleDay, user: User): Random {
  return seededRandom(`${incident.name} ${day.date} ${user.index}`);
}

/** A challenge within some hours that fails; then the person gives up, or gets in by another way. */
function failing(
  { user, day, before, random }: IncidentScene,
  plan: {
    hours: readonly [from: number, to: number];
    rows: (user: User) => readonly SampleRow[];
    gaveUp: boolean;
    otherWay: keyof typeof MFA_METHODS | undefined;
    onPhone: boolean;
  },
): Attempt[] {
  const [from, to] = plan.hours;
  // Room for the last row of the attempt within the hours.
  const at = Math.round(from * 3600 + random.next() * ((to - from) * 3600 - 120));
  const device = plan.onPhone ? user.phone : user.desktop;
  const earlier = before.filter((other) => other.at < at - 900);
  const failed = attempt(user, at, plan.rows(user), random, { device });
  if (plan.gaveUp) return [...earlier, failed];
  const later = before.filter((other) => other.at > at + 900);
  const rows =
    plan.otherWay === undefined
      ? passedChallenge(user, day, random)
      : [promptRow(0), passedRow(38, user, MFA_METHODS[plan.otherWay])];
  const again = attempt(
    user,
    plan.otherWay === undefined ? to * 3600 + random.between(60, 1500) : at + 240,
    rows,
    random,
    {
      device,
    },
  );
  return [...earlier, failed, again, ...later];
}

/** Two in three snooze the nudge, the others register; one of them leaves the page. */
function campaign(user: User, nth: number): SampleRow[] {
  const nudged = row(0, 50203, { steps: [passwordStep()] });
  if (nth % 3 !== 0)
    return [nudged, satisfiedRow(12, 'MFA requirement satisfied by claim in the token', { multi: true })];
  const prompted = row(0, 50072, { text: 'MFA registration prompted', steps: [passwordStep()], multi: true });
  return nth === 0 ? [prompted] : [prompted, passedRow(150 + nth, user, MFA_METHODS.push)];
}
