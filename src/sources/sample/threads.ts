import type { ReasonName } from '../../core/reasons.ts';
import { type Attempt, attempt, isTakenUp } from './attempt.ts';
import { MFA_METHODS, type MfaMethod, ONE_STEP_CREDENTIALS } from './credentials.ts';
import type { SampleRow } from './graph-sign-in.ts';
import { seededRandom } from './random.ts';
import { passedRow, passwordStep, promptRow, row } from './rows.ts';
import type { SampleDay } from './sample-day.ts';
import { denied, deniedTwice, left, refused } from './troubles.ts';
import { chooseUsers, type User } from './users.ts';

/**
 * One trouble through the story: it comes, grows, shrinks, goes away, comes back, and then does its part
 * on the story day. All users of its reason come from here, so that the course alone decides how the
 * issue stands (docs/decisions/0012).
 */
export type Thread = {
  readonly reason: ReasonName;
  readonly what: string;
  /** Who it can touch; never guests. */
  readonly whom: (user: User, day: SampleDay) => boolean;
  /** Within which hours, UTC. */
  readonly hours: readonly [from: number, to: number];
  /** How it shows: one of these. */
  readonly shows: readonly ((user: User) => readonly SampleRow[])[];
  /** 0..1: who of them does not get in that day. */
  readonly giveUp: number;
  /** How the others get in; left out: by their own method. */
  readonly otherWay?: MfaMethod;
  /** 0..1: who of them is on the phone rather than at the desk. */
  readonly onPhone: number;
  /** Users a day over places of the story; on all other days it is `IN_BETWEEN`. */
  readonly course: readonly (readonly [from: number, to: number, users: number])[];
};

/** Below what stands out (`ISSUE_MIN_USERS`): nothing is ever wholly gone. */
const IN_BETWEEN = 1;
/** What stands out does so at weekends, too. */
const AT_LEAST = 3;

const { hello } = ONE_STEP_CREDENTIALS;

const isPhone = ({ method }: User) => ['text', 'sms', 'callMobile', 'voice'].includes(method);
const hasCodes = ({ method }: User) => ['oath', 'appCode', 'softwareToken', 'hardwareToken'].includes(method);

/** Each row of a course: it is there; more than usual; fewer; back after a pause; and then its part. */
export const THREADS = [
  {
    reason: 'pushUndeliverable',
    what: 'Notifications do not reach Android phones; on the story day for two hours, all over the tenant: new.',
    whom: (user, day) =>
      user.method === 'push' && !isTakenUp(user, day) && (user.phone === 'android' || user.index % 19 === 0),
    hours: [13, 15],
    shows: [
      deniedTwice('MFA denied; unable to send the mobile app notification to the device', 'push'),
      deniedTwice('MFA denied; unable to send the mobile app notification', 'push'),
    ],
    giveUp: 0.45,
    otherWay: 'text',
    onPhone: 0.9,
    course: [
      [-119, -102, 4],
      [-101, -88, 13],
      [-87, -78, 4],
      [-68, -66, 5],
      [0, 0, 34],
    ],
  },
  {
    reason: 'noResponse',
    what: 'Prompts run out of time on phones that save their battery; for four days now on many more of them: worse.',
    whom: (user, day) => user.method === 'push' && !isTakenUp(user, day),
    hours: [7, 17],
    shows: [denied('MFA denied; user did not respond to mobile app notification', 'push')],
    giveUp: 0.35,
    onPhone: 0.2,
    course: [
      [-117, -90, 5],
      [-89, -76, 14],
      [-75, -64, 4],
      [-54, -4, 6],
      [-3, 0, 14],
    ],
  },
  {
    reason: 'phoneUnreachable',
    what: 'A carrier does not deliver texts and calls; two weeks after it was mended it fails again: back.',
    whom: (user, day) => isPhone(user) && !isTakenUp(user, day),
    hours: [8, 16],
    shows: [(user) => denied("MFA denied; unable to reach the user's phone", user.method)(user)],
    giveUp: 0.35,
    otherWay: 'push',
    onPhone: 0.2,
    course: [
      [-113, -72, 4],
      [-71, -58, 12],
      [-57, -50, 4],
      [-40, -38, 6],
      [-18, -13, 7],
      [0, 0, 9],
    ],
  },
  {
    reason: 'wrongCode',
    what: 'The clock behind the codes of one group is off; their tokens are replaced one by one: better.',
    whom: (user, day) => hasCodes(user) && !isTakenUp(user, day),
    hours: [7, 17],
    shows: [
      deniedTwice('MFA denied; invalid verification code', 'oath'),
      denied('MFA denied; invalid mobile app verification code', 'appCode'),
      denied('MFA denied; user entered incorrect code', 'text'),
    ],
    giveUp: 0.25,
    onPhone: 0.2,
    course: [
      [-119, -106, 4],
      [-105, -92, 11],
      [-91, -80, 4],
      [-70, -29, 6],
      [-28, -6, 12],
      [-5, 0, 5],
    ],
  },
  {
    reason: 'promptAbandoned',
    what: 'A few people a day leave the prompt open and walk off: steady.',
    whom: (user, day) => user.method !== 'phoneSignIn' && !isTakenUp(user, day),
    hours: [7, 17],
    shows: [
      left('push'),
      () => [promptRow(0)],
      () => [row(0, 399210, { steps: [passwordStep()], multi: true })],
    ],
    giveUp: 0.35,
    onPhone: 0.2,
    course: [
      [-115, -84, 4],
      [-83, -70, 12],
      [-69, -60, 4],
      [-50, 0, 5],
    ],
  },
  {
    reason: 'registrationNeeded',
    what: 'The branches register for MFA, and every day some leave the page: known, so it is acknowledged.',
    whom: (user, day) => user.method !== 'push' && !isTakenUp(user, day),
    hours: [8, 12],
    shows: [
      () => [row(0, 50072, { text: 'MFA registration prompted', steps: [passwordStep()], multi: true })],
      () => [row(0, 50079, { steps: [passwordStep()], multi: true })],
    ],
    giveUp: 0.3,
    otherWay: 'push',
    onPhone: 0,
    course: [
      [-118, -96, 5],
      [-95, -82, 13],
      [-81, -70, 4],
      [-60, 0, 6],
    ],
  },
  {
    reason: 'deviceKey',
    what: 'After an update some laptops refuse their Windows Hello key, until the update is withdrawn: fixed.',
    whom: (user, day) => user.desktop === 'windows' && user.strong === 'hello' && isTakenUp(user, day),
    hours: [7, 12],
    shows: [refused(130005, [hello]), refused(130008, [hello])],
    giveUp: 0.15,
    otherWay: 'push',
    onPhone: 0,
    course: [
      [-116, -66, 4],
      [-65, -52, 11],
      [-51, -46, 4],
      [-36, -34, 5],
      [-26, -5, 7],
    ],
  },
] as const satisfies readonly Thread[];

/** A thread's part in one person's day. */
export type Touched = { readonly thread: Thread; readonly gaveUp: boolean };

/** Who is touched by which thread at that place of the story: user index → thread; nobody by two. */
export function threadsOn(day: SampleDay, place: number): Map<number, Touched> {
  const touched = new Map<number, Touched>();
  for (const thread of THREADS as readonly Thread[]) {
    const fits = (user: User) => !user.guest && !touched.has(user.index) && thread.whom(user, day);
    const users = chooseUsers(`${thread.reason} ${day.date}`, usersOn(thread, day, place), fits);
    const giveUp = Math.round(thread.giveUp * users.length);
    users.forEach((user, nth) => {
      touched.set(user.index, { thread, gaveUp: nth < giveUp });
    });
  }
  return touched;
}

/** At weekends half of them, but not on weekdays of the story day: what is usual for it is to be found there. */
function usersOn({ course }: Thread, day: SampleDay, place: number): number {
  const [, , users] = course.find(([from, to]) => place >= from && place <= to) ?? [0, 0, IN_BETWEEN];
  if (day.kind === 'working' || place % 7 === 0) return users;
  return users < AT_LEAST ? Math.floor(users / 2) : Math.max(AT_LEAST, Math.ceil(users / 2));
}

/** The person's day with the trouble in it: then they give up, or get in some minutes later. */
export function withThread(
  user: User,
  day: SampleDay,
  before: readonly Attempt[],
  { thread, gaveUp }: Touched,
): Attempt[] {
  const random = seededRandom(`${thread.reason} ${day.date} ${user.index}`);
  const [from, to] = thread.hours;
  // Room for the last row of the attempt within the hours.
  const at = Math.round(from * 3600 + random.next() * ((to - from) * 3600 - 120));
  const device = random.chance(thread.onPhone) ? user.phone : user.desktop;
  const rows = random.pick(thread.shows)(user);
  const failed = attempt(user, at, rows, random, { device });
  const earlier = before.filter((other) => other.at < at - 900);
  if (gaveUp) return [...earlier, failed];
  const method = MFA_METHODS[thread.otherWay ?? user.method];
  const passed = [promptRow(0), passedRow(38, user, method)];
  const again = attempt(user, at + random.between(240, 840), passed, random, { device });
  return [...earlier, failed, again, ...before.filter((other) => other.at > again.at + 900)];
}
