/** Why people failed, and what those who failed for one reason have in common: numbers, which can be added. */
import type { Attempt } from './attempts.ts';
import { createValueKeys } from './breakdown-values.ts';
import { type Counter, countOf, createCounter, createCountersOf, raise } from './counter.ts';
import type { FactsView } from './facts/facts-view.ts';
import { mapValues } from './map-values.ts';
import { CAUSE_NAMES, type Cause, REASON_NAMES, REASONS, type ReasonName } from './reasons.ts';
import { type Count, SHARED, type Shared } from './report.ts';
import { wordKey } from './word-key.ts';

/** Of one reason. */
export type ReasonCount = {
  readonly all: Count;
  readonly prompts: number;
  readonly unableUsers: number;
  /** Attempts by the hour they began in. */
  readonly hours: readonly number[];
  /** Users by what they had to do with: `wordKey` of a method's name or a breakdown's `valueKey`. */
  readonly shared: Readonly<Record<Shared, Readonly<Record<string, Count>>>>;
};

export type ReasonCounts = {
  readonly causes: Readonly<Record<Cause, Count>>;
  readonly reasons: Readonly<Record<ReasonName, ReasonCount>>;
};

export type ReasonCounters = {
  /**
   * Must come user by user. `hour`: number of the hour in which the attempt began. `unable`: this is the
   * last failed attempt of a user who did not get through.
   */
  readonly attempt: (user: number, attempt: Attempt, hour: number, unable: boolean) => void;
  /** `prompts`: denied prompts by reason. */
  readonly counts: (prompts: Readonly<Partial<Record<ReasonName, number>>>) => ReasonCounts;
};

type Reason = {
  readonly all: Counter;
  readonly hours: number[];
  readonly shared: Readonly<Record<Shared, Map<string, Counter>>>;
  unableUsers: number;
};

/** `hours`: how many the window has. */
export function createReasonCounters(facts: FactsView, hours: number): ReasonCounters {
  const causes = createCountersOf(CAUSE_NAMES);
  const reasons = eachOf(
    REASON_NAMES,
    (): Reason => ({
      all: createCounter(),
      hours: Array.from({ length: hours }, () => 0),
      shared: eachOf(SHARED, () => new Map()),
      unableUsers: 0,
    }),
  );
  const keyOf = createValueKeys(facts);

  return {
    attempt(user, { first, judged }, hour, unable) {
      if (judged.reason === undefined) return;
      const reason = reasons[judged.reason];
      raise(reason.all, user);
      raise(causes[REASONS[judged.reason].cause], user);
      if (unable) reason.unableUsers += 1;
      if (reason.hours[hour] !== undefined) reason.hours[hour] += 1;
      for (const shared of SHARED) {
        const key = wordKey(shared === 'method' ? judged.method : keyOf(shared, first));
        const counter = reason.shared[shared].get(key) ?? createCounter();
        reason.shared[shared].set(key, counter);
        raise(counter, user);
      }
    },
    counts: (prompts) => ({
      causes: mapValues(causes, countOf),
      reasons: eachOf(REASON_NAMES, (name): ReasonCount => {
        const { all, hours: byHour, shared, unableUsers } = reasons[name];
        return {
          all: countOf(all),
          prompts: prompts[name] ?? 0,
          unableUsers,
          hours: byHour,
          shared: mapValues(shared, (counters) => mapValues(Object.fromEntries(counters), countOf)),
        };
      }),
    }),
  };
}

function eachOf<K extends string, V>(names: readonly K[], value: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, V>;
}
