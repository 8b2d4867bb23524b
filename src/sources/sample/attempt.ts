import { MFA_METHODS, ONE_STEP_CREDENTIALS } from './credentials.ts';
import type { Channel, SampleRow } from './graph-sign-in.ts';
import type { Random, Weighted } from './random.ts';
import { deniedRow, oneStepRow, passedRow, promptRow, row, staySignedInRows, step } from './rows.ts';
import type { SampleDay } from './sample-day.ts';
import { APPS, type App, type DeviceName, PLACES, type Place } from './tenant.ts';
import type { User } from './users.ts';

/** One person trying to get in once: rows that share a correlation id. */
export type Attempt = {
  /** Seconds since midnight UTC. */
  readonly at: number;
  readonly rows: readonly SampleRow[];
  readonly app: App;
  readonly channel: Channel;
  readonly device: DeviceName;
  readonly place: Place;
  readonly address: string;
};

/** An attempt by the user's habits; `fixed` says what is not left to them. */
export function attempt(
  user: User,
  at: number,
  rows: readonly SampleRow[],
  random: Random,
  fixed: Partial<Pick<Attempt, 'app' | 'channel' | 'device' | 'place' | 'address'>> = {},
): Attempt {
  const app = fixed.app ?? random.weighted(APP_USE);
  const device = fixed.device ?? (random.chance(0.2) ? user.phone : user.desktop);
  const travels = random.chance(0.02);
  const onTheMove = device === 'iPhone' || device === 'android';
  const place = travels ? random.pick(PLACES) : user.place;
  const atHome = random.chance(0.35) ? user.homeAddress : user.officeAddress;
  return {
    at,
    rows,
    app,
    device,
    channel: fixed.channel ?? app.client,
    place: fixed.place ?? place,
    address: fixed.address ?? (travels || onTheMove ? user.mobileAddress : atHome),
  };
}

const APP_USE: readonly Weighted<App>[] = APPS.map((app) => [app, app.use]);

/** Somebody abroad who has got hold of the password. */
export function fromAbroad(user: User): Pick<Attempt, 'place' | 'address' | 'device'> {
  const elsewhere = PLACES.filter((place) => place.country !== user.place.country && place.utc < 0);
  return {
    place: elsewhere[user.index % elsewhere.length] ?? user.place,
    address: `203.0.113.${200 + (user.index % 50)}`,
    device: 'linux',
  };
}

/** True where the user signs in with a phishing-resistant credential by then. */
export function isTakenUp(user: User, day: SampleDay): boolean {
  return !user.guest && user.takesUpAt < day.takeUp;
}

/** Rows of a challenge that the user passes, at the first or at the second try. */
export function passedChallenge(user: User, day: SampleDay, random: Random): SampleRow[] {
  if (isTakenUp(user, day)) {
    return [oneStepRow(0, user, ONE_STEP_CREDENTIALS[user.strong], { multi: random.chance(0.5) })];
  }
  const credential = MFA_METHODS[user.method];
  if (user.method === 'phoneSignIn') {
    return [row(0, 0, { steps: [step(credential.method, null, true, 'User approved', 0)], multi: true })];
  }
  const rows: SampleRow[] = [promptRow(0)];
  let after = random.between(6, 40);
  const pushed = user.method === 'push' || user.method === 'authenticator';
  if (pushed && random.chance(day.unanswered)) {
    after += 60;
    rows.push(
      deniedRow(after, user, credential, 'MFA denied; user did not respond to mobile app notification'),
    );
    after += random.between(15, 60);
  } else if (credential.slips.length > 0 && random.chance(SLIPS)) {
    rows.push(deniedRow(after, user, credential, random.pick<string>(credential.slips)));
    after += random.between(15, 60);
  }
  const passed = passedRow(after, user, credential);
  return rows.concat(random.chance(0.12) ? staySignedInRows(passed) : [passed]);
}

/** Share of prompts that go wrong once before they are passed. */
const SLIPS = 0.025;
