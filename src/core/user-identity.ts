/** Who a row is of: one person counts as one user as long as the rows name them alike. */
import type { UserEntry } from './facts/chunk.ts';
import { packKey } from './facts/wide-key.ts';

/**
 * What users are told apart by (contract §1, "user"): the object id, else the principal name; `null`
 * where there is neither. Somebody seen with an id and without one counts as two.
 */
export function userIdentity([id, principalName]: UserEntry): string | null {
  return id ?? principalName;
}

/**
 * The shard of a user, from 1 to `shards`; 0 is the shard of the rows without a user. Everything that is
 * counted of a user is told by their rows alone, so shards can be tallied one by one and added.
 *
 * It is chosen by what a sign-in says of its user: two versions of one sign-in must not name different
 * users, or each shard counts its own. Where they may, the facts are to be one set first.
 */
export function shardOf(user: UserEntry, shards: number): number {
  const identity = userIdentity(user);
  if (identity === null) return 0;
  const mixed = packKey(identity).key.reduce<number>(mix, 0);
  return 1 + (mixed % shards);
}

/** Stored beside what was split by it: never to be changed. */
function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b);
  const more = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (more ^ (more >>> 16)) >>> 0;
}
