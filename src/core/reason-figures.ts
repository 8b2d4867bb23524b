/** What is counted of reasons, as a report lists it. */
import { compareText } from './compare-text.ts';
import { auOf } from './counter.ts';
import { METHOD_NAMES, METHODS } from './methods.ts';
import type { ReasonCount, ReasonCounts } from './reason-counters.ts';
import { CAUSE_NAMES, type Cause, REASON_NAMES, REASONS, type ReasonName } from './reasons.ts';
import { type Count, type Figures, SHARED, type Shared } from './report.ts';
import { readWordKey } from './word-key.ts';

/** `nameOf`: the name of a breakdown's value, by its `valueKey`. */
export function reasonFigures(
  { causes, reasons }: ReasonCounts,
  nameOf: (dimension: Exclude<Shared, 'method'>, key: string) => string,
): Pick<Figures, 'unable' | 'causes' | 'reasons'> {
  const unableOf = (cause: Cause) =>
    REASON_NAMES.filter((name) => REASONS[name].cause === cause).reduce(
      (users, name) => users + reasons[name].unableUsers,
      0,
    );
  const byCause = Object.fromEntries(CAUSE_NAMES.map((cause) => [cause, unableOf(cause)])) as Record<
    Cause,
    number
  >;
  return {
    unable: { users: Object.values(byCause).reduce((sum, users) => sum + users, 0), byCause },
    causes: CAUSE_NAMES.map((cause) => ({ cause, ...auOf(causes[cause]) })),
    reasons: REASON_NAMES.map((name) => rowOf(name, reasons[name], nameOf))
      .filter(({ prompts, attempts }) => prompts + attempts > 0)
      .sort((a, b) => b.attempts - a.attempts || compareText(a.reason, b.reason)),
  };
}

function rowOf(
  reason: ReasonName,
  { all, prompts, unableUsers, hours, shared }: ReasonCount,
  nameOf: Parameters<typeof reasonFigures>[1],
): Figures['reasons'][number] {
  const most = SHARED.map((what) => {
    const nameOfKey = what === 'method' ? methodTitle : (key: string) => nameOf(what, key);
    return [what, mostOf(shared[what], nameOfKey)];
  });
  return {
    reason,
    cause: REASONS[reason].cause,
    title: REASONS[reason].title,
    prompts,
    ...auOf(all),
    unableUsers,
    most: Object.fromEntries(most) as Figures['reasons'][number]['most'],
    hours: [...hours],
  };
}

/** The value that most users had; of equals, the first by name. */
function mostOf(
  values: Readonly<Record<string, Count>>,
  nameOf: (key: string) => string,
): { name: string; users: number } | null {
  const counted = Object.entries(values).map(([key, { users }]) => ({
    name: nameOf(readWordKey(key).word),
    users,
  }));
  const [most] = counted.sort((a, b) => b.users - a.users || compareText(a.name, b.name));
  return most === undefined || most.users === 0 ? null : most;
}

function methodTitle(key: string): string {
  const method = METHOD_NAMES.find((name) => name === key) ?? 'unknown';
  return METHODS[method].title;
}
