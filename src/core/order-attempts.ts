/** Facts → attempts, user by user. */
import { ATTEMPT_GAP, type Attempt, LOOK_AHEAD } from './attempts.ts';
import type { FactsView } from './facts/facts-view.ts';
import { createJudge } from './judge.ts';

export type WalkOptions = {
  /** When the data was read, ms. */
  readonly readAt: number;
  /** The end, in ms, of the day in which an instant lies. */
  readonly dayEnd: (ms: number) => number;
};

/** Sees all attempts of one user (-1: all those without one), ascending by first row. */
export type Visit = (user: number, attempts: readonly Attempt[]) => void;

/** Calls back with every row in question; may be called as often as needed. */
export type EachRow = (visit: (row: number) => void) => void;

/** Orders the rows by user and attempt, and visits every user. */
export function orderAttempts(facts: FactsView, eachRow: EachRow, options: WalkOptions, visit: Visit): void {
  const { order, ends } = byUser(facts, eachRow);
  const sort = createSort(facts, order);
  const endOf = attemptEnds(facts, order, options.dayEnd);
  const judge = createJudge(facts, options.readAt);
  const byFirst = (a: Attempt, b: Attempt) => facts.compareRows(a.first, b.first);

  function attemptsOf(from: number, to: number): Attempt[] {
    sort(from, to);
    const attempts: Attempt[] = [];
    let isAscending = true;
    let previous = -1;
    for (let at = from; at < to; ) {
      const end = endOf(at, to);
      const first = order[at] ?? 0;
      const rows = [first];
      for (at += 1; at < end; at += 1) rows.push(order[at] ?? 0);
      attempts.push({ rows, first, last: order[end - 1] ?? 0, judged: judge(rows) });
      isAscending &&= previous < 0 || facts.compareRows(previous, first) < 0;
      previous = first;
    }
    return isAscending ? attempts : attempts.sort(byFirst);
  }

  const readAhead = createReadAhead(facts, order);
  for (let bucket = 0, from = 0; bucket < ends.length; bucket += 1) {
    const to = ends[bucket] ?? 0;
    readAhead(from, to);
    if (to > from) visit(bucket - 1, attemptsOf(from, to));
    from = to;
  }
}

/** So many rows stay in a core's own cache until they are looked at. */
const AHEAD = 512;

/**
 * A user's rows lie anywhere among a million. Read one after the other each is waited for; a loop that
 * does nothing else has many of them under way at a time: a fifth of the time of counting a day.
 */
function createReadAhead({ columns }: FactsView, order: Uint32Array): (from: number, to: number) => number {
  const { group, ms, evidence, app, context } = columns;
  let reached = 0;
  let read = 0;
  return (from, to) => {
    if (to <= reached) return read;
    reached = Math.min(order.length, to + AHEAD);
    for (let at = from; at < reached; at += 1) {
      const row = order[at] ?? 0;
      read +=
        (group[row * 4] ?? 0) + (ms[row] ?? 0) + (evidence[row] ?? 0) + (app[row] ?? 0) + (context[row] ?? 0);
    }
    // Nobody needs it, but the engine leaves out what comes to nothing.
    return read;
  };
}

/** Counting sort: the rows user by user, those without a user first. `ends`: where those of each user end. */
function byUser(facts: FactsView, eachRow: EachRow): { order: Uint32Array; ends: Uint32Array } {
  const { user } = facts.columns;
  const { identities, identityOf } = facts.users;
  const ends = new Uint32Array(identities + 1);
  let users = 0;
  eachRow((row) => {
    const bucket = (identityOf[user[row] ?? 0] ?? -1) + 1;
    ends[bucket] = (ends[bucket] ?? 0) + 1;
    if (bucket > users) users = bucket;
  });
  let rows = 0;
  for (let bucket = 0; bucket <= users; bucket += 1) {
    const start = rows;
    rows += ends[bucket] ?? 0;
    ends[bucket] = start;
  }
  const order = new Uint32Array(rows);
  eachRow((row) => {
    const bucket = (identityOf[user[row] ?? 0] ?? -1) + 1;
    const at = ends[bucket] ?? 0;
    order[at] = row;
    ends[bucket] = at + 1;
  });
  return { order, ends: ends.subarray(0, users + 1) };
}

/** Up to so many rows are put in order by insertion: most users have fewer. */
const FEW = 32;

/** Sorts the rows of one user by correlation, then time and id. */
function createSort(facts: FactsView, order: Uint32Array): (from: number, to: number) => void {
  const { group } = facts.columns;
  const compare = (a: number, b: number) => compareGroups(group, a, b) || facts.compareRows(a, b);
  return (from, to) => {
    if (to - from > FEW) {
      order.subarray(from, to).sort(compare);
      return;
    }
    for (let at = from + 1; at < to; at += 1) {
      const row = order[at] ?? 0;
      let place = at;
      for (; place > from; place -= 1) {
        const before = order[place - 1] ?? 0;
        if (compare(before, row) <= 0) break;
        order[place] = before;
      }
      order[place] = row;
    }
  };
}

/**
 * Where the attempt ends that begins at a place of the order: at the next correlation, after a pause,
 * and at the latest an hour past the end of its day (contract §1, "attempt"). Rows without a
 * correlation stand alone.
 */
function attemptEnds(
  facts: FactsView,
  order: Uint32Array,
  dayEnd: WalkOptions['dayEnd'],
): (at: number, to: number) => number {
  const { group, ms, ns } = facts.columns;
  return (at, to) => {
    const first = order[at] ?? 0;
    let end = at + 1;
    if (isUngrouped(group, first)) return end;
    const began = ms[first] ?? 0;
    for (let previous = first; end < to; end += 1) {
      const row = order[end] ?? 0;
      if (compareGroups(group, first, row) !== 0) break;
      const now = ms[row] ?? 0;
      const gap = now - (ms[previous] ?? 0) + ((ns[row] ?? 0) - (ns[previous] ?? 0)) / 1e6;
      if (gap > ATTEMPT_GAP) break;
      // A day's end lies after all that is in it: most need not ask where.
      if (now - began >= LOOK_AHEAD && now >= dayEnd(began) + LOOK_AHEAD) break;
      previous = row;
    }
    return end;
  };
}

function compareGroups(group: Uint32Array, a: number, b: number): number {
  const [one, other] = [a * 4, b * 4];
  return (
    (group[one] ?? 0) - (group[other] ?? 0) ||
    (group[one + 1] ?? 0) - (group[other + 1] ?? 0) ||
    (group[one + 2] ?? 0) - (group[other + 2] ?? 0) ||
    (group[one + 3] ?? 0) - (group[other + 3] ?? 0)
  );
}

function isUngrouped(group: Uint32Array, row: number): boolean {
  const at = row * 4;
  return group[at] === 0 && group[at + 1] === 0 && group[at + 2] === 0 && group[at + 3] === 0;
}
