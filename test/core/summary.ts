/** A day's figures as short as a case of the rules needs them: what is zero is left out. */
import type { Recount } from '../naive/recount.ts';

export type Summary = ReturnType<typeof summaryOf>;

export function summaryOf({ figures, coverage }: Recount) {
  const { outcomes, required, results } = figures;
  return {
    signIns: nonZero(outcomes, ({ signIns }) => signIns),
    attempts: nonZero(outcomes, ({ attempts }) => attempts),
    users: nonZero(outcomes, ({ users }) => users),
    totals: [figures.totals.signIns, figures.totals.attempts, figures.totals.users],
    required: nonZero(required, ({ attempts }) => attempts),
    requiredSignIns: nonZero(required, ({ signIns }) => signIns),
    results: nonZero(results, ({ attempts }) => attempts),
    resultSignIns: nonZero(results, ({ signIns }) => signIns),
    kinds: nonZero(figures.interrupted, ({ attempts }) => attempts),
    challenged: [figures.challenged.attempts, figures.challenged.users],
    tries: nonZero(figures.completed, ({ attempts }) => attempts),
    /** Prompts and attempts. */
    reasons: listed(figures.reasons, 'reason', ({ prompts, attempts }) => [prompts, attempts]),
    causes: listed(
      figures.causes.filter(({ attempts }) => attempts > 0),
      'cause',
      ({ attempts }) => attempts,
    ),
    /** Completed, denied and abandoned attempts. */
    methods: listed(figures.methods, 'method', (row) => [
      row.completed.attempts,
      row.denied.attempts,
      row.abandoned.attempts,
    ]),
    /** Sign-ins and attempts. */
    how: listed(figures.satisfied, 'how', ({ signIns, attempts }) => [signIns, attempts]),
    unable: figures.unable.users,
    unableBy: nonZero(figures.unable.byCause, (users) => users),
    rate: figures.rate,
    /** Attempts per application. */
    apps: listed(figures.breakdowns.app.rows, 'name', ({ attempts }) => attempts),
    unableApps: listed(
      figures.breakdowns.app.rows.filter(({ unableUsers }) => unableUsers > 0),
      'name',
      ({ unableUsers }) => unableUsers,
    ),
    os: listed(figures.breakdowns.os.rows, 'name', ({ attempts }) => attempts),
    /** Sign-ins and attempts per hour, by the minutes since the day began. */
    hours: hoursOf(figures.hours),
    unlistedTexts: figures.unlisted.texts,
    unlistedCodes: figures.unlisted.codes,
    unlistedMethods: figures.unlisted.methods,
    coverage,
  };
}

function nonZero<K extends string, V>(
  counts: Record<K, V>,
  numberOf: (one: V) => number,
): Record<string, number> {
  const numbers = Object.entries<V>(counts).map(([key, one]) => [key, numberOf(one)] as const);
  return Object.fromEntries(numbers.filter(([, number]) => number !== 0));
}

function listed<R, V>(rows: readonly R[], key: keyof R, valueIn: (row: R) => V): Record<string, V> {
  return Object.fromEntries(rows.map((row) => [String(row[key]), valueIn(row)]));
}

function hoursOf(hours: Recount['figures']['hours']): Record<number, [signIns: number, attempts: number]> {
  const began = Date.parse(hours[0]?.from ?? '');
  return Object.fromEntries(
    hours
      .filter(({ signIns, attempts }) => signIns + attempts > 0)
      .map(({ from, signIns, attempts }) => [(Date.parse(from) - began) / 60_000, [signIns, attempts]]),
  );
}
