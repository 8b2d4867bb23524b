/** Breakdowns of a day (contract §2 and §4), the naive way: filter, count, sort. */
import type { Cause } from '../../src/core/reasons.ts';
import type { AU, Dimension, Figures, Row } from '../../src/core/report.ts';
import type { SignIn } from '../../src/core/sign-in.ts';
import type { Attempt } from './attempts.ts';

type Value = { id: string | null; name: string };

const UNKNOWN: Value = { id: null, name: 'unknown' };
const MOST_ROWS = 50;

/** "The value of the attempt's first row; absent → id null, name "unknown"." */
const VALUES: Record<Dimension, (signIn: SignIn) => Value> = {
  app: ({ appId, appName }) =>
    appId === undefined && appName === undefined
      ? UNKNOWN
      : { id: appId ?? null, name: appName ?? appId ?? '' },
  country: ({ country }) => named(country),
  os: ({ operatingSystem }) => named(familyOf(operatingSystem)),
  client: ({ clientApp }) => named(clientApp),
  userType: ({ userType }) => named(userType),
  requiredBy: ({ requiredBy }) => named(requiredBy),
};

/** Users who are unable, each with their last failed attempt. */
export type Unable = ReadonlyMap<string, { readonly attempt: Attempt; readonly cause: Cause }>;

export function breakdownsOf(attempts: readonly Attempt[], unable: Unable): Figures['breakdowns'] {
  const of = (dimension: Dimension) =>
    breakdown(attempts, unable, (attempt) => VALUES[dimension](attempt.first.signIn));
  return {
    app: of('app'),
    country: of('country'),
    os: of('os'),
    client: of('client'),
    userType: of('userType'),
    requiredBy: of('requiredBy'),
  };
}

/**
 * The same where no row may stand for fewer than 3 users: those rows go into `other`, and the smallest
 * remaining one (of equals the last) with them where `other` is still fewer than 3.
 */
export function foldedBreakdownsOf(attempts: readonly Attempt[], unable: Unable): Figures['breakdowns'] {
  const counted = breakdownsOf(attempts, unable);
  const of = (dimension: Dimension) => {
    const isOf = (row: Row) => (attempt: Attempt) => {
      const { id, name } = VALUES[dimension](attempt.first.signIn);
      return id === row.id && (id !== null || name === row.name);
    };
    const { rows } = counted[dimension];
    let kept = rows.filter(({ users }) => users >= 3);
    const left = () => attempts.filter((attempt) => !kept.some((row) => isOf(row)(attempt)));
    if (left().length > 0 && count(left()).users < 3) {
      const fewest = Math.min(...kept.map(({ users }) => users));
      const smallest = kept.findLast(({ users }) => users === fewest);
      kept = kept.filter((row) => row !== smallest);
    }
    return {
      rows: kept,
      other: left().length === 0 ? null : rowOf({ id: null, name: 'other' }, left(), unable),
    };
  };
  return {
    app: of('app'),
    country: of('country'),
    os: of('os'),
    client: of('client'),
    userType: of('userType'),
    requiredBy: of('requiredBy'),
  };
}

/** What makes two attempts of one application: its id, else its name. */
export function appOf(attempt: Attempt): string {
  const { appId, appName } = attempt.first.signIn;
  return JSON.stringify([appId ?? null, appId === undefined ? (appName ?? null) : null]);
}

/** "At most 50 rows each by challenged attempts, the rest folded; users exact in both." Listed "by attempts descending, then name". */
function breakdown(
  attempts: readonly Attempt[],
  unable: Unable,
  valueIn: (attempt: Attempt) => Value,
): { rows: Row[]; other: Row | null } {
  const groups = [...Map.groupBy(attempts, (attempt) => keyOf(valueIn(attempt))).values()];
  const ranked = groups
    .map((group) => ({ group, row: rowOf(firstValue(group, valueIn), group, unable) }))
    .sort((a, b) => b.row.challenged.attempts - a.row.challenged.attempts || inListOrder(a.row, b.row));
  const folded = ranked.slice(MOST_ROWS).flatMap(({ group }) => group);
  return {
    rows: ranked
      .slice(0, MOST_ROWS)
      .map(({ row }) => row)
      .sort(inListOrder),
    other: folded.length === 0 ? null : rowOf({ id: null, name: 'other' }, folded, unable),
  };
}

function rowOf(value: Value, attempts: readonly Attempt[], unable: Unable): Row {
  const kept = [...unable.values()].filter(({ attempt }) => attempts.includes(attempt));
  return {
    ...value,
    ...count(attempts),
    challenged: count(attempts.filter(isChallenged)),
    completed: count(attempts.filter(({ outcome }) => outcome === 'completed')),
    denied: count(attempts.filter(({ outcome }) => outcome === 'denied')),
    abandoned: count(attempts.filter(({ interrupt }) => interrupt === 'abandoned')),
    unableUsers: kept.length,
    singleFactor: attempts.filter(({ outcome }) => outcome === 'singleFactor').length,
  };
}

/**
 * "Of the users of that reason, the value with most users, ties by name", by the names of the
 * breakdowns; null where no user has one.
 */
export function mostOf(
  attempts: readonly Attempt[],
  dimension: 'app' | 'os' | 'country',
): { name: string; users: number } | null {
  const valueIn = (attempt: Attempt) => VALUES[dimension](attempt.first.signIn);
  const groups = [...Map.groupBy(attempts, (attempt) => keyOf(valueIn(attempt))).values()];
  return largest(groups.map((group) => ({ name: firstValue(group, valueIn).name, ...count(group) })));
}

/** Ties by name; nothing without a user. */
export function largest(
  values: readonly { readonly name: string; readonly users: number }[],
): { name: string; users: number } | null {
  const [most] = values.toSorted((a, b) => b.users - a.users || compareTexts(a.name, b.name));
  return most === undefined || most.users === 0 ? null : { name: most.name, users: most.users };
}

/** Attempts and the distinct users of them. */
export function count(attempts: readonly Attempt[]): AU {
  const users = new Set(attempts.map(({ user }) => user).filter((user) => user !== undefined));
  return { attempts: attempts.length, users: users.size };
}

/** "Attempts that are completed, denied or abandoned." */
export function isChallenged(attempt: Attempt): boolean {
  return attempt.outcome === 'completed' || isFailed(attempt);
}

export function isFailed({ outcome, interrupt }: Attempt): boolean {
  return outcome === 'denied' || interrupt === 'abandoned';
}

function inListOrder(a: Row, b: Row): number {
  return b.attempts - a.attempts || compareTexts(a.name, b.name) || compareTexts(a.id ?? '', b.id ?? '');
}

export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function keyOf({ id, name }: Value): string {
  return JSON.stringify([id, id === null ? name : null]);
}

function firstValue(group: readonly Attempt[], valueIn: (attempt: Attempt) => Value): Value {
  const [first] = group;
  return first === undefined ? UNKNOWN : valueIn(first);
}

function named(text: string | undefined): Value {
  return text === undefined ? UNKNOWN : { id: text, name: text };
}

/** "`os` by family (Windows, macOS, iOS, Android, Linux, ChromeOS, else as written)." */
function familyOf(written: string | undefined): string | undefined {
  const text = written?.toLowerCase() ?? '';
  if (text.startsWith('windows')) return 'Windows';
  if (text.startsWith('mac')) return 'macOS';
  if (text.startsWith('ios')) return 'iOS';
  if (text.startsWith('android')) return 'Android';
  if (text.startsWith('linux')) return 'Linux';
  return text.startsWith('chrome') ? 'ChromeOS' : written;
}
