/**
 * The figures of a day counted a second time: slowly, with plain arrays, Maps and Sets, from the
 * words of contract §1 to §3. What the tally of `src/core` says must be equal to this.
 */
import { METHOD_NAMES, METHODS } from '../../src/core/methods.ts';
import { CAUSE_NAMES, REASON_NAMES, REASONS } from '../../src/core/reasons.ts';
import {
  type Count,
  type Coverage,
  type Figures,
  HOWS,
  INTERRUPTS,
  OUTCOMES,
  REQUIRED,
  RESULT_LISTS,
} from '../../src/core/report.ts';
import { REJECTIONS, type ReadRecord, type SignIn } from '../../src/core/sign-in.ts';
import { type Attempt, attemptsOf } from './attempts.ts';
import {
  appOf,
  breakdownsOf,
  compareTexts,
  count,
  foldedBreakdownsOf,
  isChallenged,
  isFailed,
  largest,
  mostOf,
  type Unable,
} from './breakdowns.ts';
import { type Judgement, judge } from './classify.ts';
import { foundOf, frictionOf } from './findings.ts';
import { distinctRecords } from './versions.ts';

/** `from` and `to` in ms since 1970, UTC, half-open. */
export type RecountedDay = {
  readonly day: string;
  readonly zone: string;
  readonly from: number;
  readonly to: number;
};

export type Recount = {
  figures: Figures;
  coverage: Pick<
    Coverage,
    'records' | 'signIns' | 'duplicates' | 'outsideWindow' | 'nonInteractive' | 'outOfScope' | 'rejected'
  >;
};

type Judged = { readonly signIn: SignIn; readonly says: Judgement };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_UNLISTED = 50;

/** Figures and coverage of one day. `readAt`: when the data was read, ms (for pending). */
export function recount(
  records: readonly ReadRecord[],
  day: RecountedDay,
  { readAt }: { readonly readAt: number },
): Recount {
  const { distinct, duplicates } = distinctRecords(records);
  const { interactive, all, attempts } = attemptsAround(distinct, day, readAt);
  const judged = interactive
    .filter(({ at }) => isWithin(at.ms, day))
    .map((signIn) => ({ signIn, says: judge(signIn.evidence) }));
  return {
    figures: figuresOf(judged, attempts, all, day),
    coverage: coverageOf(records, distinct, duplicates, day),
  };
}

/** The breakdowns of the same day where PRIVACY is aggregate. */
export function recountFolded(
  records: readonly ReadRecord[],
  day: RecountedDay,
  { readAt }: { readonly readAt: number },
): Figures['breakdowns'] {
  const { all, attempts } = attemptsAround(distinctRecords(records).distinct, day, readAt);
  return foldedBreakdownsOf(attempts, unableOf(attempts, all));
}

function attemptsAround(distinct: readonly ReadRecord[], day: RecountedDay, readAt: number) {
  const interactive = distinct
    .filter((record) => record.kind === 'signIn')
    .filter(({ scope }) => scope === 'interactive');
  // "Read for this: 30 min before `from`, 60 min after `to`."
  const reading = interactive.filter(({ at }) => at.ms >= day.from - 30 * MINUTE && at.ms < day.to + HOUR);
  const all = attemptsOf(reading, day, readAt);
  // "It belongs to the day … of its first row."
  const attempts = all.filter(({ first }) => isWithin(first.signIn.at.ms, day));
  return { interactive, all, attempts };
}

function isWithin(ms: number, day: RecountedDay): boolean {
  return ms >= day.from && ms < day.to;
}

function figuresOf(
  judged: readonly Judged[],
  attempts: readonly Attempt[],
  all: readonly Attempt[],
  day: RecountedDay,
): Figures {
  const unable = unableOf(attempts, all);
  const challenged = attempts.filter(isChallenged);
  const completed = attempts.filter(({ outcome }) => outcome === 'completed');
  const countOf = (matches: (one: Judgement | Attempt) => boolean): Count => ({
    signIns: judged.filter(({ says }) => matches(says)).length,
    ...count(attempts.filter(matches)),
  });
  return {
    totals: countOf(() => true),
    required: record(REQUIRED, (required) => countOf((one) => one.required === required)),
    results: record(RESULT_LISTS, (result) => countOf((one) => one.result === result)),
    outcomes: record(OUTCOMES, (outcome) => countOf((one) => one.outcome === outcome)),
    interrupted: record(INTERRUPTS, (kind) => count(attempts.filter(({ interrupt }) => interrupt === kind))),
    challenged: count(challenged),
    completed: {
      firstTry: count(completed.filter(({ afterRetry }) => !afterRetry)),
      afterRetry: count(completed.filter(({ afterRetry }) => afterRetry)),
    },
    unable: {
      users: unable.size,
      byCause: record(
        CAUSE_NAMES,
        (cause) => [...unable.values()].filter((one) => one.cause === cause).length,
      ),
    },
    // "completed ÷ challenged attempts; `null` without a challenge"
    rate: challenged.length === 0 ? null : completed.length / challenged.length,
    causes: causesOf(attempts),
    reasons: reasonsOf(judged, attempts, unable, day),
    satisfied: satisfiedOf(judged, attempts),
    methods: methodsOf(attempts),
    breakdowns: breakdownsOf(attempts, unable),
    hours: hoursOf(judged, attempts, day),
    unlisted: unlistedOf(judged),
    found: foundOf(all, day),
    friction: frictionOf(judged, attempts),
  };
}

/**
 * "A user with a denied or abandoned attempt and neither a completed attempt (any application) nor a
 * satisfiedWithoutPrompt attempt (same application) that began before `to + 60 min` and whose last
 * row is at or after the first row of the user's last denied or abandoned attempt."
 */
function unableOf(attempts: readonly Attempt[], all: readonly Attempt[]): Unable {
  const unable = new Map<string, { attempt: Attempt; cause: (typeof CAUSE_NAMES)[number] }>();
  const failed = attempts.filter(isFailed).toSorted(byFirstRow);
  for (const [user, ofUser] of Map.groupBy(failed, (attempt) => attempt.user)) {
    const last = ofUser.at(-1);
    if (user === undefined || last?.reason === undefined) continue;
    const gotIn = all.some(
      (other) =>
        other.user === user &&
        (other.outcome === 'completed' ||
          (other.outcome === 'satisfiedWithoutPrompt' && appOf(other) === appOf(last))) &&
        compareRows(other.last.signIn, last.first.signIn) >= 0,
    );
    if (!gotIn) unable.set(user, { attempt: last, cause: REASONS[last.reason].cause });
  }
  return unable;
}

function byFirstRow(a: Attempt, b: Attempt): number {
  return compareRows(a.first.signIn, b.first.signIn) || compareTexts(a.first.signIn.id, b.first.signIn.id);
}

function compareRows(a: SignIn, b: SignIn): number {
  return a.at.ms - b.at.ms || a.at.ns - b.at.ns;
}

/** "All ten, order of §3." */
function causesOf(attempts: readonly Attempt[]): Figures['causes'] {
  return CAUSE_NAMES.map((cause) => ({
    cause,
    ...count(attempts.filter(({ reason }) => reason !== undefined && REASONS[reason].cause === cause)),
  }));
}

/** "Attempts descending, then reason"; "entries without a count are left out". */
function reasonsOf(
  judged: readonly Judged[],
  attempts: readonly Attempt[],
  unable: Unable,
  day: RecountedDay,
): Figures['reasons'] {
  const prompts = judged.flatMap(({ says }) => says.prompts);
  return REASON_NAMES.map((reason) => {
    const own = attempts.filter((attempt) => attempt.reason === reason);
    const methods = [...Map.groupBy(own, ({ method }) => method)];
    return {
      reason,
      cause: REASONS[reason].cause,
      title: REASONS[reason].title,
      prompts: prompts.filter((one) => one === reason).length,
      ...count(own),
      unableUsers: [...unable.values()].filter(({ attempt }) => attempt.reason === reason).length,
      most: {
        method: largest(methods.map(([method, some]) => ({ name: METHODS[method].title, ...count(some) }))),
        app: mostOf(own, 'app'),
        os: mostOf(own, 'os'),
        country: mostOf(own, 'country'),
      },
      hours: hoursOf([], own, day).map((hour) => hour.attempts),
    };
  })
    .filter((row) => row.prompts > 0 || row.attempts > 0)
    .sort((a, b) => b.attempts - a.attempts || compareTexts(a.reason, b.reason));
}

function satisfiedOf(judged: readonly Judged[], attempts: readonly Attempt[]): Figures['satisfied'] {
  return HOWS.map((how) => ({
    how,
    signIns: judged.filter(({ says }) => says.how === how).length,
    ...count(attempts.filter((attempt) => attempt.how === how)),
  }))
    .filter((row) => row.signIns > 0 || row.attempts > 0)
    .sort((a, b) => b.attempts - a.attempts || compareTexts(a.how, b.how));
}

function methodsOf(attempts: readonly Attempt[]): Figures['methods'] {
  return METHOD_NAMES.map((method) => {
    const own = attempts.filter((attempt) => attempt.method === method && isChallenged(attempt));
    return {
      method,
      strength: METHODS[method].strength,
      completed: count(own.filter(({ outcome }) => outcome === 'completed')),
      denied: count(own.filter(({ outcome }) => outcome === 'denied')),
      abandoned: count(own.filter(({ interrupt }) => interrupt === 'abandoned')),
      afterRetry: count(own.filter(({ afterRetry }) => afterRetry)),
    };
  })
    .filter((row) => attemptsIn(row) > 0)
    .sort((a, b) => attemptsIn(b) - attemptsIn(a) || compareTexts(a.method, b.method));
}

function attemptsIn({ completed, denied, abandoned }: Figures['methods'][number]): number {
  return completed.attempts + denied.attempts + abandoned.attempts;
}

/** "One per started hour since window.from"; "sign-ins at their own instant, attempts at their first row's". */
function hoursOf(
  judged: readonly Judged[],
  attempts: readonly Attempt[],
  day: RecountedDay,
): Figures['hours'] {
  const hours: Figures['hours'] = [];
  for (let from = day.from; from < day.to; from += HOUR) {
    const isIn = ({ at }: SignIn) => at.ms >= from && at.ms < from + HOUR;
    const own = attempts.filter(({ first }) => isIn(first.signIn));
    hours.push({
      from: new Date(from).toISOString().replace('.000Z', 'Z'),
      signIns: judged.filter(({ signIn }) => isIn(signIn)).length,
      attempts: own.length,
      completed: own.filter(({ outcome }) => outcome === 'completed').length,
      denied: own.filter(({ outcome }) => outcome === 'denied').length,
      abandoned: own.filter(({ interrupt }) => interrupt === 'abandoned').length,
    });
  }
  return hours;
}

/** "`unlisted` counts per text and outcome; `more` = entries cut"; "at most 50, 200 characters each". */
function unlistedOf(judged: readonly Judged[]): Figures['unlisted'] {
  const pairs = judged.flatMap(({ says }) =>
    says.unlistedTexts.map((text) => ({ text: text.slice(0, 200), outcome: says.outcome })),
  );
  const texts = [...Map.groupBy(pairs, (pair) => JSON.stringify([pair.text, pair.outcome])).values()]
    .flatMap((same) => same.slice(0, 1).map((pair) => ({ ...pair, signIns: same.length })))
    .sort(
      (a, b) => b.signIns - a.signIns || compareTexts(a.text, b.text) || compareTexts(a.outcome, b.outcome),
    );
  const codes = tallied(
    judged.flatMap(({ says }) => (says.unlistedCode === undefined ? [] : [says.unlistedCode])),
  )
    .map(([code, signIns]) => ({ code, signIns }))
    .sort((a, b) => b.signIns - a.signIns || a.code - b.code);
  const methods = tallied(judged.flatMap(({ says }) => says.unlistedMethods))
    .map(([text, signIns]) => ({ text, signIns }))
    .sort((a, b) => b.signIns - a.signIns || compareTexts(a.text, b.text));
  const cut = [texts, codes, methods].map(({ length }) => Math.max(0, length - MOST_UNLISTED));
  return {
    texts: texts.slice(0, MOST_UNLISTED),
    codes: codes.slice(0, MOST_UNLISTED),
    methods: methods.slice(0, MOST_UNLISTED),
    more: cut.reduce((sum, number) => sum + number, 0),
  };
}

function tallied<T>(values: readonly T[]): [T, number][] {
  return [...Map.groupBy(values, (value) => value)].map(([value, same]) => [value, same.length]);
}

/** "`records` = signIns + duplicates + outsideWindow + nonInteractive + outOfScope + excluded + rejected.total" */
function coverageOf(
  records: readonly ReadRecord[],
  distinct: readonly ReadRecord[],
  duplicates: number,
  day: RecountedDay,
): Recount['coverage'] {
  const rejected = distinct.filter((one) => one.kind === 'rejected');
  const read = distinct.filter((one) => one.kind !== 'rejected');
  // What carries no time cannot be told to lie outside.
  const inside = read.filter(({ at }) => at === undefined || isWithin(at.ms, day));
  const signIns = inside.filter((one) => one.kind === 'signIn');
  const causes = REJECTIONS.map(
    (cause) => [cause, rejected.filter((one) => one.cause === cause).length] as const,
  );
  return {
    records: records.length,
    signIns: signIns.filter(({ scope }) => scope === 'interactive').length,
    duplicates,
    outsideWindow: read.length - inside.length,
    nonInteractive: signIns.filter(({ scope }) => scope === 'nonInteractive').length,
    outOfScope: inside.length - signIns.length,
    rejected: {
      total: rejected.length,
      byCause: Object.fromEntries(causes.filter(([, number]) => number > 0)),
    },
  };
}

/** One entry per key, and no other. */
function record<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
