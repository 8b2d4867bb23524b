/** Days that are not as they should be by now: a pure function of what is stored and of the clock. */
import { addDays, daysBetween, HOUR } from './day.ts';
import { type DueOptions, dueDays, isLost } from './due.ts';
import { counted } from './format.ts';
import { STATE_TITLES } from './titles.ts';

/** Each list ascending; days that the source still holds or lost lately, none before the first that was ever published. */
export type TroubledDays = Readonly<Record<(typeof TROUBLES)[number]['name'], readonly string[]>>;

/** For so many days after the source forgot a day it is named as lost. */
const LOST_FOR = 7;

/** Due for longer than this, a day is late. */
const OVERDUE = 24 * HOUR;

const TROUBLES = [
  { name: 'partial', told: `${STATE_TITLES.partial.word}, part of it unread` },
  { name: 'lost', told: `${STATE_TITLES.lost.word}, never collected and past the source's retention` },
  { name: 'unstable', told: `${STATE_TITLES.open.word}, as the source disagrees with itself` },
  { name: 'overdue', told: 'Overdue, could be read for more than 24 hours and was not' },
] as const satisfies readonly { readonly name: string; readonly told: string }[];

/** One sentence for each trouble that any day is in; it names up to five days, the newest. */
export function troubleSentences(days: TroubledDays): string[] {
  return TROUBLES.flatMap(({ name, told }) => {
    const some = days[name];
    if (some.length === 0) return [];
    const named = some.slice(-MOST_NAMED).join(', ');
    const rest = some.length - MOST_NAMED;
    return [`${told}: ${named}${rest > 0 ? ` and ${counted(rest, 'earlier day')}` : ''}.`];
  });
}

const MOST_NAMED = 5;

/** `unstable`: open days whose readings disagree, see `isUnstable`. */
export function troubledDays(
  options: Omit<DueOptions, 'requests'> & {
    readonly unstable: readonly string[];
    /** The first day that was ever published. */
    readonly first: string | undefined;
  },
): TroubledDays {
  const { now, calendar, stored, backfillDays } = options;
  const today = calendar.dayOf(now);
  const states = new Map(stored.map(({ day, state }) => [day, state]));
  const { first = today } = options;
  const longest = Math.max(backfillDays, options.retentionDays + LOST_FOR);
  const recent = daysBetween(addDays(today, -longest), addDays(today, -1));
  const days = recent.filter((day) => day >= first);
  const gone = new Set(days.filter((day) => isLost(day, options)));
  // What was due a day ago and is due still; a day asked for by hand is nobody's delay.
  const due = dueDays({ ...options, now: now - OVERDUE, requests: [] });
  const late = new Set(due.map(({ day }) => day));
  return {
    partial: days.filter((day) => states.get(day) === 'partial'),
    lost: days.filter((day) => gone.has(day) && !states.has(day)),
    unstable: days.filter((day) => options.unstable.includes(day)),
    overdue: days.filter((day) => late.has(day) && !gone.has(day)),
  };
}
