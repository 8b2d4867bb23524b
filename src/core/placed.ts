/** What became of each distinct record: the part of a day's coverage that its facts tell. */
import { FIRST_REJECTION } from './facts/chunk.ts';
import type { Dictionary } from './facts/dictionary.ts';
import type { FactsView } from './facts/facts-view.ts';
import type { Window } from './ports.ts';
import type { Coverage } from './report.ts';
import { REJECTIONS, type Rejection } from './sign-in.ts';

export type Placed = Pick<
  Coverage,
  'signIns' | 'outsideWindow' | 'nonInteractive' | 'outOfScope' | 'excluded'
> & { rejected: Partial<Record<Rejection, number>> };

/** Object ids, principal names and names, lower-cased. */
export type Exclude = { readonly users: ReadonlySet<string>; readonly apps: ReadonlySet<string> };

const NOTHING_PLACED = { signIns: 0, outsideWindow: 0, nonInteractive: 0, outOfScope: 0, excluded: 0 };

/** Places the rows given, or all. What has no time lies in no window: it counts under its own name. */
export function placeRows(facts: FactsView, window: Window, exclude: Exclude, rows?: Uint32Array): Placed {
  const isExcluded = excluded(facts, exclude);
  const { ms, scope } = facts.columns;
  const placed: Placed = { ...NOTHING_PLACED, rejected: {} };
  const count = rows?.length ?? facts.rows;
  for (let index = 0; index < count; index += 1) {
    const row = rows === undefined ? index : (rows[index] ?? 0);
    const [at, of] = [ms[row] ?? Number.NaN, scope[row] ?? 0];
    if (of >= FIRST_REJECTION) {
      const cause = REJECTIONS[of - FIRST_REJECTION];
      if (cause !== undefined) placed.rejected[cause] = (placed.rejected[cause] ?? 0) + 1;
    } else if (at < window.from || at >= window.to) placed.outsideWindow += 1;
    else if (of === 1) placed.nonInteractive += 1;
    else if (of === 2) placed.outOfScope += 1;
    else if (isExcluded(row)) placed.excluded += 1;
    else placed.signIns += 1;
  }
  return placed;
}

/** What was placed of two parts of the distinct records. */
export function addPlaced(a: Readonly<Placed>, b: Readonly<Placed>): Placed {
  return {
    signIns: a.signIns + b.signIns,
    outsideWindow: a.outsideWindow + b.outsideWindow,
    nonInteractive: a.nonInteractive + b.nonInteractive,
    outOfScope: a.outOfScope + b.outOfScope,
    excluded: a.excluded + b.excluded,
    rejected: addRejected(a.rejected, b.rejected).byCause,
  };
}

/** Whether a row's user or application is left out on purpose. */
export function excluded(facts: FactsView, { users, apps }: Exclude): (row: number) => boolean {
  const { user, app } = facts.columns;
  if (users.size + apps.size === 0) return () => false;
  const isUser = named(facts.users, users);
  const isApp = named(facts.apps, apps);
  return (row) => isUser(user[row] ?? 0) || isApp(app[row] ?? 0);
}

/** Whether the entry with that number has one of the names. */
function named(
  entries: Pick<Dictionary<readonly (string | null)[]>, 'length' | 'at'>,
  names: ReadonlySet<string>,
): (number: number) => boolean {
  if (names.size === 0) return () => false;
  /** By number; -1: not looked up yet. A day names few of the users, and each day asks anew. */
  const known = new Int8Array(entries.length).fill(-1);
  return (number) => {
    if (known[number] === -1)
      known[number] = Number(
        entries.at(number).some((name) => name !== null && names.has(name.toLowerCase())),
      );
    return known[number] === 1;
  };
}

/** Adds counts by cause. */
export function addRejected(
  a: Readonly<Partial<Record<Rejection, number>>>,
  b: Readonly<Partial<Record<Rejection, number>>>,
): { total: number; byCause: Partial<Record<Rejection, number>> } {
  const byCause: Partial<Record<Rejection, number>> = {};
  for (const cause of REJECTIONS) {
    const count = (a[cause] ?? 0) + (b[cause] ?? 0);
    if (count > 0) byCause[cause] = count;
  }
  return { total: Object.values(byCause).reduce((sum, count) => sum + count, 0), byCause };
}
