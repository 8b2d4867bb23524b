import { type Attempt, attempt, passedChallenge } from './attempt.ts';
import { graphSignIn, servicePrincipalSignIn } from './graph-sign-in.ts';
import { incidentRandom, incidentsOf } from './incidents.ts';
import { activeUsers, ordinaryDay } from './ordinary-day.ts';
import { at as entry, seededRandom } from './random.ts';
import { satisfiedRow } from './rows.ts';
import { dateAfter, type SampleDay, sampleDay } from './sample-day.ts';
import { APPS } from './tenant.ts';
import { RARE_TROUBLES, type Trouble, USUAL_TROUBLES, withTrouble } from './troubles.ts';
import { chooseUsers, USERS, type User } from './users.ts';

/** One `signIn` object in the shape of Graph beta. */
export type SampleRecord = Record<string, unknown>;

/**
 * The sign-in log of Contoso, an invented tenant, for one calendar date in UTC: a pure function of
 * the date. Ascending by `createdDateTime`; holds a few exact repeats and re-published versions, as
 * real logs do, right behind their first version.
 * @param date `YYYY-MM-DD`
 * @throws RangeError where it is no date
 */
export function sampleRecords(date: string): SampleRecord[] {
  const day = sampleDay(date);
  const timed = [
    ...userDays(day).flatMap(([user, attempts]) => recordsOf('day', day, user, attempts)),
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

/** What each user does: habits first, then a trouble if one befalls them, then the incidents of the day. */
function userDays(day: SampleDay): [User, Attempt[]][] {
  const active = activeUsers(day);
  const troubles = troublesOf(day);
  const incidents = incidentsOf(day);
  return USERS.map((user) => {
    const random = seededRandom(`${day.date} ${user.index}`);
    let attempts = active.has(user.index) ? ordinaryDay(user, day, random) : [];
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

/** How many people give up on a usual trouble, and how many rare ones come by. */
const TROUBLES = {
  working: { stuck: 4, rare: 8 },
  saturday: { stuck: 1, rare: 1 },
  sunday: { stuck: 1, rare: 0 },
} as const satisfies Record<SampleDay['kind'], { stuck: number; rare: number }>;

type Befalls = { readonly trouble: Trouble; readonly gaveUp: boolean };

function troublesOf(day: SampleDay): Map<number, Befalls> {
  const { stuck, rare } = TROUBLES[day.kind];
  const random = seededRandom(`troubles ${day.date}`);
  const usual = Array.from({ length: stuck }, () => ({
    trouble: random.weighted(USUAL_TROUBLES),
    gaveUp: true,
  }));
  const turn = day.week * 5 + day.weekday;
  const rarely = Array.from({ length: rare }, (_, nth) => ({
    trouble: entry(
      RARE_TROUBLES,
      (((turn * TROUBLES.working.rare + nth) % RARE_TROUBLES.length) + RARE_TROUBLES.length) %
        RARE_TROUBLES.length,
    ),
    gaveUp: random.chance(0.12),
  }));
  const befalls = [...usual, ...rarely];
  const users = chooseUsers(`troubled ${day.date}`, befalls.length, (user) => !user.guest);
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
