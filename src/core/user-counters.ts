/** What is told of users one by one: findings, prompts, people. */
import type { Attempt } from './attempts.ts';
import type { FactsView } from './facts/facts-view.ts';
import { FINDING_KIND_NAMES, type FindingKind } from './finding-kinds.ts';
import { failedPrompts, findingsOf } from './findings.ts';
import { isForgotten } from './forgotten.ts';
import { createPeople } from './people.ts';
import type { Window } from './ports.ts';
import type { PromptCounts } from './prompts.ts';
import type { Person } from './report.ts';

export type UserAttempts = {
  /** Of the day's reading, at least one, ascending by first row. */
  readonly all: readonly Attempt[];
  /** Of the day. */
  readonly mine: readonly Attempt[];
  /** The last failed attempt, where the user did not get through. */
  readonly unable: Attempt | undefined;
};

export type UserCounts = {
  /** Users by kind of finding. */
  readonly found: Readonly<Record<FindingKind, number>>;
  readonly prompted: PromptCounts;
};

export type UserCounters = {
  readonly add: (user: UserAttempts) => void;
  readonly counts: UserCounts;
  /** Users who were unable, or are in a finding; worst first. */
  readonly people: () => Person[];
};

export function createUserCounters(facts: FactsView, window: Window): UserCounters {
  const { ms, user } = facts.columns;
  const people = createPeople(facts);
  const found = Object.fromEntries(FINDING_KIND_NAMES.map((kind) => [kind, 0])) as Record<
    FindingKind,
    number
  >;
  const prompted: Record<number, number> = {};
  const isOfDay = (at: number) => at >= window.from && at < window.to;
  /** Who was forgotten counts, and is on no list. */
  const isNobody = ([attempt]: readonly Attempt[]) =>
    attempt !== undefined && isForgotten(facts.users.at(user[attempt.first] ?? 0));

  return {
    add({ all, mine, unable }) {
      const failed = failedPrompts(facts, all);
      const prompts = failed.reduce(
        (sum, { at, reason }) => sum + (reason !== undefined && isOfDay(at.ms) ? 1 : 0),
        0,
      );
      countPrompts(prompted, mine, prompts);
      // Nearly nobody fails.
      if (failed.length === 0 && unable === undefined) return;
      const findings = findingsOf(facts, all, failed, window);
      for (const kind of findings) found[kind] += 1;
      if ((unable === undefined && findings.length === 0) || isNobody(all)) return;
      const attempts = all.filter(({ first }) => (ms[first] ?? 0) < window.to);
      people.add({ attempts, mine, unable: unable !== undefined, findings, prompts });
    },
    counts: { found, prompted },
    people: people.list,
  };
}

/** Denied prompts, and one for each completed or abandoned attempt. */
function countPrompts(prompted: Record<number, number>, mine: readonly Attempt[], denied: number): void {
  let seen = denied;
  let isChallenged = false;
  for (const { judged } of mine) {
    if (judged.challenged === undefined) continue;
    isChallenged = true;
    if (judged.challenged !== 'denied') seen += 1;
  }
  if (isChallenged) prompted[seen] = (prompted[seen] ?? 0) + 1;
}
