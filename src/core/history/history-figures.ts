/** What the page of a range draws of a day beside its headline, by the names of its numeric columns (contract §7). */
import { METHOD_NAMES, type MethodName } from '../methods.ts';
import { REASON_NAMES, type ReasonName } from '../reasons.ts';
import { type Headline, OUTCOMES, type Outcome } from '../report.ts';

/** All counts are attempts. */
export type HistoryFigures = {
  readonly outcome: (name: Outcome) => number;
  /** Denied and abandoned attempts of that reason. */
  readonly reason: (name: ReasonName) => number;
  readonly completed: (method: MethodName) => number;
  /** Those of the completed that held a denied prompt before. */
  readonly retried: (method: MethodName) => number;
  /** Prompts of a challenged user; `undefined` where nobody was challenged. */
  readonly promptsMedian: number | undefined;
  readonly promptsP95: number | undefined;
};

type Columns = Readonly<Record<string, number | undefined>>;

/** A headline with the columns beside it that are listed here; those of count 0 may be absent. */
export type WideHeadline = Headline & { readonly columns: Columns };

const COLUMN = {
  outcome: (name: Outcome) => `outcome_${name}`,
  reason: (name: ReasonName) => `reason_${name}`,
  completed: (method: MethodName) => `method_${method}_completed`,
  retried: (method: MethodName) => `method_${method}_retried`,
} as const;

export const HISTORY_COLUMNS: readonly string[] = [
  ...OUTCOMES.map(COLUMN.outcome),
  ...REASON_NAMES.map(COLUMN.reason),
  ...METHOD_NAMES.map(COLUMN.completed),
  ...METHOD_NAMES.map(COLUMN.retried),
  'promptsMedian',
  'promptsP95',
];

/** `columns`: of a published day, stored or just counted; one that is absent is 0. */
export function historyFigures(columns: Columns): HistoryFigures {
  const count = (column: string): number => columns[column] ?? 0;
  return {
    outcome: (name) => count(COLUMN.outcome(name)),
    reason: (name) => count(COLUMN.reason(name)),
    completed: (method) => count(COLUMN.completed(method)),
    retried: (method) => count(COLUMN.retried(method)),
    promptsMedian: columns.promptsMedian,
    promptsP95: columns.promptsP95,
  };
}
