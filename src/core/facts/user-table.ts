/** The users whom facts name: what a sign-in says of its user, numbered, and who is told apart. */

import { areOfOneRun, isForgotten } from '../forgotten.ts';
import { userIdentity } from '../user-identity.ts';
import type { UserEntry } from './chunk.ts';
import { createDictionary, type Dictionary, type DictionaryShare, entriesOf } from './dictionary.ts';
import { createKeyIndex, keyAt } from './key-index.ts';
import { packKey } from './wide-key.ts';
import { type Memory, makeIntegers, withRoom } from './with-room.ts';

export type UserTable = Pick<Dictionary<UserEntry>, 'length' | 'at' | 'numberOf'> & {
  /** Of each entry the number of who it is (`userIdentity`), from 0; -1: nobody. */
  readonly identityOf: Int32Array;
  readonly identities: number;
  /** Two entries of one sign-in are of one user, so the other one tells whose the forgotten one's rows are. */
  readonly reunite: (a: number, b: number) => void;
  readonly share: () => UsersShare;
  /** The numbers of all entries of another table, by their numbers there; added where they are new. */
  readonly merge: (share: UsersShare) => Uint32Array;
};

/** The table as data that other threads can look at: good as long as nothing is added. */
export type UsersShare = {
  readonly entries: DictionaryShare;
  readonly identityOf: Int32Array;
  /** Four words of each identity, by its number. */
  readonly identities: Uint32Array;
};

export function createUserTable(memory: Memory): UserTable {
  const entries = createDictionary<UserEntry>(memory);
  const identities = createKeyIndex(memory);
  let identityOf = makeIntegers(memory(4 * 1024), 1024);

  function numberOf(entry: UserEntry): number {
    const known = entries.length;
    const number = entries.numberOf(entry);
    if (number === known) identify(number, entry);
    return number;
  }

  function identify(number: number, entry: UserEntry): void {
    const identity = userIdentity(entry);
    keep(number, identity === null ? -1 : identities.add(packKey(identity).key));
  }

  function keep(number: number, identity: number): void {
    while (number >= identityOf.length) identityOf = withRoom(identityOf, makeIntegers);
    identityOf[number] = identity;
  }

  function reunite(a: number, b: number): void {
    if (a === b) return;
    const [one, other] = [entries.at(a), entries.at(b)];
    if (areOfOneRun(one, other)) return;
    if (isForgotten(one) && isSomebody(other)) rename(one, other);
    else if (isForgotten(other) && isSomebody(one)) rename(other, one);
  }

  function rename(one: UserEntry, other: UserEntry): void {
    for (const number of entries.rename(one, other)) identify(number, other);
  }

  /** Who they are is known by their keys: hardly a text is made of them. */
  function merge(share: UsersShare): Uint32Array {
    const { renamed } = share.entries;
    const before = entries.length;
    const ours = entries.merge(share.entries);
    ours.forEach((number, theirs) => {
      if (number < before) return;
      if (renamed.has(theirs)) identify(number, entries.at(number));
      else {
        const identity = share.identityOf[theirs] ?? -1;
        keep(number, identity < 0 ? -1 : identities.add(keyAt(share.identities, identity)));
      }
    });
    // Whose the forgotten ones' rows are is known there alone, but holds for ours too.
    const { at } = entriesOf<UserEntry>(share.entries);
    for (const theirs of renamed.keys()) reunite(ours[theirs] ?? 0, numberOf(at(theirs)));
    return ours;
  }

  return {
    get length() {
      return entries.length;
    },
    get identityOf() {
      return identityOf;
    },
    get identities() {
      return identities.size;
    },
    at: entries.at,
    numberOf,
    reunite,
    share: () => ({
      entries: entries.share(),
      identityOf,
      identities: identities.words.subarray(0, identities.size * 4),
    }),
    merge,
  };
}

function isSomebody([id, principalName]: UserEntry): boolean {
  return id !== null || principalName !== null;
}
