/**
 * Removes one person from facts and from lists of people without changing a count: docs/decisions/0013.
 * First all that is stored is to be seen, which tells by what ids and names it knows the person.
 */
import type { Chunk, UserEntry } from './facts/chunk.ts';
import { keyAt } from './facts/key-index.ts';
import { keyText } from './facts/wide-key.ts';
import { forgottenUser, isForgotten } from './forgotten.ts';
import { maskUser } from './mask-user.ts';
import type { Person } from './report.ts';

export type Forgetting = {
  readonly seeFacts: (facts: Chunk) => void;
  readonly seePeople: (people: readonly Person[]) => void;
  /** The facts with the person made anonymous; `undefined` where they are not in them. */
  readonly factsWithout: (day: string, facts: Chunk) => Chunk | undefined;
  readonly peopleWithout: (day: string, people: readonly Person[]) => readonly Person[] | undefined;
  readonly found: () => Found;
};

export type Found = {
  /** Days on whose lists of people they stood. */
  readonly listed: number;
  /** Days with facts of theirs. */
  readonly open: readonly string[];
  /** How many distinct ones these are. */
  readonly signIns: number;
  /** Masked people who may be this person or another. */
  readonly alike: number;
};

/** `user`: an object id or a principal name in lower case. `run`: a random text, another for each run. */
export function createForgetting(user: string, run: string): Forgetting {
  const ids = new Set<string>();
  const names = new Set([user]);
  const standIns = new Map<string, UserEntry>();
  const listed = new Set<string>();
  const open = new Set<string>();
  const signIns = new Set<string>();
  const alike = new Set<string>();

  function see(id: string | null, name: string | null): void {
    const [ofId, ofName] = [id?.toLowerCase(), name?.toLowerCase()];
    if (ofId === undefined || (ofId !== user && ofName !== user)) return;
    ids.add(ofId);
    // Who is asked for by name may share other names of theirs with somebody else, over time.
    if (ofId === user && ofName !== undefined) names.add(ofName);
  }

  /** A name decides only where there is no id. */
  function isTheirs(id: string | null, name: string | null): boolean {
    return id === null ? name !== null && names.has(name.toLowerCase()) : ids.has(id.toLowerCase());
  }

  /** One for each user that is counted: somebody seen with an id and without one counts as two. */
  function standInFor([id, name]: UserEntry): UserEntry {
    const counted = JSON.stringify([id, id === null ? name : null]);
    const standIn = standIns.get(counted) ?? forgottenUser(run, standIns.size);
    standIns.set(counted, standIn);
    return standIn;
  }

  /** Where no object id of theirs is known, any may be; rows without one can never be told apart. */
  function looksAlike({ id, user: shown }: Person): boolean {
    const isAnyones = id === null || ids.size === 0;
    return (
      isAnyones && [...names].some((name) => name.includes('@') && maskUser(name) === shown.toLowerCase())
    );
  }

  return {
    seeFacts({ users }) {
      for (const entry of users) if (!isForgotten(entry)) see(entry[0], entry[1]);
    },
    seePeople(people) {
      // A masked name is many people's.
      for (const { id, user: name } of people) see(id, name.includes('…') ? null : name);
    },
    factsWithout(day, facts) {
      const theirs = facts.users.map(([id, name]) => isTheirs(id, name));
      if (!theirs.includes(true)) return undefined;
      const isOfTheirs = (row: number) => theirs[facts.columns.user[row] ?? 0] === true;
      open.add(day);
      for (let row = 0; row < facts.rows; row += 1)
        if (isOfTheirs(row)) signIns.add(keyText(keyAt(facts.columns.id, row)));
      return {
        ...facts,
        users: facts.users.map((entry, number) => (theirs[number] === true ? standInFor(entry) : entry)),
        details: facts.details.filter(([row]) => !isOfTheirs(row)),
      };
    },
    peopleWithout(day, people) {
      const others = people.filter(({ id, user: name }) => !isTheirs(id, name));
      for (const person of others)
        if (looksAlike(person)) alike.add(JSON.stringify([day, person.id, person.lastAt]));
      if (others.length === people.length) return undefined;
      listed.add(day);
      return others;
    },
    found: () => ({ listed: listed.size, open: [...open], signIns: signIns.size, alike: alike.size }),
  };
}
