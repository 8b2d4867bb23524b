/** People of a day: who could not get in, and whom to look at (contract §2, `people`). */
import { isAdminApp } from './admin-apps.ts';
import { type Attempt, methodRow } from './attempts.ts';
import { compareText } from './compare-text.ts';
import { instantText } from './day.ts';
import type { FactsView } from './facts/facts-view.ts';
import { FINDING_KINDS, type FindingKind } from './finding-kinds.ts';
import type { Person } from './report.ts';

/** At most so many are kept of a day. */
export const MOST_PEOPLE = 500;

/** One user's day. */
export type UserDay = {
  /** Attempts of the day's reading that began before the day ended, at least one; ascending by first row. */
  readonly attempts: readonly Attempt[];
  /** Those of the day. */
  readonly mine: readonly Attempt[];
  readonly unable: boolean;
  readonly findings: readonly FindingKind[];
  /** Denied prompts of the day. */
  readonly prompts: number;
};

export type People = {
  readonly add: (day: UserDay) => void;
  /** Worst first. */
  readonly list: () => Person[];
};

export function createPeople(facts: FactsView): People {
  const isAdmin = seenAsAdmin(facts);
  let people: Person[] = [];
  /** Least of those kept so far: who comes after it need not be looked up. */
  let least: Person | undefined;
  const keepWorst = () => {
    people = worstOf(people);
    least = people[MOST_PEOPLE - 1];
  };
  return {
    add(day) {
      if (least !== undefined && byWeight(weightOf(day), least) > 0) return;
      people.push(personOf(facts, day, isAdmin));
      // Now and then: a day on which nobody gets in must not hold everybody.
      if (people.length >= 4 * MOST_PEOPLE) keepWorst();
    },
    list() {
      keepWorst();
      return people;
    },
  };
}

/** As many as are kept, worst first. */
export function worstOf(people: readonly Person[]): Person[] {
  return people.toSorted(worstFirst).slice(0, MOST_PEOPLE);
}

/** What decides who is worst, but for the names. */
type Weight = Pick<Person, 'prompts' | 'attempts' | 'unable'> & { readonly findings: readonly FindingKind[] };

function weightOf({ prompts, mine, unable, findings }: UserDay): Weight {
  return { prompts, attempts: mine.length, unable, findings };
}

/**
 * What is told of somebody is the last failed attempt of their day; of somebody in a finding who failed
 * in none, their last attempt: the reason is then `null`.
 */
function personOf(facts: FactsView, day: UserDay, isAdmin: (attempt: Attempt) => boolean): Person {
  const { attempts, mine } = day;
  const failed = mine.findLast(({ judged }) => judged.failed);
  const told = failed ?? attempts.at(-1);
  const method = told?.judged.method ?? 'unknown';
  const detailRow = told === undefined ? undefined : methodRow(told);
  const { id, principalName } = namesOf(facts, attempts);
  const [appId, appName] = told === undefined ? [null, null] : facts.apps.at(appNumber(facts, told));
  return {
    user: principalName ?? id ?? '',
    id,
    unable: day.unable,
    findings: [...day.findings],
    admin: mine.some(isAdmin),
    prompts: day.prompts,
    attempts: mine.length,
    completed: mine.filter(({ judged }) => judged.outcome === 'completed').length,
    reason: failed?.judged.reason ?? null,
    method: method === 'unknown' ? null : method,
    detail: detailRow === undefined ? null : (facts.detailOf(detailRow) ?? null),
    app: appName ?? appId,
    lastAt: instantText(facts.instantOf(told?.last ?? 0).ms),
  };
}

/** Somebody may go by several names in one day: the first of them in the alphabet, whatever the rows' order. */
function namesOf(
  facts: FactsView,
  attempts: readonly Attempt[],
): { id: string | null; principalName: string | null } {
  const numbers = new Set<number>();
  for (const { rows } of attempts) for (const row of rows) numbers.add(facts.columns.user[row] ?? 0);
  const entries = [...numbers].map(facts.users.at);
  const names = entries.flatMap(([, principalName]) => (principalName === null ? [] : [principalName]));
  return { id: entries[0]?.[0] ?? null, principalName: names.sort(compareText)[0] ?? null };
}

/** Whether an attempt's application is one for administrators; each application is looked up once. */
function seenAsAdmin(facts: FactsView): (attempt: Attempt) => boolean {
  const known: (boolean | undefined)[] = [];
  return (attempt) => {
    const app = appNumber(facts, attempt);
    const isAdmin = known[app] ?? isAdminApp(facts.apps.at(app)[0]);
    known[app] = isAdmin;
    return isAdmin;
  };
}

function appNumber(facts: FactsView, attempt: Attempt): number {
  return facts.columns.app[attempt.first] ?? 0;
}

function worstFirst(a: Person, b: Person): number {
  return byWeight(a, b) || compareText(a.user, b.user) || compareText(a.id ?? '', b.id ?? '');
}

/**
 * In a severe finding, in another one, in none, each first those who were unable; then by prompts and
 * attempts. A finding is of few users: an outage of thousands must not push them off the list.
 */
function byWeight(a: Weight, b: Weight): number {
  return rankOf(a) - rankOf(b) || b.prompts - a.prompts || b.attempts - a.attempts;
}

function rankOf({ unable, findings }: Weight): number {
  const severe = findings.some((kind) => FINDING_KINDS[kind].severity === 'high');
  const byFinding = severe ? 0 : findings.length > 0 ? 2 : 4;
  return byFinding + (unable ? 0 : 1);
}
