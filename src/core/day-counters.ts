import { type Attempt, challengedAs } from './attempts.ts';
import type { Classification } from './classify.ts';
import { compareText } from './compare-text.ts';
import { auOf, type Counter, countOf, createCounter, createCountersOf, raise } from './counter.ts';
import { HOUR, instantText, startedHours } from './day.ts';
import type { Facts } from './facts.ts';
import { METHOD_NAMES, METHODS, type MethodName, type Strength } from './methods.ts';
import type { Window } from './ports.ts';
import { createReasonCounters, type ReasonCounters } from './reason-counters.ts';
import { type Figures, HOWS, type How, INTERRUPTS, OUTCOMES, REQUIRED, RESULT_LISTS } from './report.ts';

/** What is counted beside: the breakdowns, and what the users' prompts tell. */
type Beside = Pick<Figures, 'breakdowns' | 'found'> & {
  readonly prompts: Pick<Figures['friction'], 'promptsMedian' | 'promptsP95'>;
};

/** Everything else that a day counts. Attempts must come user by user. */
export type DayCounters = {
  readonly signIn: (row: number, said: Classification) => void;
  /** `unable`: this is the last failed attempt of a user who did not get through. */
  readonly attempt: (user: number, judged: Attempt, unable: boolean) => void;
  readonly figures: (beside: Beside) => Figures;
};

/** `valueAt`: as in `createReasonCounters`. */
export function createDayCounters(
  facts: Facts,
  window: Window,
  valueAt: Parameters<typeof createReasonCounters>[1],
): DayCounters {
  const totals = createCounter();
  const outcomes = createCountersOf(OUTCOMES);
  const required = createCountersOf(REQUIRED);
  const results = createCountersOf(RESULT_LISTS);
  const interrupted = createCountersOf(INTERRUPTS);
  const challenged = createCounter();
  const firstTry = createCounter();
  const afterRetry = createCounter();
  const hows = createCountersOf(HOWS);
  const methods: MethodCounters = {
    completed: createCountersOf(METHOD_NAMES),
    denied: createCountersOf(METHOD_NAMES),
    abandoned: createCountersOf(METHOD_NAMES),
    afterRetry: createCountersOf(METHOD_NAMES),
  };
  const hours = startedHours(window).map((from) => ({
    from: instantText(from),
    signIns: 0,
    attempts: 0,
    completed: 0,
    denied: 0,
    abandoned: 0,
  }));
  const reasons: ReasonCounters = createReasonCounters(hours.length, valueAt);
  const unlisted = {
    texts: new Map<string, number>(),
    codes: new Map<number, number>(),
    methods: new Map<string, number>(),
  };

  const hourOf = (row: number) => Math.floor(((facts.columns.ms[row] ?? 0) - window.from) / HOUR);

  function signIn(row: number, said: Classification): void {
    totals.signIns += 1;
    outcomes[said.outcome].signIns += 1;
    required[said.required].signIns += 1;
    results[said.result].signIns += 1;
    if (said.how !== undefined) hows[said.how].signIns += 1;
    for (const reason of said.prompts) reasons.prompt(reason);
    for (const text of new Set(said.unlistedTexts)) bump(unlisted.texts, `${said.outcome}\u0001${text}`);
    if (said.unlistedCode !== undefined) bump(unlisted.codes, said.unlistedCode);
    for (const text of said.unlistedMethods) bump(unlisted.methods, text);
    const hour = hours[hourOf(row)];
    if (hour !== undefined) hour.signIns += 1;
  }

  function attempt(user: number, judged: Attempt, unable: boolean): void {
    const hourNumber = hourOf(judged.first);
    raise(totals, user);
    raise(outcomes[judged.outcome], user);
    raise(required[judged.required], user);
    raise(results[judged.result], user);
    if (judged.interrupt !== undefined) raise(interrupted[judged.interrupt], user);
    if (judged.how !== undefined) raise(hows[judged.how], user);
    if (judged.outcome === 'completed') raise(judged.afterRetry ? afterRetry : firstTry, user);
    reasons.attempt(user, judged, hourNumber, unable);
    const hour = hours[hourNumber];
    if (hour !== undefined) hour.attempts += 1;
    const state = challengedAs(judged);
    if (state === undefined) return;
    raise(challenged, user);
    raise(methods[state][judged.method], user);
    if (judged.afterRetry) raise(methods.afterRetry[judged.method], user);
    if (hour !== undefined) hour[state] += 1;
  }

  function figures({ breakdowns, found, prompts }: Beside): Figures {
    return {
      totals: countOf(totals),
      required: mapValues(required, countOf),
      results: mapValues(results, countOf),
      outcomes: mapValues(outcomes, countOf),
      interrupted: mapValues(interrupted, auOf),
      challenged: auOf(challenged),
      completed: { firstTry: auOf(firstTry), afterRetry: auOf(afterRetry) },
      rate: challenged.attempts === 0 ? null : outcomes.completed.attempts / challenged.attempts,
      ...reasons.figures(),
      satisfied: HOWS.map((how: How) => ({ how, ...countOf(hows[how]) }))
        .filter(({ signIns, attempts }) => signIns + attempts > 0)
        .sort((a, b) => b.attempts - a.attempts || compareText(a.how, b.how)),
      methods: methodFigures(methods),
      breakdowns,
      hours,
      unlisted: unlistedFigures(unlisted),
      found,
      friction: { ...prompts, phishingResistant: completedBy(methods, 'phishingResistant') },
    };
  }

  return { signIn, attempt, figures };
}

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

type MethodCounters = Readonly<
  Record<'completed' | 'denied' | 'abandoned' | 'afterRetry', Record<MethodName, Counter>>
>;

function methodFigures({ completed, denied, abandoned, afterRetry }: MethodCounters): Figures['methods'] {
  const challenges = ({ method }: { method: MethodName }) =>
    completed[method].attempts + denied[method].attempts + abandoned[method].attempts;
  return METHOD_NAMES.map((method) => ({
    method,
    strength: METHODS[method].strength,
    completed: auOf(completed[method]),
    denied: auOf(denied[method]),
    abandoned: auOf(abandoned[method]),
    afterRetry: auOf(afterRetry[method]),
  }))
    .filter((row) => challenges(row) > 0)
    .sort((a, b) => challenges(b) - challenges(a) || compareText(a.method, b.method));
}

function completedBy({ completed }: MethodCounters, strength: Strength): number {
  return METHOD_NAMES.filter((method) => METHODS[method].strength === strength).reduce(
    (sum, method) => sum + completed[method].attempts,
    0,
  );
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
