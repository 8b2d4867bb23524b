/**
 * The tree that a diagnostic setting writes: `…/y=2026/m=06/d=04/h=13/m=00/PT1H.json`, where the hour (UTC)
 * is the one in which a record was received. From it follows which files a window may need.
 */
import { HOUR } from '../core/day.ts';
import type { Window } from '../core/ports.ts';

/**
 * A record is received after it happened, but for clocks that differ, and seen up to three days later:
 * as with Log Analytics, and a day more than until a day is sealed (docs/decisions/0018).
 */
const RECEIVED = { earlier: HOUR, later: 72 * HOUR } as const;

/** The last in a path: what stands before it may be a copy of the tree, kept by hours of its own. */
const HOUR_FOLDER = /^(?:.*[\\/])?y=(\d{4})[\\/]m=(\d\d)[\\/]d=(\d\d)[\\/]h=(\d\d)(?=[\\/]|$)/s;
const YEAR_FOLDER = /(?:^|\/)y=\d{4}(?=\/|$)/;

/**
 * False where the path is of an hour in which no record of that window was received; any other path may hold
 * all. `given`: what the path begins with as somebody named it; an hour in that says nothing of what is below.
 */
export function mayHold(path: string, window: Window, given = ''): boolean {
  const hour = hourOf(hourOf(given) === undefined ? path : path.slice(given.length));
  if (hour === undefined) return true;
  const { from, to } = receipt(window);
  return hour < to && hour + HOUR > from;
}

/** The folders of the days in which records of that window were received, below where the years stand: `y=2026/m=06/d=04/`. */
export function archiveDays(window: Window): readonly string[] {
  const { from, to } = receipt(window);
  const folders: string[] = [];
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
    const [year, month, date] = new Date(day).toISOString().split(/[-T]/);
    folders.push(`y=${year}/m=${month}/d=${date}/`);
  }
  return folders;
}

/** Whether a folder of a year is in the path. */
export function isInYear(path: string): boolean {
  return YEAR_FOLDER.test(path);
}

const DAY = 24 * HOUR;

function receipt({ from, to }: Window): Window {
  return { from: from - RECEIVED.earlier, to: to + RECEIVED.later };
}

/** Its start, ms; `undefined` where there is no such folder, or for an hour that no calendar has. */
function hourOf(path: string): number | undefined {
  const [, year, month, day, hour] = HOUR_FOLDER.exec(path) ?? [];
  if (year === undefined) return undefined;
  const text = `${year}-${month}-${day}T${hour}`;
  const at = Date.parse(`${text}:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : undefined;
}
