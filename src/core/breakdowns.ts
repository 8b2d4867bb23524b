/**
 * Attempts by application, country, system and so on: at most 50 rows each, the rest folded into
 * one row with its own exact users (contract §2, `breakdowns`).
 */
import { type Attempt, challengedAs } from './attempts.ts';
import type { AppEntry, ContextEntry } from './chunk.ts';
import { compareText } from './compare-text.ts';
import { auOf, type Counter, createCounter, raise } from './counter.ts';
import { valuesOf } from './dictionary.ts';
import type { Facts } from './facts.ts';
import { DIMENSIONS, type Dimension, type Figures, type Row } from './report.ts';
import { systemFamily } from './system-family.ts';

const ROWS_SHOWN = 50;

export type Breakdown = {
  /** The value of that row: the same object for the same value, its name settled once all attempts are counted. */
  readonly valueAt: (dimension: Dimension, row: number) => { readonly name: string };
  readonly attempt: (user: number, attempt: Attempt, unable: boolean) => void;
  /** Chooses the rows that are shown. True where some must be folded: then call `foldAttempt` for every attempt. */
  readonly fold: () => boolean;
  readonly foldAttempt: (user: number, attempt: Attempt, unable: boolean) => void;
  readonly figures: () => Figures['breakdowns'];
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

type Line = {
  id: string | null;
  name: string;
  all: Counter;
  challenged: Counter;
  completed: Counter;
  denied: Counter;
  abandoned: Counter;
  unableUsers: number;
  singleFactor: number;
  shown: boolean;
};

export function createBreakdowns(facts: Facts): Breakdown {
  const apps = valuesOf(facts.apps);
  const contexts = valuesOf(facts.contexts);
  const lines = eachDimension(() => new Map<string, Line>());
  const others: Partial<Record<Dimension, Line>> = {};
  /** The line of each application (dimension app) or context (the others), by its number. */
  const known = eachDimension((): (Line | undefined)[] => []);

  /** The line for the attempt's first row. */
  function lineOf(dimension: Dimension, row: number): Line {
    const app = facts.columns.app[row] ?? 0;
    const context = facts.columns.context[row] ?? 0;
    const number = dimension === 'app' ? app : context;
    const line =
      known[dimension][number] ?? namedLine(dimension, apps[app] ?? NO_APP, contexts[context] ?? NO_CONTEXT);
    known[dimension][number] = line;
    return line;
  }

  function namedLine(dimension: Dimension, app: AppEntry, context: ContextEntry): Line {
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
      for (const dimension of DIMENSIONS) count(lineOf(dimension, attempt.first), user, attempt, unable);
    },
    fold() {
      for (const dimension of DIMENSIONS) {
        const all = [...lines[dimension].values()].sort(byChallenged);
        for (const line of all.slice(0, ROWS_SHOWN)) line.shown = true;
        if (all.length > ROWS_SHOWN) others[dimension] = createLine(null, 'other');
      }
      return Object.keys(others).length > 0;
    },
    foldAttempt(user, attempt, unable) {
      for (const dimension of DIMENSIONS) {
        const other = others[dimension];
        if (other !== undefined && !lineOf(dimension, attempt.first).shown)
          count(other, user, attempt, unable);
      }
    },
    figures() {
      const entries = DIMENSIONS.map((dimension) => {
        const shown = [...lines[dimension].values()].filter((line) => line.shown);
        const rows = shown
          .map(toRow)
          .sort(
            (a, b) =>
              b.attempts - a.attempts || compareText(a.name, b.name) || compareText(a.id ?? '', b.id ?? ''),
          );
        const other = others[dimension];
        return [dimension, { rows, other: other === undefined ? null : toRow(other) }] as const;
      });
      return Object.fromEntries(entries) as Figures['breakdowns'];
    },
  };
}

function createLine(id: string | null, name: string): Line {
  return {
    id,
    name,
    all: createCounter(),
    challenged: createCounter(),
    completed: createCounter(),
    denied: createCounter(),
    abandoned: createCounter(),
    unableUsers: 0,
    singleFactor: 0,
    shown: false,
  };
}

function count(line: Line, user: number, attempt: Attempt, unable: boolean): void {
  raise(line.all, user);
  const state = challengedAs(attempt);
  if (state !== undefined) {
    raise(line.challenged, user);
    raise(line[state], user);
  }
  if (unable) line.unableUsers += 1;
  if (attempt.outcome === 'singleFactor') line.singleFactor += 1;
}

function byChallenged(a: Line, b: Line): number {
  return (
    b.challenged.attempts - a.challenged.attempts ||
    b.all.attempts - a.all.attempts ||
    compareText(a.name, b.name) ||
    compareText(a.id ?? '', b.id ?? '')
  );
}

function toRow(line: Line): Row {
  return {
    id: line.id,
    name: line.name,
    ...auOf(line.all),
    challenged: auOf(line.challenged),
    completed: auOf(line.completed),
    denied: auOf(line.denied),
    abandoned: auOf(line.abandoned),
    unableUsers: line.unableUsers,
    singleFactor: line.singleFactor,
  };
}

function eachDimension<T>(value: () => T): Record<Dimension, T> {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, value()])) as Record<Dimension, T>;
}
