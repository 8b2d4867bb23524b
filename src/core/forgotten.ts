/** What stands in facts where a person was removed: somebody who still counts as one user, and is nobody. */
import type { UserEntry } from './facts/chunk.ts';

const PREFIX = 'forgotten:';

/**
 * The stand-in of that number in one run of `forget`. `run`: in no way made from who it was; at most 22
 * characters and without a stop, so that no chunk outgrows its row.
 */
export function forgottenUser(run: string, number: number): UserEntry {
  return [`${PREFIX}${run}${number === 0 ? '' : `.${number}`}`, null, null];
}

export function isForgotten([id]: UserEntry): boolean {
  return id?.startsWith(PREFIX) === true;
}

/** Two stand-ins of one run: the person counts as both, so they never become one. */
export function areOfOneRun(one: UserEntry, other: UserEntry): boolean {
  return isForgotten(one) && isForgotten(other) && runOf(one) === runOf(other);
}

function runOf([id]: UserEntry): string | undefined {
  return id?.split('.')[0];
}
