/**
 * Attempts by application, country, system and so on: at most 50 rows each, the rest folded into
 * one row with its own exact users (contract §2, `breakdowns`). Beside them stands how they read where
 * no row may stand for a few users alone: docs/decisions/0013.
 */
import type { Attempt } from './attempts.ts';
import type { AppEntry, ContextEntry } from './chunk.ts';
import { compareText } from './compare-text.ts';
import {
  asListed,
  byChallenged,
  type CountedLine,
  countAttempt,
  createLine,
  FEWEST_USERS,
  isSmall,
  toRow,
} from './counted-line.ts';
import { valuesOf } from './dictionary.ts';
import type { Facts } from './facts.ts';
import { type AU, DIMENSIONS, type Dimension, type Figures, type Row } from './report.ts';
import { systemFamily } from './system-family.ts';

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

export type Breakdown = {
  /** The value of that row: the same object for the same value, its name settled once all attempts are counted. */
  readonly valueAt: (dimension: Dimension, row: number) => { readonly name: string };
  readonly attempt: (user: number, attempt: Attempt, unable: boolean) => void;
  /**
   * Chooses the rows that are shown. Where some must be folded, it tells of which users every attempt
   * is to be counted again, with `foldAttempt`.
   */
  readonly fold: () => ((user: number) => boolean) | undefined;
  readonly foldAttempt: (user: number, attempt: Attempt, unable: boolean) => void;
  readonly figures: () => { readonly breakdowns: Figures['breakdowns']; readonly folds: Folds };
};

type Value = { id: string | null; name: string | null };

/**
 * Where each dimension finds its value in a fact's application and context. Adding a breakdown is
 * one row here and its name in `DIMENSIONS`.
 */
const VALUES = {
  app: ([id, name]) => ({ id, name: name ?? id }),
  country: (_, [country]) => plain(country),
  os: (_, [, system]) => plain(systemFamily(system)),
  client: (_, [, , client]) => plain(client),
  userType: (_, [, , , userType]) => plain(userType),
  requiredBy: (_, [, , , , requiredBy]) => plain(requiredBy),
} as const satisfies Record<Dimension, (app: AppEntry, context: ContextEntry) => Value>;

const NO_APP: AppEntry = [null, null];
const NO_CONTEXT: ContextEntry = [null, null, null, null, null];

function plain(value: string | null): Value {
  return { id: value, name: value };
}

/** What is counted of a fold by the second walk, which sees only the users of its small lines. */
type Folding = {
  /** Attempts of all lines of the fold. */
  readonly all: CountedLine;
  /** The one large line that was added to hide the small ones: counted in full by the first walk. */
  readonly joined: CountedLine | undefined;
  /** Attempts of that line which `all` holds too. */
  readonly twice: CountedLine;
};

export function createBreakdowns(facts: Facts): Breakdown {
  const apps = valuesOf(facts.apps);
  const contexts = valuesOf(facts.contexts);
  const lines = eachDimension(() => new Map<string, CountedLine>());
  const others: Partial<Record<Dimension, CountedLine>> = {};
  const foldings: Partial<Record<Dimension, Folding>> = {};
  /** The line of each application (dimension app) or context (the others), by its number. */
  const known = eachDimension((): (CountedLine | undefined)[] => []);

  /** The line for the attempt's first row. */
  function lineOf(dimension: Dimension, row: number): CountedLine {
    const app = facts.columns.app[row] ?? 0;
    const context = facts.columns.context[row] ?? 0;
    const number = dimension === 'app' ? app : context;
    const line =
      known[dimension][number] ?? namedLine(dimension, apps[app] ?? NO_APP, contexts[context] ?? NO_CONTEXT);
    known[dimension][number] = line;
    return line;
  }

  function namedLine(dimension: Dimension, app: AppEntry, context: ContextEntry): CountedLine {
    const { id, name } = VALUES[dimension](app, context);
    const key = id ?? name ?? '';
    let line = lines[dimension].get(key);
    if (line === undefined) {
      line = createLine(id, name ?? 'unknown');
      lines[dimension].set(key, line);
    } else if (name !== null && compareText(name, line.name) < 0) {
      // One id under several names: the same name whatever order the rows came in.
      line.name = name;
    }
    return line;
  }

  return {
    valueAt: lineOf,
    attempt(user, attempt, unable) {
      for (const dimension of DIMENSIONS)
        countAttempt(lineOf(dimension, attempt.first), user, attempt, unable);
    },
    fold() {
      const users = new Set<number>();
      for (const dimension of DIMENSIONS) {
        const all = [...lines[dimension].values()].sort(byChallenged);
        for (const line of all.slice(0, ROWS_SHOWN)) line.shown = true;
        if (all.length > ROWS_SHOWN) others[dimension] = createLine(null, 'other');
        const fold = foldOf(all);
        if (fold === undefined) continue;
        foldings[dimension] = {
          all: createLine(null, 'other'),
          joined: fold.joined,
          twice: createLine(null, ''),
        };
        for (const line of [...fold.few, ...(fold.joined ? [fold.joined] : [])]) line.folded = true;
        for (const line of fold.few) for (const user of line.few) users.add(user);
      }
      if (Object.keys(others).length > 0) return () => true;
      return users.size > 0 ? (user) => users.has(user) : undefined;
    },
    foldAttempt(user, attempt, unable) {
      for (const dimension of DIMENSIONS) {
        const [other, folding] = [others[dimension], foldings[dimension]];
        if (other === undefined && folding === undefined) continue;
        const line = lineOf(dimension, attempt.first);
        if (other !== undefined && !line.shown) countAttempt(other, user, attempt, unable);
        if (folding === undefined || !line.folded) continue;
        countAttempt(folding.all, user, attempt, unable);
        if (line === folding.joined) countAttempt(folding.twice, user, attempt, unable);
      }
    },
    figures() {
      const breakdowns: Partial<Figures['breakdowns']> = {};
      const folds: Partial<Record<Dimension, Fold>> = {};
      for (const dimension of DIMENSIONS) {
        const shown = [...lines[dimension].values()].filter((line) => line.shown).sort(asListed);
        const other = others[dimension];
        breakdowns[dimension] = { rows: shown.map(toRow), other: other === undefined ? null : toRow(other) };
        const folding = foldings[dimension];
        if (folding === undefined) continue;
        const rows = shown.flatMap((line, number) => (line.folded ? [] : [number]));
        folds[dimension] = { rows, other: foldedRow(folding) };
      }
      return { breakdowns: breakdowns as Figures['breakdowns'], folds };
    },
  };
}

/**
 * The lines of a dimension that are to be one: the small ones and those not shown; where these are too
 * few users still, the smallest of the others (`joined`) too. Undefined where nobody is to be hidden.
 */
function foldOf(
  all: readonly CountedLine[],
): { few: readonly CountedLine[]; joined: CountedLine | undefined } | undefined {
  const few = all.filter((line) => !line.shown || isSmall(line));
  const isHidden = few.some((line) => !isSmall(line)) || usersOf(few) >= FEWEST_USERS;
  if (few.every((line) => !line.shown) && (isHidden || few.length === 0)) return undefined;
  const [smallest] = all.filter((line) => !few.includes(line)).sort(smallestFirst);
  return { few, joined: isHidden ? undefined : smallest };
}

/** Of small lines. */
function usersOf(lines: readonly CountedLine[]): number {
  return new Set(lines.flatMap(({ few }) => few.filter((user) => user >= 0))).size;
}

/** Fewest users; of equals, the one listed last. */
function smallestFirst(a: CountedLine, b: CountedLine): number {
  return a.all.users - b.all.users || asListed(b, a);
}

/** The line that joined knows its own users in full: those who are in both are taken off again. */
function foldedRow({ all, joined, twice }: Folding): Row {
  const row = toRow(all);
  if (joined === undefined) return row;
  const [added, taken] = [toRow(joined), toRow(twice)];
  const au = (of: (from: Row) => AU): AU => ({
    attempts: of(added).attempts + of(row).attempts - of(taken).attempts,
    users: of(added).users + of(row).users - of(taken).users,
  });
  return {
    ...row,
    ...au((from) => from),
    challenged: au((from) => from.challenged),
    completed: au((from) => from.completed),
    denied: au((from) => from.denied),
    abandoned: au((from) => from.abandoned),
    unableUsers: added.unableUsers + row.unableUsers - taken.unableUsers,
    singleFactor: added.singleFactor + row.singleFactor - taken.singleFactor,
  };
}

function eachDimension<T>(value: () => T): Record<Dimension, T> {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, value()])) as Record<Dimension, T>;
}
