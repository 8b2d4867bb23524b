/**
 * The counts of a day and its people: one pure function of all its facts. One pass over the users;
 * distinct users are counted by remembering, per counter, the user seen last; of what may be told as
 * one only later, by what each user had to do with (`user-sets.ts`). Both are exact, and name nobody.
 *
 * All that is counted of a user is told by the user's own rows, so a day can be counted shard by shard
 * (`shardOf`): figures are made of the tallies of all its shards at the end (`finishTally`), as of that of a
 * day in one piece.
 */
import { type Attempt, LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { createBreakdownCounters } from './breakdown-counters.ts';
import type { DayWindow } from './day.ts';
import { createDayCounters } from './day-counters.ts';
import type { FactsView } from './facts/facts-view.ts';
import { finishTally, type Tallied } from './finish-tally.ts';
import { type EachRow, orderAttempts, type WalkOptions } from './order-attempts.ts';
import { type Exclude, excluded } from './placed.ts';
import type { Figures } from './report.ts';
import type { ShardTally } from './shard-tally.ts';
import { createUserCounters } from './user-counters.ts';

export type TallyOptions = WalkOptions & {
  readonly window: DayWindow;
  readonly exclude: Exclude;
  /** Rows to look at; all of them where left out. */
  readonly rows?: Uint32Array;
  /** Whose rows are counted; everybody's where left out. */
  readonly part?: Part | undefined;
};

/** One of so many parts, from 0, into which the users of facts are divided; rows without a user are in the first. */
export type Part = { readonly number: number; readonly of: number };

/** The figures alone. */
export function tally(facts: FactsView, options: TallyOptions): Figures {
  return tallyDay(facts, options).figures;
}

/** Of a day in one piece. */
export function tallyDay(facts: FactsView, options: TallyOptions): Tallied {
  return finishTally([tallyShard(facts, options)]);
}

/** Of all rows of some users. Rows without a user are to be in one shard, since a correlation joins them. */
export function tallyShard(facts: FactsView, options: TallyOptions): ShardTally {
  const { window, readAt } = options;
  const { ms } = facts.columns;
  const eachRow = countedRows(facts, options);
  const isInWindow = (row: number) => isWithin(ms[row] ?? Number.NaN, window);
  const counters = createDayCounters(facts, window);
  const breakdowns = createBreakdownCounters(facts);
  const users = createUserCounters(facts, window);
  eachRow((row) => {
    if (isInWindow(row)) counters.signIn(row);
  });
  /** An attempt belongs to the day of its first row; the others are looked at for what came of it. */
  const isMine = ({ first }: Attempt) => isInWindow(first);
  orderAttempts(facts, eachRow, options, (user, all) => {
    const mine = all.every(isMine) ? all : all.filter(isMine);
    const unable = user < 0 ? undefined : failedAndNotRecovered(facts, mine, all);
    for (const attempt of mine) counters.attempt(user, attempt, attempt === unable);
    breakdowns.add(user, mine, unable);
    if (user >= 0) users.add({ all, mine, unable });
  });
  return {
    of: { from: window.from, to: window.to, readAt },
    day: counters.counts(),
    users: users.counts,
    breakdowns: breakdowns.counts,
    people: users.people(),
  };
}

function isWithin(ms: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return ms >= from && ms < to;
}

/** Walks the rows that are counted, with those around the day that its attempts need: no list of them is made. */
function countedRows(facts: FactsView, { window, exclude, part, rows }: TallyOptions): EachRow {
  const { ms, scope } = facts.columns;
  const isOfPart = inPart(facts, part);
  const around = { from: window.from - LOOK_BACK, to: window.to + LOOK_AHEAD };
  const isExcluded = excluded(facts, exclude);
  const count = rows?.length ?? facts.rows;
  return (visit) => {
    for (let index = 0; index < count; index += 1) {
      const row = rows === undefined ? index : (rows[index] ?? 0);
      if (scope[row] === 0 && isWithin(ms[row] ?? Number.NaN, around) && isOfPart(row) && !isExcluded(row))
        visit(row);
    }
  };
}

function inPart({ columns, users }: FactsView, part: Part | undefined): (row: number) => boolean {
  if (part === undefined) return () => true;
  const { user } = columns;
  const { identityOf } = users;
  return (row) => Math.max(0, identityOf[user[row] ?? 0] ?? -1) % part.of === part.number;
}

/**
 * The user's last denied or abandoned attempt of the day, where nothing that began later or lasted
 * until then shows that the user got through (contract §1, "unable").
 */
function failedAndNotRecovered(
  facts: FactsView,
  mine: readonly Attempt[],
  all: readonly Attempt[],
): Attempt | undefined {
  const failed = mine.findLast(({ judged }) => judged.failed);
  if (failed === undefined) return undefined;
  const recovered = all.some(
    (attempt) =>
      (attempt.judged.outcome === 'completed' ||
        (attempt.judged.outcome === 'satisfiedWithoutPrompt' && isSameApp(facts, attempt, failed))) &&
      isNotBefore(facts, attempt.last, failed.first),
  );
  return recovered ? undefined : failed;
}

function isNotBefore(facts: FactsView, a: number, b: number): boolean {
  const { ms, ns } = facts.columns;
  return ((ms[a] ?? 0) - (ms[b] ?? 0) || (ns[a] ?? 0) - (ns[b] ?? 0)) >= 0;
}

function isSameApp(facts: FactsView, a: Attempt, b: Attempt): boolean {
  const appOf = (attempt: Attempt) => {
    const [id, name] = facts.apps.at(facts.columns.app[attempt.first] ?? 0);
    return id ?? name;
  };
  return appOf(a) === appOf(b);
}
