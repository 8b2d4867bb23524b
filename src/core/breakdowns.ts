/**
 * Attempts by application, country, system and so on: at most 50 rows each, the rest folded into
 * one row with its own exact users (contract §2, `breakdowns`). Beside them stands how they read where
 * no row may stand for a few users alone: docs/decisions/0013.
 */
import {
  type AttemptCounts,
  addAttempts,
  type BreakdownCounts,
  type EntryCounts,
  noAttempts,
} from './breakdown-counters.ts';
import { BREAKDOWN_VALUES, valueKey } from './breakdown-values.ts';
import { compareText } from './compare-text.ts';
import {
  asListed,
  byChallenged,
  type CountedLine,
  FEWEST_USERS,
  isSmall,
  smallestFirst,
} from './counted-line.ts';
import { DIMENSIONS, type Dimension, type Figures, type Row } from './report.ts';
import { addUsers, countUsers, NO_USERS, type UsersOfGroup } from './user-sets.ts';

const ROWS_SHOWN = 50;

/** How a breakdown reads where no row may stand for fewer than `FEWEST_USERS`. */
export type Fold = {
  /** Numbers of the rows that stand. */
  readonly rows: readonly number[];
  /** All others as one, with its own exact users. */
  readonly other: Row;
};
/** Of the dimensions that do not read so as they are. */
export type Folds = Readonly<Partial<Record<Dimension, Fold>>>;

export type Breakdowns = {
  readonly breakdowns: Figures['breakdowns'];
  readonly folds: Folds;
  /** The name of a value, by its `valueKey`. */
  readonly nameOf: (dimension: Dimension, key: string) => string;
};

/** Of a day, by all its parts. */
export function breakdownsOf(parts: readonly BreakdownCounts[]): Breakdowns {
  const breakdowns: Partial<Figures['breakdowns']> = {};
  const folds: Partial<Record<Dimension, Fold>> = {};
  const names = new Map<Dimension, ReadonlyMap<string, string>>();
  for (const dimension of DIMENSIONS) {
    const { lines, asOne } = linesOf(
      dimension,
      parts.map((part) => part[BREAKDOWN_VALUES[dimension].of]),
    );
    const all = lines.sort(byChallenged);
    const shown = all.slice(0, ROWS_SHOWN).sort(asListed);
    const rest = all.slice(ROWS_SHOWN);
    breakdowns[dimension] = {
      rows: shown.map(({ row }) => row),
      other: rest.length > 0 ? asOne(rest) : null,
    };
    const folded = foldedLines(shown, rest, asOne);
    if (folded !== undefined) {
      const rows = shown.flatMap((line, number) => (folded.includes(line) ? [] : [number]));
      folds[dimension] = { rows, other: asOne(folded) };
    }
    names.set(dimension, new Map(lines.map(({ key, row }) => [key, row.name])));
  }
  return {
    breakdowns: breakdowns as Figures['breakdowns'],
    folds,
    nameOf: (dimension, key) => names.get(dimension)?.get(key) ?? 'unknown',
  };
}

/** Some lines of a dimension as if they were one. */
type AsOne = (lines: readonly CountedLine[]) => Row;

function linesOf(
  dimension: Dimension,
  parts: readonly EntryCounts[],
): { lines: CountedLine[]; asOne: AsOne } {
  const numbers = new Map<string, number>();
  const named: Named[] = [];
  const sums: AttemptCounts[] = [];
  const counted = parts.map(({ counts, entries, users }) => {
    const lineOfEntry = entries.map((entry, nth) => {
      const value = BREAKDOWN_VALUES[dimension].value(entry);
      const line = numbers.get(valueKey(value)) ?? numbers.size;
      numbers.set(valueKey(value), line);
      named[line] = oneName(named[line], value);
      sums[line] = addAttempts(sums[line] ?? noAttempts(), counts[nth] ?? noAttempts());
      return line;
    });
    return { lineOfEntry, users };
  });
  /** `groupOf`: by line, the number of its group, or -1. */
  const usersOf = (groupOf: (line: number) => number, groups: number) =>
    counted
      .map(({ lineOfEntry, users }) => countUsers(users, lineOfEntry.map(groupOf), groups))
      .reduce((sum, more) => sum.map((of, group) => addUsers(of, more[group] ?? NO_USERS)));
  const usersOfLine = usersOf((line) => line, named.length);
  const lines = [...numbers].map(
    ([key, line]): CountedLine => ({ key, row: rowOf(named[line] ?? OTHER, sums[line], usersOfLine[line]) }),
  );

  function asOne(some: readonly CountedLine[]): Row {
    const those = new Set(some.map(({ key }) => numbers.get(key)));
    const sum = sums.filter((_, line) => those.has(line)).reduce(addAttempts, noAttempts());
    return rowOf(OTHER, sum, usersOf((line) => (those.has(line) ? 0 : -1), 1)[0]);
  }

  return { lines, asOne };
}

type Named = Pick<Row, 'id' | 'name'>;
const OTHER: Named = { id: null, name: 'other' };

/** One id under several names: the same name whatever order the rows came in. */
function oneName(known: Named | undefined, { id, name }: Named | { id: string | null; name: null }): Named {
  if (known === undefined) return { id, name: name ?? 'unknown' };
  const isFirst = name !== null && compareText(name, known.name) < 0;
  return { id: known.id ?? id, name: isFirst ? name : known.name };
}

function rowOf({ id, name }: Named, sum: AttemptCounts = noAttempts(), users: UsersOfGroup = NO_USERS): Row {
  return {
    id,
    name,
    attempts: sum.attempts,
    users: users.all,
    challenged: { attempts: sum.completed + sum.denied + sum.abandoned, users: users.challenged },
    completed: { attempts: sum.completed, users: users.completed },
    denied: { attempts: sum.denied, users: users.denied },
    abandoned: { attempts: sum.abandoned, users: users.abandoned },
    unableUsers: sum.unable,
    singleFactor: sum.singleFactor,
  };
}

/**
 * The lines of a dimension that are to be one: the small ones and those not shown; where these are too
 * few users still, the smallest of the others too. Undefined where nobody is to be hidden.
 */
function foldedLines(
  shown: readonly CountedLine[],
  rest: readonly CountedLine[],
  asOne: AsOne,
): CountedLine[] | undefined {
  const small = shown.filter(isSmall);
  const few = [...small, ...rest];
  if (few.length === 0) return undefined;
  const isHidden = few.some((line) => !isSmall(line)) || asOne(few).users >= FEWEST_USERS;
  if (isHidden) return small.length === 0 ? undefined : few;
  const others = shown.filter((line) => !small.includes(line));
  const [smallest] = others.sort(smallestFirst);
  return smallest === undefined ? few : [...few, smallest];
}
