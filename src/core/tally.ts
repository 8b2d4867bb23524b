/**
 * The counts of a day and its people: one pure function of all its facts. One pass over the users;
 * distinct users are counted by remembering, per counter, the user seen last: exact in every figure
 * without a set.
 */
import { type Attempt, challengedAs, hasFailed, LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { createBreakdowns, type Folds } from './breakdowns.ts';
import type { DayWindow } from './day.ts';
import { createDayCounters } from './day-counters.ts';
import type { Facts } from './facts.ts';
import { FINDING_KIND_NAMES, type FindingKind } from './finding-kinds.ts';
import { failedPrompts, findingsOf } from './findings.ts';
import { isForgotten } from './forgotten.ts';
import { type EachRow, orderAttempts, type WalkOptions } from './order-attempts.ts';
import { createPeople } from './people.ts';
import { type Exclude, excluded } from './placed.ts';
import { createPrompts } from './prompts.ts';
import type { Figures, Person } from './report.ts';

export type TallyOptions = WalkOptions & {
  readonly window: DayWindow;
  readonly exclude: Exclude;
  /** Rows to look at; all of them where left out. */
  readonly rows?: Uint32Array;
};

/** The figures alone. */
export function tally(facts: Facts, options: TallyOptions): Figures {
  return tallyDay(facts, options).figures;
}

export type Tallied = {
  readonly figures: Figures;
  /** How the breakdowns read where PRIVACY is aggregate. */
  readonly folds: Folds;
  /** Users who were unable, or are in a finding; worst first, at most 500. */
  readonly people: Person[];
};

export function tallyDay(facts: Facts, options: TallyOptions): Tallied {
  const { window } = options;
  const eachRow = countedRows(facts, options);
  const isInWindow = (row: number) => isWithin(facts.columns.ms[row] ?? Number.NaN, window);
  const breakdowns = createBreakdowns(facts);
  const counters = createDayCounters(facts, window, breakdowns.valueAt);
  const users = createUserCounters(facts, window);
  eachRow((row) => {
    if (isInWindow(row)) counters.signIn(row, facts.classificationOf(row));
  });

  const visitAttempts = orderAttempts(facts, eachRow, options);
  /** An attempt belongs to the day of its first row; the others are looked at for what came of it. */
  const visitUsers = (visit: (user: number, of: UserAttempts) => void, isAsked?: (user: number) => boolean) =>
    visitAttempts((user, all) => {
      const mine = all.filter((attempt) => isInWindow(attempt.first));
      visit(user, { all, mine, unable: user < 0 ? undefined : failedAndNotRecovered(facts, mine, all) });
    }, isAsked);

  visitUsers((user, of) => {
    for (const attempt of of.mine) {
      const unable = attempt === of.unable;
      counters.attempt(user, attempt, unable);
      breakdowns.attempt(user, attempt, unable);
    }
    if (user >= 0) users.add(of);
  });
  // Where a dimension has more values than are shown, or small ones, those are counted again, as one.
  const isFolded = breakdowns.fold();
  if (isFolded !== undefined)
    visitUsers((user, { mine, unable }) => {
      for (const attempt of mine) breakdowns.foldAttempt(user, attempt, attempt === unable);
    }, isFolded);
  const { people, ...beside } = users.figures();
  const { folds, ...broken } = breakdowns.figures();
  return { figures: counters.figures({ ...beside, ...broken }), folds, people };
}

type UserAttempts = {
  /** Of the day's reading, ascending by first row. */
  readonly all: readonly Attempt[];
  /** Of the day. */
  readonly mine: readonly Attempt[];
  /** The last failed attempt, where the user did not get through. */
  readonly unable: Attempt | undefined;
};

/** What is told of users one by one: findings, prompts, people. */
function createUserCounters(facts: Facts, window: DayWindow) {
  const people = createPeople(facts);
  const prompted = createPrompts();
  /** Who was forgotten counts, and is on no list. */
  const isNobody = ([attempt]: readonly Attempt[]) =>
    attempt !== undefined && isForgotten(facts.users.at(facts.columns.user[attempt.first] ?? 0));
  const found = new Map<FindingKind, number>(FINDING_KIND_NAMES.map((kind) => [kind, 0]));
  return {
    add({ all, mine, unable }: UserAttempts): void {
      const failed = failedPrompts(facts, all);
      const findings = findingsOf(facts, all, failed, window);
      for (const kind of findings) found.set(kind, (found.get(kind) ?? 0) + 1);
      const prompts = failed.filter(
        ({ at, reason }) => reason !== undefined && isWithin(at.ms, window),
      ).length;
      const challenges = mine.map(challengedAs).filter((state) => state !== undefined);
      if (challenges.length > 0)
        prompted.add(prompts + challenges.filter((state) => state !== 'denied').length);
      if ((unable === undefined && findings.length === 0) || isNobody(all)) return;
      const attempts = all.filter(({ first }) => (facts.columns.ms[first] ?? 0) < window.to);
      people.add({ attempts, mine, unable: unable !== undefined, findings, prompts });
    },
    figures: () => ({
      found: [...found].map(([kind, users]) => ({ kind, users })).filter(({ users }) => users > 0),
      prompts: prompted.figures(),
      people: people.list(),
    }),
  };
}

function isWithin(ms: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return ms >= from && ms < to;
}

/** Walks the rows that are counted, with those around the day that its attempts need: no list of them is made. */
function countedRows(facts: Facts, { window, exclude, rows }: TallyOptions): EachRow {
  const { ms, scope } = facts.columns;
  const around = { from: window.from - LOOK_BACK, to: window.to + LOOK_AHEAD };
  const isExcluded = excluded(facts, exclude);
  const count = rows?.length ?? facts.rows;
  return (visit) => {
    for (let index = 0; index < count; index += 1) {
      const row = rows?.[index] ?? index;
      if (scope[row] === 0 && isWithin(ms[row] ?? Number.NaN, around) && !isExcluded(row)) visit(row);
    }
  };
}

/**
 * The user's last denied or abandoned attempt of the day, where nothing that began later or lasted
 * until then shows that the user got through (contract §1, "unable").
 */
function failedAndNotRecovered(
  facts: Facts,
  mine: readonly Attempt[],
  all: readonly Attempt[],
): Attempt | undefined {
  const failed = mine.findLast(hasFailed);
  if (failed === undefined) return undefined;
  const recovered = all.some(
    (attempt) =>
      (attempt.outcome === 'completed' ||
        (attempt.outcome === 'satisfiedWithoutPrompt' && isSameApp(facts, attempt, failed))) &&
      isNotBefore(facts, attempt.last, failed.first),
  );
  return recovered ? undefined : failed;
}

function isNotBefore(facts: Facts, a: number, b: number): boolean {
  const { ms, ns } = facts.columns;
  return ((ms[a] ?? 0) - (ms[b] ?? 0) || (ns[a] ?? 0) - (ns[b] ?? 0)) >= 0;
}

function isSameApp(facts: Facts, a: Attempt, b: Attempt): boolean {
  const appOf = (attempt: Attempt) => {
    const [id, name] = facts.apps.at(facts.columns.app[attempt.first] ?? 0);
    return id ?? name;
  };
  return appOf(a) === appOf(b);
}
