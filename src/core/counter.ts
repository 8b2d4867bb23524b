/**
 * Counting users exactly without a set: as long as the users come one after the other, it is enough
 * to remember the one seen last.
 */
import type { AU, Count } from './report.ts';

export type Counter = { signIns: number; attempts: number; users: number; lastUser: number };

export function createCounter(): Counter {
  return { signIns: 0, attempts: 0, users: 0, lastUser: -1 };
}

/** One counter a name, in the order of the names. */
export function createCountersOf<K extends string>(names: readonly K[]): Record<K, Counter> {
  return Object.fromEntries(names.map((name) => [name, createCounter()])) as Record<K, Counter>;
}

/** Counts an attempt of a user; -1 stands for a row without one, which is no user. */
export function raise(counter: Counter, user: number): void {
  counter.attempts += 1;
  if (user >= 0 && counter.lastUser !== user) {
    counter.users += 1;
    counter.lastUser = user;
  }
}

export const countOf = ({ signIns, attempts, users }: Count): Count => ({ signIns, attempts, users });
export const auOf = ({ attempts, users }: AU): AU => ({ attempts, users });
