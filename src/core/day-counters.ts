import { type Attempt, challengedAs } from './attempts.ts';
import type { Classification } from './classify.ts';
import { compareText } from './compare-text.ts';
import { auOf, type Counter, countOf, createCounter, createCountersOf, raise } from './counter.ts';
import { HOUR, instantText, startedHours } from './day.ts';
import type { Facts } from './facts.ts';
import { METHODS, type MethodName } from './methods.ts';
import type { Window } from './ports.ts';
import { CAUSE_NAMES, type Cause, REASONS, type ReasonName } from './reasons.ts';
import { type Figures, HOWS, type How, INTERRUPTS, OUTCOMES, REQUIRED, RESULT_LISTS } from './report.ts';

/** Everything a day counts, but for its breakdowns. Attempts must come user by user. */
export type DayCounters = {
  readonly signIn: (row: number, said: Classification) => void;
  /** `unable`: this is the last failed attempt of a user who did not get through. */
  readonly attempt: (user: number, judged: Attempt, unable: boolean) => void;
  readonly figures: (breakdowns: Figures['breakdowns']) => Figures;
};

export function createDayCounters(facts: Facts, window: Window): DayCounters {
  const totals = createCounter();
  const outcomes = createCountersOf(OUTCOMES);
  const required = createCountersOf(REQUIRED);
  const results = createCountersOf(RESULT_LISTS);
  const interrupted = createCountersOf(INTERRUPTS);
  const challenged = createCounter();
  const firstTry = createCounter();
  const afterRetry = createCounter();
  const causes = createCountersOf(CAUSE_NAMES);
  const reasons = createCountersOf(Object.keys(REASONS) as ReasonName[]);
  const prompts = createCountersOf(Object.keys(REASONS) as ReasonName[]);
  const hows = createCountersOf(HOWS);
  const methodNames = Object.keys(METHODS) as MethodName[];
  const methods = {
    completed: createCountersOf(methodNames),
    denied: createCountersOf(methodNames),
    abandoned: createCountersOf(methodNames),
  };
  const hours = startedHours(window).map((from) => ({
    from: instantText(from),
    signIns: 0,
    attempts: 0,
    completed: 0,
    denied: 0,
    abandoned: 0,
  }));
  const unableByCause = createCountersOf(CAUSE_NAMES);
  const unlisted = {
    texts: new Map<string, number>(),
    codes: new Map<number, number>(),
    methods: new Map<string, number>(),
  };
  let unableUsers = 0;

  const hourOf = (row: number) => hours[Math.floor(((facts.columns.ms[row] ?? 0) - window.from) / HOUR)];

  function signIn(row: number, said: Classification): void {
    totals.signIns += 1;
    outcomes[said.outcome].signIns += 1;
    required[said.required].signIns += 1;
    results[said.result].signIns += 1;
    if (said.how !== undefined) hows[said.how].signIns += 1;
    for (const reason of said.prompts) prompts[reason].signIns += 1;
    for (const text of new Set(said.unlistedTexts)) bump(unlisted.texts, `${said.outcome}\u0001${text}`);
    if (said.unlistedCode !== undefined) bump(unlisted.codes, said.unlistedCode);
    for (const text of said.unlistedMethods) bump(unlisted.methods, text);
    const hour = hourOf(row);
    if (hour !== undefined) hour.signIns += 1;
  }

  function attempt(user: number, judged: Attempt, unable: boolean): void {
    if (unable) countUnable(judged);
    raise(totals, user);
    raise(outcomes[judged.outcome], user);
    raise(required[judged.required], user);
    raise(results[judged.result], user);
    if (judged.interrupt !== undefined) raise(interrupted[judged.interrupt], user);
    if (judged.how !== undefined) raise(hows[judged.how], user);
    if (judged.outcome === 'completed') raise(judged.afterRetry ? afterRetry : firstTry, user);
    if (judged.reason !== undefined) {
      raise(reasons[judged.reason], user);
      raise(causes[REASONS[judged.reason].cause], user);
    }
    const hour = hourOf(judged.first);
    if (hour !== undefined) hour.attempts += 1;
    const state = challengedAs(judged);
    if (state === undefined) return;
    raise(challenged, user);
    raise(methods[state][judged.method], user);
    if (hour !== undefined) hour[state] += 1;
  }

  function countUnable(judged: Attempt): void {
    unableUsers += 1;
    if (judged.reason !== undefined) unableByCause[REASONS[judged.reason].cause].users += 1;
  }

  function figures(breakdowns: Figures['breakdowns']): Figures {
    return {
      totals: countOf(totals),
      required: mapValues(required, countOf),
      results: mapValues(results, countOf),
      outcomes: mapValues(outcomes, countOf),
      interrupted: mapValues(interrupted, auOf),
      challenged: auOf(challenged),
      completed: { firstTry: auOf(firstTry), afterRetry: auOf(afterRetry) },
      unable: {
        users: unableUsers,
        byCause: mapValues<Cause, Counter, number>(unableByCause, ({ users }) => users),
      },
      rate: challenged.attempts === 0 ? null : outcomes.completed.attempts / challenged.attempts,
      causes: CAUSE_NAMES.map((cause) => ({ cause, ...auOf(causes[cause]) })),
      reasons: reasonFigures(reasons, prompts),
      satisfied: HOWS.map((how: How) => ({ how, ...countOf(hows[how]) }))
        .filter(({ signIns, attempts }) => signIns + attempts > 0)
        .sort((a, b) => b.attempts - a.attempts || compareText(a.how, b.how)),
      methods: methodFigures(methodNames, methods),
      breakdowns,
      hours,
      unlisted: unlistedFigures(unlisted),
    };
  }

  return { signIn, attempt, figures };
}

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function reasonFigures(
  reasons: Record<ReasonName, Counter>,
  prompts: Record<ReasonName, Counter>,
): Figures['reasons'] {
  return (Object.keys(REASONS) as ReasonName[])
    .map((reason) => ({
      reason,
      cause: REASONS[reason].cause,
      title: REASONS[reason].title,
      prompts: prompts[reason].signIns,
      ...auOf(reasons[reason]),
    }))
    .filter(({ prompts: asked, attempts }) => asked + attempts > 0)
    .sort((a, b) => b.attempts - a.attempts || compareText(a.reason, b.reason));
}

function methodFigures(
  names: readonly MethodName[],
  counters: Record<'completed' | 'denied' | 'abandoned', Record<MethodName, Counter>>,
): Figures['methods'] {
  return names
    .map((method) => ({
      method,
      strength: METHODS[method].strength,
      completed: auOf(counters.completed[method]),
      denied: auOf(counters.denied[method]),
      abandoned: auOf(counters.abandoned[method]),
      all:
        counters.completed[method].attempts +
        counters.denied[method].attempts +
        counters.abandoned[method].attempts,
    }))
    .filter(({ all }) => all > 0)
    .sort((a, b) => b.all - a.all || compareText(a.method, b.method))
    .map(({ method, strength, completed, denied, abandoned }) => ({
      method,
      strength,
      completed,
      denied,
      abandoned,
    }));
}

const UNLISTED_SHOWN = 50;

function unlistedFigures(unlisted: {
  texts: Map<string, number>;
  codes: Map<number, number>;
  methods: Map<string, number>;
}): Figures['unlisted'] {
  const texts = [...unlisted.texts]
    .map(([key, signIns]) => {
      const border = key.indexOf('\u0001');
      const outcome = OUTCOMES.find((name) => name === key.slice(0, border)) ?? 'unclassified';
      return { text: key.slice(border + 1), outcome, signIns };
    })
    .sort(
      (a, b) => b.signIns - a.signIns || compareText(a.text, b.text) || compareText(a.outcome, b.outcome),
    );
  const codes = [...unlisted.codes]
    .map(([code, signIns]) => ({ code, signIns }))
    .sort((a, b) => b.signIns - a.signIns || a.code - b.code);
  const methods = [...unlisted.methods]
    .map(([text, signIns]) => ({ text, signIns }))
    .sort((a, b) => b.signIns - a.signIns || compareText(a.text, b.text));
  const more = [texts, codes, methods].reduce(
    (cut, list) => cut + Math.max(0, list.length - UNLISTED_SHOWN),
    0,
  );
  return {
    texts: texts.slice(0, UNLISTED_SHOWN),
    codes: codes.slice(0, UNLISTED_SHOWN),
    methods: methods.slice(0, UNLISTED_SHOWN),
    more,
  };
}

function mapValues<K extends string, A, B>(record: Record<K, A>, map: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, map(value)])) as Record<
    K,
    B
  >;
}
