/** Facts of files, day by day. */
import { LOOK_AHEAD, LOOK_BACK } from '../attempts.ts';
import { addDays, type Calendar } from '../day.ts';
import type { FactsView } from './facts-view.ts';

export type RowsByDay = {
  /** Rows of a day; none for a day that has none. */
  readonly of: (day: string) => Uint32Array;
  /** With those of its neighbours that its attempts need. */
  readonly around: (day: string) => Uint32Array;
};

/** Key of what has no time. */
export const NO_DAY = '';
const NO_ROWS = new Uint32Array(0);

/** A counting sort, since there may be millions. */
export function rowsByDay({ columns, rows }: FactsView, calendar: Calendar): RowsByDay {
  const numbers = new Map<string, number>();
  const dayOfRow = new Uint32Array(rows);
  const ends: number[] = [];
  /** The day of the latest row: that of the next one is nearly always the same. */
  let latest = { from: 0, to: 0, number: 0 };
  for (let row = 0; row < rows; row += 1) {
    const ms = columns.ms[row] ?? Number.NaN;
    if (!(ms >= latest.from && ms < latest.to)) {
      const day = Number.isNaN(ms) ? NO_DAY : calendar.dayOf(ms);
      const number = numbers.get(day) ?? numbers.size;
      numbers.set(day, number);
      latest = day === NO_DAY ? { from: 0, to: 0, number } : { ...calendar.window(day), number };
    }
    dayOfRow[row] = latest.number;
    ends[latest.number] = (ends[latest.number] ?? 0) + 1;
  }
  for (let number = 1; number < ends.length; number += 1)
    ends[number] = (ends[number] ?? 0) + (ends[number - 1] ?? 0);
  const sorted = new Uint32Array(rows);
  const next = ends.map((_, number) => ends[number - 1] ?? 0);
  dayOfRow.forEach((number, row) => {
    const at = next[number] ?? 0;
    sorted[at] = row;
    next[number] = at + 1;
  });
  const of = (day: string) => {
    const number = numbers.get(day);
    return number === undefined ? NO_ROWS : sorted.subarray(ends[number - 1] ?? 0, ends[number]);
  };
  return {
    of,
    around(day) {
      const { from, to } = calendar.window(day);
      const near = (neighbour: string) =>
        of(neighbour).filter((row) => {
          const ms = columns.ms[row] ?? Number.NaN;
          return ms >= from - LOOK_BACK && ms < to + LOOK_AHEAD;
        });
      const before = near(addDays(day, -1));
      const after = near(addDays(day, 1));
      const mine = of(day);
      if (before.length + after.length === 0) return mine;
      const rows = new Uint32Array(before.length + mine.length + after.length);
      rows.set(before);
      rows.set(mine, before.length);
      rows.set(after, before.length + mine.length);
      return rows;
    },
  };
}
