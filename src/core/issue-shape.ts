/** What most of an issue has in common: an outage has a shape, many single troubles have none. */
import { HOUR, instantText } from './day.ts';
import { clockTime, count, shortened } from './format.ts';
import { METHODS } from './methods.ts';
import type { Dimension, Figures, Shared } from './report.ts';

/** Of fewer users most have something in common by chance. */
const FEWEST_USERS = 5;
/** From so many users on it is no chance. */
const FEWEST_TO_CONCLUDE = 10;
/** So many hours in a row that hold most of the attempts are a time of their own. */
const SHORT_TIME = 3;
/** Characters of a name within the sentence. */
const LONGEST_NAME = 40;
/** No attempt before that hour of the day: something began then. */
const LATE_START = 12;

const isMost = (part: number, whole: number): boolean => whole > 0 && 4 * part >= 3 * whole;

export type ReasonFigures = Figures['reasons'][number];

/** The day that the reason is part of. */
export type ShapeContext = {
  readonly figures: Pick<Figures, 'breakdowns' | 'challenged' | 'hours'>;
  readonly zone: string;
  /** Beginning of the day, RFC 3339. */
  readonly windowFrom: string;
};

/**
 * `38 of 41 users by App notification, all attempts after 14:00: points to one cause, not to 41 single
 * troubles.` `null` where no value carries at least three quarters of at least five users. An
 * application, system, country or time that most of the day's challenges have in common says nothing,
 * and is left out.
 */
export function issueShape(reason: ReasonFigures, day: ShapeContext): string | null {
  if (reason.users < FEWEST_USERS) return null;
  const shared = SHARED_BY.map((by) => ({ isSign: by.isSign, text: sharedPart(by, reason, day) }));
  const parts = [...shared, { isSign: true, text: timePart(reason.hours, day) }].filter(
    ({ text }) => text !== undefined,
  );
  if (parts.length === 0) return null;
  const points =
    parts.some(({ isSign }) => isSign) && reason.users >= FEWEST_TO_CONCLUDE
      ? `: points to one cause, not to ${count(reason.users)} single troubles`
      : '';
  return `${capital(parts.map(({ text }) => text).join(', '))}${points}.`;
}

type SharedBy = {
  readonly of: Shared;
  readonly word: string;
  /**
   * Whether it is the sign of one event. A method is what many reasons are about, and one system is
   * what most people of a kind of work have; a few users may meet anywhere by chance.
   */
  readonly isSign: boolean;
  /** Where all challenges of the day are told by it. */
  readonly among?: Dimension;
};

const SHARED_BY = [
  { of: 'method', word: 'by', isSign: false },
  { of: 'app', word: 'in', isSign: true, among: 'app' },
  { of: 'os', word: 'on', isSign: false, among: 'os' },
  { of: 'country', word: 'from', isSign: true, among: 'country' },
] as const satisfies readonly SharedBy[];

/** What stands where nothing is known. */
const NO_VALUE: ReadonlySet<string> = new Set([METHODS.unknown.title, 'unknown']);

/** The value that most of the users share; `null` where the log names none. */
export function mostShared({ most }: ReasonFigures, shared: Shared): ReasonFigures['most'][Shared] {
  const value = most[shared];
  return value === null || NO_VALUE.has(value.name) ? null : value;
}

function sharedPart(
  { of, word, among }: SharedBy,
  reason: ReasonFigures,
  { figures }: ShapeContext,
): string | undefined {
  const { users } = reason;
  const value = mostShared(reason, of);
  if (value === null || !isMost(value.users, users)) return undefined;
  const everybody =
    among === undefined ? undefined : figures.breakdowns[among].rows.find(({ name }) => name === value.name);
  if (everybody !== undefined && isMost(everybody.challenged.users, figures.challenged.users))
    return undefined;
  const who = value.users === users ? `all ${count(users)}` : `${count(value.users)} of ${count(users)}`;
  return `${who} users ${word} ${shortened(value.name, LONGEST_NAME)}`;
}

/** Attempts by started hour. */
function timePart(
  attempts: readonly number[],
  { figures, zone, windowFrom }: ShapeContext,
): string | undefined {
  const challenged = figures.hours.map((hour) => hour.completed + hour.denied + hour.abandoned);
  const clock = (hour: number) => clockTime(instantText(Date.parse(windowFrom) + hour * HOUR), zone);
  const all = sum(attempts);
  const isOwn = (from: number, to?: number) =>
    isMost(sum(attempts.slice(from, to)), all) && !isMost(sum(challenged.slice(from, to)), sum(challenged));
  for (let length = 1; length <= SHORT_TIME; length += 1) {
    const from = busiest(attempts, length);
    const some = sum(attempts.slice(from, from + length));
    if (!isOwn(from, from + length)) continue;
    const share = some === all ? 'all' : `${count(some)} of ${count(all)}`;
    return `${share} attempts between ${clock(from)} and ${clock(from + length)}`;
  }
  const first = attempts.findIndex((some) => some > 0);
  return first >= LATE_START && isOwn(first) ? `all attempts after ${clock(first)}` : undefined;
}

/** Where so many hours in a row hold the most; the earliest of equals. */
function busiest(attempts: readonly number[], length: number): number {
  const starts = attempts.map((_, from) => sum(attempts.slice(from, from + length)));
  return Math.max(0, starts.indexOf(Math.max(...starts)));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
