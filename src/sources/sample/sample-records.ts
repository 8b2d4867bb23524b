import { type Attempt, attempt, passedChallenge } from './attempt.ts';
import { graphSignIn, servicePrincipalSignIn } from './graph-sign-in.ts';
import { incidentRandom, incidentsOn } from './incidents.ts';
import { activeUsers, ordinaryDay } from './ordinary-day.ts';
import { at as entry, seededRandom } from './random.ts';
import { satisfiedRow } from './rows.ts';
import { dateAfter, type SampleDay, sampleDay } from './sample-day.ts';
import { STORY_DAY, storyPlace } from './story.ts';
import { APPS } from './tenant.ts';
import { threadsOn, withThread } from './threads.ts';
import { RARE_TROUBLES, type Trouble, withTrouble } from './troubles.ts';
import { chooseUsers, USERS, type User } from './users.ts';

/** One `signIn` object in the shape of Graph beta. */
export type SampleRecord = Record<string, unknown>;

/**
 * The sign-in log of Contoso, an invented tenant, for one calendar date in UTC: a pure function of
 * the date and of the day on which the tenant's story ends (story.ts). Ascending by `createdDateTime`; holds a few exact repeats and re-published versions, as
 * real logs do, right behind their first version.
 * @param date `YYYY-MM-DD`; so is `storyDay`
 * @throws RangeError where one is no date
 */
export function sampleRecords(date: string, storyDay: string = STORY_DAY): SampleRecord[] {
  const day = sampleDay(date);
  const timed = [
    ...userDays(day, storyPlace(day, storyDay)).flatMap(([user, attempts]) =>
      recordsOf('day', day, user, attempts),
    ),
    ...midnightRecords(day),
    ...midnightRecords(sampleDay(dateAfter(date, -1))),
    ...backgroundRecords(day),
  ].filter(({ ms }) => ms >= day.midnight && ms < day.midnight + 86_400_000);
  timed.sort((a, b) => a.ms - b.ms || (a.id < b.id ? -1 : 1));
  return repeated(
    day,
    timed.map(({ record }) => record),
  );
}

type Timed = { readonly ms: number; readonly id: string; readonly record: SampleRecord };

/** What each user does: habits first, then what befalls them: a thread of the story, or a trouble and incidents. */
function userDays(day: SampleDay, place: number): [User, Attempt[]][] {
  const active = activeUsers(day);
  const threads = threadsOn(day, place);
  const free = (user: User) => !threads.has(user.index);
  const troubles = troublesOf(day, free);
  const incidents = incidentsOn(day, place, free);
  return USERS.map((user) => {
    const random = seededRandom(`${day.date} ${user.index}`);
    let attempts = active.has(user.index) ? ordinaryDay(user, day, random) : [];
    const thread = threads.get(user.index);
    if (thread !== undefined) return [user, withThread(user, day, attempts, thread)];
    const trouble = troubles.get(user.index);
    if (trouble !== undefined) {
      attempts = withTrouble(user, day, attempts, trouble.trouble, trouble, random);
    }
    for (const { incident, nth } of incidents.get(user.index) ?? []) {
      attempts = incident.happens({
        user,
        day,
        before: attempts,
        nth,
        random: incidentRandom(incident, day, user),
      });
    }
    return [user, attempts];
  });
}

/** How many rare troubles come by. */
const TROUBLES = { working: 4, saturday: 2, sunday: 1 } as const satisfies Record<SampleDay['kind'], number>;

type Befalls = { readonly trouble: Trouble; readonly gaveUp: boolean };

function troublesOf(day: SampleDay, free: (user: User) => boolean): Map<number, Befalls> {
  const random = seededRandom(`troubles ${day.date}`);
  const turn = (day.week * 5 + day.weekday) * TROUBLES.working;
  const length = RARE_TROUBLES.length;
  const befalls = Array.from({ length: TROUBLES[day.kind] }, (_, nth) => ({
    trouble: entry(RARE_TROUBLES, (((turn + nth) % length) + length) % length),
    gaveUp: random.chance(0.25),
  }));
  const users = chooseUsers(`troubled ${day.date}`, befalls.length, (user) => !user.guest && free(user));
  return new Map(befalls.map((each, nth) => [entry(users, nth).index, each]));
}

/** `what` keeps the ids of a user's several parts of a day apart. */
function recordsOf(what: string, day: SampleDay, user: User, attempts: readonly Attempt[]): Timed[] {
  const random = seededRandom(`${what} ${day.date} ${user.index}`);
  return attempts.flatMap((each) => {
    const correlationId = random.guid();
    return each.rows.map((row) => {
      const id = random.guid();
      const ms = day.midnight + (each.at + row.after) * 1000;
      return { ms, id, record: graphSignIn({ ...each, user, correlationId }, row, id, ms, random) };
    });
  });
}

/** Two people work late: their prompts are raised before midnight and answered after it. */
function midnightRecords(day: SampleDay): Timed[] {
  const random = seededRandom(`midnight ${day.date}`);
  return chooseUsers(`midnight ${day.date}`, 2, (user) => user.method === 'push' && !user.guest).flatMap(
    (user) => {
      const rows = passedChallenge({ ...user, takesUpAt: 1 }, day, random);
      const spread = rows.map((row, nth) => ({ ...row, after: nth * 45 }));
      return recordsOf('late', day, user, [attempt(user, 86_400 - 20, spread, random)]);
    },
  );
}

/** Sign-ins that are not in scope: refreshed tokens of people, and one application on its own. */
function backgroundRecords(day: SampleDay): Timed[] {
  const random = seededRandom(`background ${day.date}`);
  const refreshed = chooseUsers(`background ${day.date}`, 9, (user) => !user.guest).flatMap((user) =>
    recordsOf('background', day, user, [
      attempt(
        user,
        random.between(3600, 82_800),
        [satisfiedRow(0, 'MFA requirement satisfied by claim in the token', { multi: true })],
        random,
        { channel: 'background' },
      ),
    ]),
  );
  const ms = day.midnight + 2 * 3_600_000;
  const id = random.guid();
  return [...refreshed, { ms, id, record: servicePrincipalSignIn(entry(APPS, 5), id, ms) }];
}

/**
 * Logs deliver some rows again: two or three a day are exact repeats, and one or two stood there at
 * first without their details.
 */
function repeated(day: SampleDay, records: readonly SampleRecord[]): SampleRecord[] {
  const random = seededRandom(`repeats ${day.date}`);
  const again = new Set(Array.from({ length: random.between(2, 3) }, () => random.below(records.length)));
  const detailed = records.filter(
    (record) => Array.isArray(record.authenticationDetails) && isCompleted(record),
  );
  const early = new Set(Array.from({ length: random.between(1, 2) }, () => random.pick(detailed)));
  return records.flatMap((record, index) => {
    if (early.has(record)) return [beforeItsDetails(record), record];
    return again.has(index) ? [record, structuredClone(record)] : [record];
  });
}

function isCompleted(record: SampleRecord): boolean {
  const status = record.status;
  return (
    typeof status === 'object' &&
    status !== null &&
    'additionalDetails' in status &&
    status.additionalDetails === 'MFA completed in Azure AD'
  );
}

/** How a fresh row may read: as if a claim had satisfied it (documentation on MFA reporting). */
function beforeItsDetails(record: SampleRecord): SampleRecord {
  return {
    ...record,
    status: {
      errorCode: 0,
      failureReason: 'Other.',
      additionalDetails: 'MFA requirement satisfied by claim in the token',
    },
    authenticationDetails: [],
  };
}
