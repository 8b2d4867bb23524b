/** Why people failed, and what those who failed for one reason have in common. */
import type { Attempt } from './attempts.ts';
import { compareText } from './compare-text.ts';
import { auOf, type Counter, createCounter, createCountersOf, raise } from './counter.ts';
import { METHOD_NAMES, METHODS, type MethodName } from './methods.ts';
import { CAUSE_NAMES, type Cause, REASON_NAMES, REASONS, type ReasonName } from './reasons.ts';
import { type Figures, SHARED, type Shared } from './report.ts';

/** A value of a breakdown: one object per value, whose name is settled once all attempts are counted. */
export type Named = { readonly name: string };

export type ReasonCounters = {
  /** One denied prompt. */
  readonly prompt: (reason: ReasonName) => void;
  /**
   * Must come user by user. `hour`: number of the hour in which the attempt began. `unable`: this is the
   * last failed attempt of a user who did not get through.
   */
  readonly attempt: (user: number, attempt: Attempt, hour: number, unable: boolean) => void;
  readonly figures: () => Pick<Figures, 'unable' | 'causes' | 'reasons'>;
};

type Reason = {
  readonly all: Counter;
  readonly hours: number[];
  readonly shared: Readonly<Record<Shared, Map<Named, Counter>>>;
  prompts: number;
  unableUsers: number;
};

/** `hours`: how many the window has. `valueAt`: the breakdown's value for that row. */
export function createReasonCounters(
  hours: number,
  valueAt: (dimension: Exclude<Shared, 'method'>, row: number) => Named,
): ReasonCounters {
  const causes = createCountersOf(CAUSE_NAMES);
  const reasons = eachOf(REASON_NAMES, () => createReason(hours));

  return {
    prompt(name) {
      reasons[name].prompts += 1;
    },
    attempt(user, { reason: name, method, first }, hour, unable) {
      if (name === undefined) return;
      const reason = reasons[name];
      raise(reason.all, user);
      raise(causes[REASONS[name].cause], user);
      if (unable) reason.unableUsers += 1;
      if (reason.hours[hour] !== undefined) reason.hours[hour] += 1;
      for (const shared of SHARED) {
        const value = shared === 'method' ? METHOD_VALUES[method] : valueAt(shared, first);
        const counter = reason.shared[shared].get(value) ?? createCounter();
        reason.shared[shared].set(value, counter);
        raise(counter, user);
      }
    },
    figures() {
      const unableOf = (cause: Cause) =>
        REASON_NAMES.filter((name) => REASONS[name].cause === cause).reduce(
          (users, name) => users + reasons[name].unableUsers,
          0,
        );
      const byCause = eachOf(CAUSE_NAMES, unableOf);
      return {
        unable: { users: Object.values(byCause).reduce((sum, users) => sum + users, 0), byCause },
        causes: CAUSE_NAMES.map((cause) => ({ cause, ...auOf(causes[cause]) })),
        reasons: REASON_NAMES.map((name) => rowOf(name, reasons[name]))
          .filter(({ prompts, attempts }) => prompts + attempts > 0)
          .sort((a, b) => b.attempts - a.attempts || compareText(a.reason, b.reason)),
      };
    },
  };
}

const METHOD_VALUES: Readonly<Record<MethodName, Named>> = eachOf(METHOD_NAMES, (method) => ({
  name: METHODS[method].title,
}));

function createReason(hours: number): Reason {
  return {
    all: createCounter(),
    hours: Array.from({ length: hours }, () => 0),
    shared: eachOf(SHARED, () => new Map()),
    prompts: 0,
    unableUsers: 0,
  };
}

function rowOf(reason: ReasonName, counted: Reason): Figures['reasons'][number] {
  return {
    reason,
    cause: REASONS[reason].cause,
    title: REASONS[reason].title,
    prompts: counted.prompts,
    ...auOf(counted.all),
    unableUsers: counted.unableUsers,
    most: eachOf(SHARED, (shared) => mostOf(counted.shared[shared])),
    hours: counted.hours,
  };
}

function mostOf(values: ReadonlyMap<Named, Counter>): { name: string; users: number } | null {
  const counted = [...values].map(([{ name }, { users }]) => ({ name, users }));
  const [most] = counted.sort((a, b) => b.users - a.users || compareText(a.name, b.name));
  return most === undefined || most.users === 0 ? null : most;
}

function eachOf<K extends string, V>(names: readonly K[], value: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, V>;
}
