/** What stands out on a day, and since when: a pure function of the stored days. Why so: docs/decisions/0011. */
import { baselineDays, baselineOf, isBetter, isWhole, isWorse } from './baseline.ts';
import { compareText } from './compare-text.ts';
import { addDays, daysBetween } from './day.ts';
import { issueShape, mostShared, type ReasonFigures } from './issue-shape.ts';
import type { Ack } from './ports.ts';
import { REASON_NAMES, REASONS, type ReasonName } from './reasons.ts';
import type { Issue, Shared } from './report.ts';
import type { StoredDay } from './stored-day.ts';

/** Days that a judgement may rest on, the day itself included. */
export const MEMORY_DAYS = 90;

/** Stood out longer ago than this: whatever it was, it is new. */
const NEW_AFTER = 28;
/** Stood out longer ago than this: that episode was over. */
const BACK_AFTER = 7;
/** Collected days in a row on which a reason stayed below the floor; within `BACK_AFTER` days. */
const FIXED_AFTER = 3;

export type IssueOptions = {
  readonly day: string;
  /** A reason stands out from so many users on; setting `ISSUE_MIN_USERS`. */
  readonly issueMinUsers: number;
  readonly acks: readonly Ack[];
};

/**
 * The issues of a day, worst first: by users blocked, then users, then name. The days come in any
 * order; those after the day, and those 90 or more before it, play no part. Gaps and partial days are
 * passed over; the day itself, while it is partial, is told as far as it was read, and never as better or fixed.
 */
export function issuesOf(days: readonly StoredDay[], options: IssueOptions): Issue[] {
  const known = remembered(days, options.day);
  const today = known.find(({ day }) => day === options.day);
  if (today === undefined) return [];
  const memory: Memory = {
    today,
    comparable: baselineDays(today, known),
    collected: known.filter(isWhole),
    options,
  };
  return REASON_NAMES.flatMap((reason) => issueOf(reason, memory) ?? []).sort(worstFirst);
}

type Memory = {
  readonly today: StoredDay;
  readonly comparable: readonly StoredDay[];
  /** Whole days, newest first; the day itself among them where it is one. */
  readonly collected: readonly StoredDay[];
  readonly options: IssueOptions;
};

/** Newest first; of two readings of one day the newer revision. */
function remembered(days: readonly StoredDay[], day: string): StoredDay[] {
  const since = addDays(day, 1 - MEMORY_DAYS);
  const byDay = new Map(
    days
      .filter((each) => each.day >= since && each.day <= day)
      .toSorted((a, b) => a.revision - b.revision)
      .map((each) => [each.day, each]),
  );
  return [...byDay.values()].sort((a, b) => compareText(b.day, a.day));
}

function issueOf(reason: ReasonName, memory: Memory): Issue | undefined {
  const { today, comparable, collected, options } = memory;
  const standsOut = (day: StoredDay) => usersOf(day, reason) >= options.issueMinUsers;
  const earlier = collected.filter((day) => day !== today && standsOut(day)).map(({ day }) => day);
  const [lastSeen] = earlier;
  const baselineUsers = baselineOf(comparable, (figures) => usersOf({ figures }, reason));
  const state = standsOut(today)
    ? standingState(usersOf(today, reason), baselineUsers, lastSeen, memory)
    : fixedState(lastSeen, memory);
  const lastDay = state === 'fixed' ? lastSeen : today.day;
  if (state === undefined || lastDay === undefined) return undefined;
  const row = rowOf(today, reason);
  const { title, cause, nextStep } = REASONS[reason];
  return {
    id: reason,
    state,
    title,
    cause,
    users: row?.users ?? 0,
    unableUsers: row?.unableUsers ?? 0,
    attempts: row?.attempts ?? 0,
    baselineUsers,
    usualUnable: baselineOf(comparable, (figures) => rowOf({ figures }, reason)?.unableUsers ?? 0),
    week: weekOf(reason, memory),
    firstDay: firstOfEpisode(lastDay, earlier, collected),
    lastDay,
    topApp: topOf(row, 'app'),
    topMethod: topOf(row, 'method'),
    shape: row === undefined || state === 'fixed' ? null : issueShape(row, today),
    nextStep,
    acknowledged: acknowledgement(reason, options),
  };
}

/** Of a reason that stands out. A partial day is told as far as it goes: more users may come, and some may yet get in; so it is never better. */
function standingState(
  users: number,
  baselineUsers: number | null,
  lastSeen: string | undefined,
  { today, collected }: Memory,
): Issue['state'] {
  if (lastSeen === undefined || lastSeen < addDays(today.day, -NEW_AFTER)) return 'new';
  if (wasOver(lastSeen, today.day, collected)) return 'back';
  if (isWorse(users, baselineUsers)) return 'worse';
  return isWhole(today) && isBetter(users, baselineUsers) ? 'better' : 'steady';
}

/** Of a reason that does not stand out: fixed, or nothing to speak of. */
function fixedState(lastSeen: string | undefined, { today, collected }: Memory): 'fixed' | undefined {
  if (!isWhole(today) || lastSeen === undefined || lastSeen < addDays(today.day, -BACK_AFTER))
    return undefined;
  const quiet = collected.filter(({ day }) => day > lastSeen);
  return quiet.length >= FIXED_AFTER ? 'fixed' : undefined;
}

/** A day that was not read whole is a gap: what is known of it is too low to stand beside the others. */
function weekOf(reason: ReasonName, { today, collected }: Memory): (number | null)[] {
  const byDay = new Map([...collected, today].map((day) => [day.day, usersOf(day, reason)]));
  return daysBetween(addDays(today.day, -6), today.day).map((day) => byDay.get(day) ?? null);
}

/** Whether it went away in between: for longer than a week, of which at least one day was seen. */
function wasOver(lastSeen: string, seenAgain: string, collected: readonly StoredDay[]): boolean {
  if (lastSeen < addDays(seenAgain, -NEW_AFTER)) return true;
  return (
    lastSeen < addDays(seenAgain, -BACK_AFTER) &&
    collected.some(({ day }) => day > lastSeen && day < seenAgain)
  );
}

/** `earlier`: days on which it stood out, newest first. */
function firstOfEpisode(
  lastDay: string,
  earlier: readonly string[],
  collected: readonly StoredDay[],
): string {
  let first = lastDay;
  for (const day of earlier) {
    if (wasOver(day, first, collected)) break;
    first = day;
  }
  return first;
}

function rowOf({ figures }: Pick<StoredDay, 'figures'>, reason: ReasonName): ReasonFigures | undefined {
  return figures.reasons.find((row) => row.reason === reason);
}

function usersOf(day: Pick<StoredDay, 'figures'>, reason: ReasonName): number {
  return rowOf(day, reason)?.users ?? 0;
}

/** The value that more than half of the users share. */
function topOf(row: ReasonFigures | undefined, shared: Shared): string | null {
  const value = row === undefined ? null : mostShared(row, shared);
  return row !== undefined && value !== null && 2 * value.users > row.users ? value.name : null;
}

function acknowledgement(reason: ReasonName, { day, acks }: IssueOptions): Issue['acknowledged'] {
  const ack = acks.find((each) => each.reason === reason && each.until >= day);
  return ack === undefined ? null : { until: ack.until, by: ack.by, note: ack.note };
}

function worstFirst(a: Issue, b: Issue): number {
  return b.unableUsers - a.unableUsers || b.users - a.users || compareText(a.id, b.id);
}
