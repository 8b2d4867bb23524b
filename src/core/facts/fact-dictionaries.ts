/** What facts name by number: users, applications, contexts, and what a sign-in says as evidence. */

import { type Classification, classify } from '../classify.ts';
import { type Evidence, evidenceKey } from '../evidence.ts';
import type { SignIn } from '../sign-in.ts';
import type { AppEntry, Chunk, ContextEntry } from './chunk.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import type { FactsShare } from './facts-view.ts';
import { placeOfTexts, rememberNumbers, sameTexts } from './remember-numbers.ts';
import { placeOfEvidence, sameEvidence } from './same-evidence.ts';
import { createUserTable, type UserTable } from './user-table.ts';
import type { Memory } from './with-room.ts';

export type FactDictionaries = {
  readonly users: UserTable;
  readonly apps: Dictionary<AppEntry>;
  readonly contexts: Dictionary<ContextEntry>;
  readonly evidences: readonly Evidence[];
  /** By number of the evidence; computed once. */
  readonly classifications: readonly Classification[];
  readonly number: {
    /** Not remembered: for those who ask once for each user. */
    readonly user: (of: Pick<SignIn, 'userId' | 'userPrincipalName' | 'userDisplayName'>) => number;
    readonly app: (of: Pick<SignIn, 'appId' | 'appName'>) => number;
    readonly context: (
      of: Pick<SignIn, 'country' | 'operatingSystem' | 'clientApp' | 'userType' | 'requiredBy'>,
    ) => number;
    readonly evidence: (of: Evidence) => number;
  };
  /** Of a user met lately, mostly. */
  readonly userOf: FactDictionaries['number']['user'];
  /** From the numbers of a chunk's dictionaries to ours; entries that no fact uses are not taken over. */
  readonly ofChunk: (chunk: Chunk) => Renumbering;
  /** From the numbers of another thread's dictionaries to ours. */
  readonly ofShare: (share: FactsShare) => Renumbering;
};

/** The number of an entry in our dictionary, by that in another one. */
export type Renumbering = Readonly<
  Record<'user' | 'app' | 'context' | 'evidence', (number: number) => number>
>;

export function createFactDictionaries(memory: Memory): FactDictionaries {
  const users = createUserTable(memory);
  const apps = createDictionary<AppEntry>(memory);
  const contexts = createDictionary<ContextEntry>(memory);
  const evidences: Evidence[] = [];
  const evidenceNumbers = new Map<string, number>();
  const classifications: Classification[] = [];
  // Nearly every record repeats what another said of its user, application, context and evidence.
  const numberOfUser = rememberNumbers(users.numberOf, placeOfTexts, sameTexts);
  const numberOfApp = rememberNumbers(apps.numberOf, placeOfTexts, sameTexts);
  const numberOfContext = rememberNumbers(contexts.numberOf, placeOfTexts, sameTexts);

  function numberOfEvidence(evidence: Evidence): number {
    const key = evidenceKey(evidence);
    let number = evidenceNumbers.get(key);
    if (number === undefined) {
      number = evidences.push(evidence) - 1;
      evidenceNumbers.set(key, number);
      classifications.push(classify(evidence));
    }
    return number;
  }

  return {
    users,
    apps,
    contexts,
    evidences,
    classifications,
    number: {
      user: ({ userId = null, userPrincipalName = null, userDisplayName = null }) =>
        users.numberOf([userId, userPrincipalName, userDisplayName]),
      app: ({ appId = null, appName = null }) => numberOfApp([appId, appName]),
      context({
        country = null,
        operatingSystem = null,
        clientApp = null,
        userType = null,
        requiredBy = null,
      }) {
        return numberOfContext([country, operatingSystem, clientApp, userType, requiredBy]);
      },
      evidence: rememberNumbers(numberOfEvidence, placeOfEvidence, sameEvidence),
    },
    userOf: ({ userId = null, userPrincipalName = null, userDisplayName = null }) =>
      numberOfUser([userId, userPrincipalName, userDisplayName]),
    ofChunk: (chunk) => ({
      user: renumbering(chunk.users, users.numberOf),
      app: renumbering(chunk.apps, apps.numberOf),
      context: renumbering(chunk.contexts, contexts.numberOf),
      evidence: renumbering(chunk.evidences, numberOfEvidence),
    }),
    ofShare: (share) => ({
      user: numbersIn(users.merge(share.users)),
      app: numbersIn(apps.merge(share.apps)),
      context: numbersIn(contexts.merge(share.contexts)),
      evidence: renumbering(share.evidences, numberOfEvidence),
    }),
  };
}

function renumbering<Entry>(
  entries: readonly Entry[],
  numberOf: (entry: Entry) => number,
): (number: number) => number {
  const ours: number[] = [];
  return (number) => {
    const entry = entries[number];
    if (entry === undefined) throw new Error(`A chunk of facts names entry ${number} of ${entries.length}.`);
    ours[number] ??= numberOf(entry);
    return ours[number];
  };
}

function numbersIn(ours: Uint32Array): (number: number) => number {
  return (number) => ours[number] ?? 0;
}
