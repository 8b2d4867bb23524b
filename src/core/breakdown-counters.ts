/**
 * What attempts had to do with: their applications, and their contexts (country, system and so on),
 * counted so that lists can be made of the parts of a day (`breakdowns.ts`).
 */
import type { Attempt } from './attempts.ts';
import type { Entry } from './breakdown-values.ts';
import type { ContextEntry } from './facts/chunk.ts';
import type { FactsView } from './facts/facts-view.ts';
import { systemFamily } from './system-family.ts';
import { createTouched, createUserSets, type State, type UserSets } from './user-sets.ts';

/** Of one application or context. */
export type AttemptCounts = Record<'attempts' | State | 'unable' | 'singleFactor', number>;

export type EntryCounts = {
  readonly entries: readonly Entry[];
  /** Attempts of each entry. */
  readonly counts: readonly Readonly<AttemptCounts>[];
  /** Users by the entries they had to do with. */
  readonly users: UserSets;
};

export type BreakdownCounts = {
  readonly app: EntryCounts;
  /** Systems by family. */
  readonly context: EntryCounts;
};

export type BreakdownCounters = {
  /** All attempts of one user (-1: of none); `unable`: the last failed one, where the user did not get through. */
  readonly add: (user: number, attempts: readonly Attempt[], unable: Attempt | undefined) => void;
  readonly counts: BreakdownCounts;
};

export function createBreakdownCounters(facts: FactsView): BreakdownCounters {
  const { columns } = facts;
  const app = createEntryCounters(columns.app, facts.apps);
  const context = createEntryCounters(columns.context, {
    length: facts.contexts.length,
    at: (number) => byFamily(facts.contexts.at(number)),
  });
  return {
    add(user, attempts, unable) {
      app.add(user, attempts, unable);
      context.add(user, attempts, unable);
    },
    counts: { app: app.counts, context: context.counts },
  };
}

/** Versions of a system are never told apart. */
function byFamily([country, system, client, userType, requiredBy]: ContextEntry): ContextEntry {
  return [country, systemFamily(system), client, userType, requiredBy];
}

/** `column`: number of each row's entry in its dictionary. */
function createEntryCounters(
  column: Uint32Array,
  dictionary: { readonly length: number; readonly at: (number: number) => Entry },
) {
  const entries = createEntries();
  const counts: AttemptCounts[] = [];
  const users = createUserSets();
  const touched = createTouched();
  /** By number in the dictionary; -1: not met yet. */
  const known = new Int32Array(dictionary.length).fill(-1);

  function learn(number: number): number {
    const ours = entries.numberOf(dictionary.at(number));
    known[number] = ours;
    counts[ours] ??= noAttempts();
    return ours;
  }

  return {
    add(user: number, attempts: readonly Attempt[], unable: Attempt | undefined): void {
      for (const attempt of attempts) {
        const number = column[attempt.first] ?? 0;
        let ours = known[number] ?? -1;
        if (ours < 0) ours = learn(number);
        const { challenged, outcome } = attempt.judged;
        const count = counts[ours];
        if (count !== undefined) {
          count.attempts += 1;
          // Not by name: a name that changes from call to call is slow to find.
          if (challenged === 'completed') count.completed += 1;
          else if (challenged === 'denied') count.denied += 1;
          else if (challenged === 'abandoned') count.abandoned += 1;
          if (attempt === unable) count.unable += 1;
          if (outcome === 'singleFactor') count.singleFactor += 1;
        }
        if (user >= 0) touched.touch(ours, challenged);
      }
      if (user >= 0 && attempts.length > 0) users.add(touched.take(), 1);
    },
    counts: { entries: entries.list, counts, users: users.sets },
  };
}

export function noAttempts(): AttemptCounts {
  return { attempts: 0, completed: 0, denied: 0, abandoned: 0, unable: 0, singleFactor: 0 };
}

export function addAttempts(a: Readonly<AttemptCounts>, b: Readonly<AttemptCounts>): AttemptCounts {
  return {
    attempts: a.attempts + b.attempts,
    completed: a.completed + b.completed,
    denied: a.denied + b.denied,
    abandoned: a.abandoned + b.abandoned,
    unable: a.unable + b.unable,
    singleFactor: a.singleFactor + b.singleFactor,
  };
}

/** Distinct entries, numbered in the order they came. */
function createEntries(): { list: Entry[]; numberOf: (entry: Entry) => number } {
  const list: Entry[] = [];
  const numbers = new Map<string, number>();
  return {
    list,
    numberOf(entry) {
      const text = JSON.stringify(entry);
      const number = numbers.get(text) ?? list.push(entry) - 1;
      numbers.set(text, number);
      return number;
    },
  };
}
