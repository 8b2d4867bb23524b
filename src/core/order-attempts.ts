/** Facts → attempts, user by user. */
import { type Attempt, cutAttempts, judgeAttempt } from './attempts.ts';
import type { Facts } from './facts.ts';
import { createKeyIndex } from './key-index.ts';
import { packKey } from './wide-key.ts';

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

/** Takes the walk: of all users, or of those alone that are asked for. */
export type Walk = (visit: Visit, isAsked?: (user: number) => boolean) => void;

/** Orders the rows once; the walk can then be taken as often as needed. */
export function orderAttempts(facts: Facts, eachRow: EachRow, options: WalkOptions): Walk {
  const { ms } = facts.columns;
  const userOf = identify(facts);
  const order = byUser(eachRow, userOf);
  const dayEnd = (row: number) => options.dayEnd(ms[row] ?? 0);
  return (visit, isAsked = () => true) => {
    for (let from = 0, to = 0; from < order.length; from = to) {
      const user = userOf(order[from] ?? 0);
      to = from + 1;
      while (to < order.length && userOf(order[to] ?? 0) === user) to += 1;
      if (!isAsked(user)) continue;
      const attempts: Attempt[] = [];
      for (const group of byCorrelation(facts, order.subarray(from, to))) {
        for (const cut of cutAttempts(facts, group, dayEnd))
          attempts.push(judgeAttempt(facts, cut, options.readAt));
      }
      visit(
        user,
        attempts.sort((a, b) => facts.compareRows(a.first, b.first)),
      );
    }
  };
}

/** The user of a row, numbered from 0: the object id, else the principal name; -1 where there is neither. */
function identify(facts: Facts): (row: number) => number {
  const { user } = facts.columns;
  const identities = createKeyIndex();
  const numbers = new Int32Array(facts.users.length);
  for (let entry = 0; entry < numbers.length; entry += 1) {
    const [id, principalName] = facts.users.at(entry);
    const identity = id ?? principalName;
    numbers[entry] = identity === null ? -1 : identities.add(packKey(identity).key);
  }
  return (row) => numbers[user[row] ?? 0] ?? -1;
}

/** Counting sort: the rows user by user, those without a user first. */
function byUser(eachRow: EachRow, userOf: (row: number) => number): Uint32Array {
  let users = 0;
  let rows = 0;
  eachRow((row) => {
    users = Math.max(users, userOf(row) + 1);
    rows += 1;
  });
  const starts = new Uint32Array(users + 2);
  eachRow((row) => {
    const next = userOf(row) + 2;
    starts[next] = (starts[next] ?? 0) + 1;
  });
  for (let bucket = 1; bucket < starts.length; bucket += 1) {
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  }
  const order = new Uint32Array(rows);
  eachRow((row) => {
    const bucket = userOf(row) + 1;
    const at = starts[bucket] ?? 0;
    order[at] = row;
    starts[bucket] = at + 1;
  });
  return order;
}

/** The rows of one user by correlation, each ascending; rows without one stand alone. */
function byCorrelation(facts: Facts, rows: Uint32Array): number[][] {
  const { group } = facts.columns;
  const sorted = Array.from(rows).sort((a, b) => compareGroups(group, a, b) || facts.compareRows(a, b));
  const groups: number[][] = [];
  for (const row of sorted) {
    const current = groups.at(-1);
    const previous = current?.[0];
    const joins =
      previous !== undefined && !isUngrouped(group, row) && compareGroups(group, previous, row) === 0;
    if (current !== undefined && joins) current.push(row);
    else groups.push([row]);
  }
  return groups;
}

function compareGroups(group: Uint32Array, a: number, b: number): number {
  for (let word = 0; word < 4; word += 1) {
    const difference = (group[a * 4 + word] ?? 0) - (group[b * 4 + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isUngrouped(group: Uint32Array, row: number): boolean {
  const at = row * 4;
  return group[at] === 0 && group[at + 1] === 0 && group[at + 2] === 0 && group[at + 3] === 0;
}
