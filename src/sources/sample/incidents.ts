import { type Attempt, attempt, fromAbroad, isTakenUp } from './attempt.ts';
import { MFA_METHODS } from './credentials.ts';
import type { SampleRow } from './graph-sign-in.ts';
import { type Random, seededRandom } from './random.ts';
import { deniedRow, passedRow, promptRow, row } from './rows.ts';
import type { SampleDay } from './sample-day.ts';
import { denied } from './troubles.ts';
import { chooseUsers, type User } from './users.ts';

/** Something worth seeing that happens on some days: `days` are places in the story. */
export type Incident = {
  readonly name: string;
  readonly days: readonly number[];
  readonly what: string;
  /** How many people it touches, and who they can be; never guests. */
  readonly touches: number;
  readonly whom: (user: User, day: SampleDay) => boolean;
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

/** At most 45 days lie between two of a kind, so that the source always holds one. */
export const INCIDENTS = [
  {
    name: 'burstThenSuccess',
    days: [-94, -61, -33, 0],
    what: 'At 03:12 UTC somebody abroad asks one person twelve times within seven minutes; the thirteenth prompt is approved.',
    touches: 1,
    whom: (user, day) => user.method === 'push' && !isTakenUp(user, day),
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
    days: [-105, -73, -40, -11],
    what: 'One person reports a prompt as fraud and is blocked from then on.',
    touches: 1,
    whom: (user, day) => user.method === 'push' && !isTakenUp(user, day),
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
    name: 'guessedPasswords',
    days: [-88, -58, -30, -17, -3],
    what: 'Somebody abroad guesses passwords of many people: first factors that fail, which is no matter of MFA.',
    touches: 30,
    whom: () => true,
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

/**
 * Who is touched by what at that place of the story: user index → incidents in the order of the table.
 * `free`: those whom nothing else befalls that day.
 */
export function incidentsOn(
  day: SampleDay,
  place: number,
  free: (user: User) => boolean,
): Map<number, { incident: Incident; nth: number }[]> {
  const touched = new Map<number, { incident: Incident; nth: number }[]>();
  for (const incident of INCIDENTS as readonly Incident[]) {
    if (!incident.days.includes(place)) continue;
    const fits = (user: User) => !user.guest && free(user) && incident.whom(user, day);
    chooseUsers(`${incident.name} ${day.date}`, incident.touches, fits).forEach((user, nth) => {
      touched.set(user.index, [...(touched.get(user.index) ?? []), { incident, nth }]);
    });
  }
  return touched;
}

/** The chance of one incident on one person's day, apart from that of all others. */
export function incidentRandom(incident: Incident, day: SampleDay, user: User): Random {
  return seededRandom(`${incident.name} ${day.date} ${user.index}`);
}
