/** One value of a breakdown while it is counted. */
import { type Attempt, challengedAs } from './attempts.ts';
import { compareText } from './compare-text.ts';
import { auOf, type Counter, createCounter, raise } from './counter.ts';
import type { Row } from './report.ts';

/** Where PRIVACY is aggregate, no row stands for fewer users. */
export const FEWEST_USERS = 3;

export type CountedLine = {
  id: string | null;
  name: string;
  all: Counter;
  challenged: Counter;
  completed: Counter;
  denied: Counter;
  abandoned: Counter;
  unableUsers: number;
  singleFactor: number;
  /** Its users (-1: none), in full where they are fewer than `FEWEST_USERS`. */
  few: number[];
  shown: boolean;
  /** Part of the fold of its dimension. */
  folded: boolean;
};

export function createLine(id: string | null, name: string): CountedLine {
  return {
    id,
    name,
    all: createCounter(),
    challenged: createCounter(),
    completed: createCounter(),
    denied: createCounter(),
    abandoned: createCounter(),
    unableUsers: 0,
    singleFactor: 0,
    few: [],
    shown: false,
    folded: false,
  };
}

/** Must come user by user. */
export function countAttempt(line: CountedLine, user: number, attempt: Attempt, unable: boolean): void {
  raise(line.all, user);
  // Users come one after the other; -1 may stand among them.
  if (line.few.length <= FEWEST_USERS && line.few.at(-1) !== user) line.few.push(user);
  const state = challengedAs(attempt);
  if (state !== undefined) {
    raise(line.challenged, user);
    raise(line[state], user);
  }
  if (unable) line.unableUsers += 1;
  if (attempt.outcome === 'singleFactor') line.singleFactor += 1;
}

/** For a place in the list. */
export function byChallenged(a: CountedLine, b: CountedLine): number {
  return (
    b.challenged.attempts - a.challenged.attempts ||
    b.all.attempts - a.all.attempts ||
    compareText(a.name, b.name) ||
    compareText(a.id ?? '', b.id ?? '')
  );
}

export function toRow(line: CountedLine): Row {
  return {
    id: line.id,
    name: line.name,
    ...auOf(line.all),
    challenged: auOf(line.challenged),
    completed: auOf(line.completed),
    denied: auOf(line.denied),
    abandoned: auOf(line.abandoned),
    unableUsers: line.unableUsers,
    singleFactor: line.singleFactor,
  };
}

/** In a list: by attempts, then name. */
export function asListed(a: CountedLine, b: CountedLine): number {
  return (
    b.all.attempts - a.all.attempts || compareText(a.name, b.name) || compareText(a.id ?? '', b.id ?? '')
  );
}

/** Too few users to be shown alone. */
export function isSmall({ all }: CountedLine): boolean {
  return all.users < FEWEST_USERS;
}
