/** What stands in facts where a person was removed: somebody who still counts as one user, and is nobody. */
import type { UserEntry } from './chunk.ts';

const PREFIX = 'forgotten:';

/** `random`: in no way made from who it was; at most 26 characters, so that no chunk outgrows its row. */
export function forgottenUser(random: string): UserEntry {
  return [`${PREFIX}${random}`, null, null];
}

export function isForgotten([id]: UserEntry): boolean {
  return id?.startsWith(PREFIX) === true;
}
