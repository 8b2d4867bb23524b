/**
 * The counts of a day: one pure function of all its facts. One pass over the users; distinct users
 * are counted by remembering, per counter, the user seen last: exact in every figure without a set.
 */
import { type Attempt, LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { createBreakdowns } from './breakdowns.ts';
import type { DayWindow } from './day.ts';
import { createDayCounters } from './day-counters.ts';
import type { Facts } from './facts.ts';
import { type EachRow, orderAttempts, type WalkOptions } from './order-attempts.ts';
import { type Exclude, excluded } from './placed.ts';
import type { Figures } from './report.ts';

export type TallyOptions = WalkOptions & {
  readonly window: DayWindow;
  readonly exclude: Exclude;
  /** Rows to look at; all of them where left out. */
  readonly rows?: Uint32Array;
};

export function tally(facts: Facts, options: TallyOptions): Figures {
  const eachRow = countedRows(facts, options);
  const isInWindow = (row: number) => isWithin(facts.columns.ms[row] ?? Number.NaN, options.window);
  const counters = createDayCounters(facts, options.window);
  const breakdowns = createBreakdowns(facts);
  eachRow((row) => {
    if (isInWindow(row)) counters.signIn(row, facts.classificationOf(row));
  });

  const visitAttempts = orderAttempts(facts, eachRow, options);
  const visitMine = (count: (user: number, attempt: Attempt, unable: boolean) => void) =>
    visitAttempts((user, attempts) => {
      // An attempt belongs to the day of its first row; the others are looked at for what came of it.
      const mine = attempts.filter((attempt) => isInWindow(attempt.first));
      const failed = user < 0 ? undefined : failedAndNotRecovered(facts, mine, attempts);
      for (const attempt of mine) count(user, attempt, attempt === failed);
    });

  visitMine((user, attempt, unable) => {
    counters.attempt(user, attempt, unable);
    breakdowns.attempt(user, attempt, unable);
  });
  // Where a dimension has more values than are shown, the rest is counted again, as one.
  if (breakdowns.fold()) visitMine(breakdowns.foldAttempt);
  return counters.figures(breakdowns.figures());
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
  const failed = mine.findLast(
    (attempt) => attempt.outcome === 'denied' || attempt.interrupt === 'abandoned',
  );
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
