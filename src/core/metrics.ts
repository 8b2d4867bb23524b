/** Figures with history: each is one numeric column of a stored day (contract §7). */
import type { AU, Figures, Headline } from './report.ts';
import type { StoredDay } from './stored-day.ts';

/**
 * Every numeric column of a day, zeros included. Counts only, so each fits an Int32.
 * Plain `outcome_`, `interrupted_`, `reason_` and `method_` columns count attempts.
 */
export function dayColumns(figures: Figures): Record<string, number> {
  const columns: Record<string, number> = {};
  for (const { column, of } of METRICS) {
    for (const [name, count] of of(figures)) columns[column.replace('*', name)] = count;
  }
  return columns;
}

/** The columns that a headline is made of: one range query reads these and nothing else. */
export const headlineColumns = {
  signIns: 'signIns',
  attempts: 'attempts',
  users: 'users',
  challengedAttempts: 'challengedAttempts',
  challengedUsers: 'challengedUsers',
  completed: 'outcome_completed',
  denied: 'outcome_denied',
  abandoned: 'interrupted_abandoned',
  unableUsers: 'unableUsers',
} as const satisfies Record<keyof Omit<HeadlineFigures, 'rate'>, string>;

/** The figures of a headline of a published day; `rate` is `null` without a challenge. */
export type HeadlineFigures = Omit<Headline, 'day' | 'zone' | 'state' | 'revision'>;

/** Reads a headline from a day's columns, stored or just counted; a column that is absent is 0. */
export function headlineFigures(columns: Readonly<Record<string, number | undefined>>): HeadlineFigures {
  const count = (name: keyof typeof headlineColumns): number => columns[headlineColumns[name]] ?? 0;
  const challengedAttempts = count('challengedAttempts');
  const completed = count('completed');
  return {
    signIns: count('signIns'),
    attempts: count('attempts'),
    users: count('users'),
    challengedAttempts,
    challengedUsers: count('challengedUsers'),
    completed,
    denied: count('denied'),
    abandoned: count('abandoned'),
    unableUsers: count('unableUsers'),
    rate: challengedAttempts === 0 ? null : completed / challengedAttempts,
  };
}

/** Of a day that was not measured. */
export const NO_FIGURES = {
  signIns: null,
  attempts: null,
  users: null,
  challengedAttempts: null,
  challengedUsers: null,
  completed: null,
  denied: null,
  abandoned: null,
  unableUsers: null,
  rate: null,
} as const satisfies HeadlineFigures;

/** Headline of a day at hand: the same as its stored columns give. */
export function headlineOf({ day, zone, state, revision, figures }: StoredDay): Headline {
  return { day, zone, state, revision, ...headlineFigures(dayColumns(figures)) };
}

type Metric = {
  /** Name of the column; `*` stands for the name of the outcome, cause, reason or method. */
  readonly column: string;
  /** One pair per column: what `*` stands for (nothing where there is no `*`), and the count. */
  readonly of: (figures: Figures) => readonly (readonly [name: string, count: number])[];
};

const METRICS = [
  { column: 'signIns', of: ({ totals }) => [['', totals.signIns]] },
  { column: 'attempts', of: ({ totals }) => [['', totals.attempts]] },
  { column: 'users', of: ({ totals }) => [['', totals.users]] },
  { column: 'challengedAttempts', of: ({ challenged }) => [['', challenged.attempts]] },
  { column: 'challengedUsers', of: ({ challenged }) => [['', challenged.users]] },
  { column: 'unableUsers', of: ({ unable }) => [['', unable.users]] },
  { column: 'outcome_*', of: ({ outcomes }) => attemptsByName(outcomes) },
  { column: 'interrupted_*', of: ({ interrupted }) => attemptsByName(interrupted) },
  { column: 'cause_*_users', of: ({ causes }) => causes.map(({ cause, users }) => [cause, users]) },
  { column: 'reason_*', of: ({ reasons }) => reasons.map(({ reason, attempts }) => [reason, attempts]) },
  { column: 'reason_*_users', of: ({ reasons }) => reasons.map(({ reason, users }) => [reason, users]) },
  {
    column: 'method_*_completed',
    of: ({ methods }) => methods.map(({ method, completed }) => [method, completed.attempts]),
  },
  {
    column: 'method_*_denied',
    of: ({ methods }) => methods.map(({ method, denied }) => [method, denied.attempts]),
  },
  {
    column: 'method_*_abandoned',
    of: ({ methods }) => methods.map(({ method, abandoned }) => [method, abandoned.attempts]),
  },
  {
    column: 'method_*_retried',
    of: ({ methods }) => methods.map(({ method, afterRetry }) => [method, afterRetry.attempts]),
  },
  // No column where no user was challenged.
  { column: 'promptsMedian', of: ({ friction }) => measured(friction.promptsMedian) },
  { column: 'promptsP95', of: ({ friction }) => measured(friction.promptsP95) },
  { column: 'phishingResistant', of: ({ friction }) => [['', friction.phishingResistant]] },
] as const satisfies readonly Metric[];

function attemptsByName(counts: Readonly<Record<string, Pick<AU, 'attempts'>>>): [string, number][] {
  return Object.entries(counts).map(([name, { attempts }]) => [name, attempts]);
}

function measured(figure: number | null): [string, number][] {
  return figure === null ? [] : [['', figure]];
}
