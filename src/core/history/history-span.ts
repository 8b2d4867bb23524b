/** What stands side by side in the drawings of a range: its days, or its weeks where days would be too narrow. */
import { dayAndMonth, longDay, weekday } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import type { Links } from '../links.ts';

export type HistorySpan = {
  /** One day, or those of a week that lie in the range. */
  readonly days: readonly HistoryDay[];
  readonly label: string;
  /** On the axis: `23 Nov`; of a week `Nov 2026`. */
  readonly tick: string;
  readonly href: string | undefined;
  /** `gap`: no figures at all. `partial`: some of it is unread, missing or beyond the range. */
  readonly state: 'gap' | 'partial' | 'open' | 'sealed';
  /** Why it is partial, in words; empty where it is not. */
  readonly remark: string;
  readonly weekend: boolean;
};

/** A range of more days is drawn in weeks: a day would be narrower than its gap on a phone. */
const MOST_DAYS_DRAWN = 100;

export function spansOf(days: readonly HistoryDay[], links: Links): readonly HistorySpan[] {
  return days.length > MOST_DAYS_DRAWN ? weeksOf(days, links) : days.map(daySpan);
}

function daySpan(day: HistoryDay): HistorySpan {
  return {
    days: [day],
    label: day.label,
    tick: dayAndMonth(day.day),
    href: day.href,
    state: stateOf([day]),
    remark: day.state === 'partial' ? 'partial' : '',
    weekend: day.weekend,
  };
}

/** Weeks begin on Monday; the first and the last may be cut by the range. */
function weeksOf(days: readonly HistoryDay[], links: Links): HistorySpan[] {
  const weeks: HistoryDay[][] = [];
  for (const day of days) {
    const week = weeks.at(-1);
    if (week === undefined || weekday(day.day) === 'Monday') weeks.push([day]);
    else week.push(day);
  }
  return weeks.map((week) => weekSpan(week, links));
}

const WEEK = 7;

function weekSpan(week: readonly HistoryDay[], links: Links): HistorySpan {
  const [first, last] = [week.at(0)?.day ?? '', week.at(-1)?.day ?? ''];
  const whole = week.filter(({ state, gap }) => !gap && state !== 'partial').length;
  const state = whole < WEEK && !week.every(({ gap }) => gap) ? 'partial' : stateOf(week);
  return {
    days: week,
    label: week.length === 1 ? longDay(first) : `${dayAndMonth(first)} – ${withYear(last)}`,
    tick: monthAndYear(first),
    href: links.history(first, last),
    state,
    remark: state === 'partial' ? `${whole} of ${WEEK} days whole` : '',
    weekend: false,
  };
}

/** `2026-11-23` → `23 Nov 2026`. */
function withYear(day: string): string {
  return `${dayAndMonth(day)} ${day.slice(0, 4)}`;
}

/** `2026-11-23` → `Nov 2026`. */
function monthAndYear(day: string): string {
  return withYear(day).replace(/^\d+ /, '');
}

function stateOf(days: readonly HistoryDay[]): HistorySpan['state'] {
  if (days.every(({ gap }) => gap)) return 'gap';
  if (days.some(({ state, gap }) => gap || state === 'partial')) return 'partial';
  return days.some(({ state }) => state === 'open') ? 'open' : 'sealed';
}

type Figure = (day: HistoryDay) => number | undefined;

/** `undefined` where no day of it knows the figure. */
export function sumOf({ days }: Pick<HistorySpan, 'days'>, figure: Figure): number | undefined {
  const known = days.map(figure).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

export function highestOf({ days }: Pick<HistorySpan, 'days'>, figure: Figure): number | undefined {
  const known = days.map(figure).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The lower of the two in the middle, so that it is the value of a day. */
export function medianOf({ days }: Pick<HistorySpan, 'days'>, figure: Figure): number | undefined {
  const known = days
    .map(figure)
    .filter((value) => value !== undefined)
    .toSorted((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)];
}
