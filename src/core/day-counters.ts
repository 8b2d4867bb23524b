/** What is counted of a day beside its breakdowns: numbers alone, so that the parts of a day can be added. */
import type { Attempt, Judged } from './attempts.ts';
import type { Classification } from './classify.ts';
import { type Counter, countOf, createCounter, createCountersOf, raise } from './counter.ts';
import { HOUR, startedHours } from './day.ts';
import type { FactsView } from './facts/facts-view.ts';
import { mapValues } from './map-values.ts';
import { METHOD_NAMES, type MethodName } from './methods.ts';
import type { Window } from './ports.ts';
import { createReasonCounters, type ReasonCounts } from './reason-counters.ts';
import type { ReasonName } from './reasons.ts';
import {
  type Count,
  HOWS,
  type How,
  INTERRUPTS,
  type Interrupt,
  OUTCOMES,
  type Outcome,
  REQUIRED,
  RESULT_LISTS,
  type Required,
  type ResultList,
} from './report.ts';
import { wordKey } from './word-key.ts';

type Tries = 'firstTry' | 'afterRetry';
type ByMethod = 'completed' | 'denied' | 'abandoned' | 'afterRetry';
export type HourCounts = Record<'signIns' | 'attempts' | 'completed' | 'denied' | 'abandoned', number>;

/** Numbers by name; `signIns` is 0 where attempts alone are told. */
export type DayCounts = {
  readonly totals: Count;
  readonly outcomes: Readonly<Record<Outcome, Count>>;
  readonly required: Readonly<Record<Required, Count>>;
  readonly results: Readonly<Record<ResultList, Count>>;
  readonly interrupted: Readonly<Record<Interrupt, Count>>;
  readonly challenged: Count;
  readonly tries: Readonly<Record<Tries, Count>>;
  readonly hows: Readonly<Record<How, Count>>;
  readonly methods: Readonly<Record<ByMethod, Readonly<Record<MethodName, Count>>>>;
  /** One per started hour of the window. */
  readonly hours: readonly HourCounts[];
  readonly reasons: ReasonCounts;
  /** Sign-ins with something that no table has. */
  readonly unlisted: {
    /** By text and outcome: `wordKey`. */
    readonly texts: Readonly<Record<string, number>>;
    readonly codes: Readonly<Record<number, number>>;
    /** By text: `wordKey`. */
    readonly methods: Readonly<Record<string, number>>;
  };
};

export type DayCounters = {
  readonly signIn: (row: number) => void;
  /** Must come user by user. `unable`: this is the last failed attempt of a user who did not get through. */
  readonly attempt: (user: number, attempt: Attempt, unable: boolean) => void;
  readonly counts: () => DayCounts;
};

export function createDayCounters(facts: FactsView, window: Window): DayCounters {
  const { ms, evidence } = facts.columns;
  const totals = createCounter();
  const outcomes = createCountersOf(OUTCOMES);
  const required = createCountersOf(REQUIRED);
  const results = createCountersOf(RESULT_LISTS);
  const interrupted = createCountersOf(INTERRUPTS);
  const challenged = createCounter();
  const tries = createCountersOf(['firstTry', 'afterRetry']);
  const hows = createCountersOf(HOWS);
  const methods: Record<ByMethod, Record<MethodName, Counter>> = {
    completed: createCountersOf(METHOD_NAMES),
    denied: createCountersOf(METHOD_NAMES),
    abandoned: createCountersOf(METHOD_NAMES),
    afterRetry: createCountersOf(METHOD_NAMES),
  };
  const hours = startedHours(window).map((): HourCounts => {
    return { signIns: 0, attempts: 0, completed: 0, denied: 0, abandoned: 0 };
  });
  const reasons = createReasonCounters(facts, hours.length);
  /** Sign-ins of each evidence, by its number: what the tables say of it is counted once. */
  const seen: ({ readonly said: Classification; signIns: number } | undefined)[] = [];

  const hourOf = (row: number) => Math.floor(((ms[row] ?? 0) - window.from) / HOUR);

  function signIn(row: number): void {
    const number = evidence[row] ?? 0;
    const known = seen[number];
    // Without a gap: a list with gaps is slow.
    while (seen.length < number) seen.push(undefined);
    if (known === undefined) seen[number] = { said: facts.classificationOf(row), signIns: 1 };
    else known.signIns += 1;
    const hour = hours[hourOf(row)];
    if (hour !== undefined) hour.signIns += 1;
  }

  /** All counters that such an attempt raises, looked up once. */
  const raised = new Map<Judged, readonly Counter[]>();
  function countersOf(judged: Judged): readonly Counter[] {
    const { outcome, interrupt, how, challenged: state, method } = judged;
    const counters = [totals, outcomes[outcome], required[judged.required], results[judged.result]];
    if (interrupt !== undefined) counters.push(interrupted[interrupt]);
    if (how !== undefined) counters.push(hows[how]);
    if (outcome === 'completed') counters.push(tries[judged.afterRetry ? 'afterRetry' : 'firstTry']);
    if (state !== undefined) counters.push(challenged, methods[state][method]);
    if (state !== undefined && judged.afterRetry) counters.push(methods.afterRetry[method]);
    raised.set(judged, counters);
    return counters;
  }

  function attempt(user: number, of: Attempt, unable: boolean): void {
    const { first, judged } = of;
    for (const counter of raised.get(judged) ?? countersOf(judged)) raise(counter, user);
    const number = hourOf(first);
    if (judged.reason !== undefined) reasons.attempt(user, of, number, unable);
    const hour = hours[number];
    if (hour === undefined) return;
    hour.attempts += 1;
    if (judged.challenged === 'completed') hour.completed += 1;
    else if (judged.challenged === 'denied') hour.denied += 1;
    else if (judged.challenged === 'abandoned') hour.abandoned += 1;
  }

  function counts(): DayCounts {
    const unlisted: Unlisted = { texts: {}, codes: {}, methods: {} };
    const prompts: Partial<Record<ReasonName, number>> = {};
    for (const { said, signIns } of seen.filter((of) => of !== undefined)) {
      for (const counter of [totals, outcomes[said.outcome], required[said.required], results[said.result]])
        counter.signIns += signIns;
      if (said.how !== undefined) hows[said.how].signIns += signIns;
      for (const reason of said.prompts) prompts[reason] = (prompts[reason] ?? 0) + signIns;
      countUnlisted(unlisted, said, signIns);
    }
    return {
      totals: countOf(totals),
      outcomes: mapValues(outcomes, countOf),
      required: mapValues(required, countOf),
      results: mapValues(results, countOf),
      interrupted: mapValues(interrupted, countOf),
      challenged: countOf(challenged),
      tries: mapValues(tries, countOf),
      hows: mapValues(hows, countOf),
      methods: mapValues(methods, (counters) => mapValues(counters, countOf)),
      hours,
      reasons: reasons.counts(prompts),
      unlisted,
    };
  }

  return { signIn, attempt, counts };
}

type Unlisted = {
  texts: Record<string, number>;
  codes: Record<number, number>;
  methods: Record<string, number>;
};

function countUnlisted({ texts, codes, methods }: Unlisted, said: Classification, signIns: number): void {
  for (const text of new Set(said.unlistedTexts)) add(texts, wordKey(text, said.outcome), signIns);
  if (said.unlistedCode !== undefined) add(codes, said.unlistedCode, signIns);
  for (const text of said.unlistedMethods) add(methods, wordKey(text), signIns);
}

function add<Key extends string | number>(counts: Record<Key, number>, key: Key, more: number): void {
  counts[key] = (counts[key] ?? 0) + more;
}
