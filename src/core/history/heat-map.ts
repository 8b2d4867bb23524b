/** Attempts by weekday and hour, in the clock of the days' own zone. */
import { count, counted, weekday } from '../format.ts';
import type { MeasuredDay } from '../report.ts';
import type { ChartTable } from './history-chart.ts';

/** Rows Monday to Sunday, columns 00 to 23; `undefined`: no such day with figures, or no such hour on them. */
export type HeatMap = readonly (readonly (number | undefined)[])[];

export const WEEKDAYS: readonly string[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];
export const HOURS_OF_DAY = 24;

/** A day and the hour that the clock showed at the start of each of its hours. */
export type ClockedDay = { readonly day: MeasuredDay; readonly hours: readonly number[] };

/** A day of 25 hours has one of them twice, one of 23 lacks one. */
export function clockedDays(days: readonly MeasuredDay[]): ClockedDay[] {
  const clocks = new Map<string, Intl.DateTimeFormat>();
  return days.map((day) => {
    const clock = clocks.get(day.zone) ?? hourClock(day.zone);
    clocks.set(day.zone, clock);
    return { day, hours: day.hours.map(({ from }) => Number(clock.format(new Date(from)))) };
  });
}

function hourClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
}

/** `of`: attempts of the hour at that place among the day's hours. */
export function heatMap(
  days: readonly ClockedDay[],
  of: (day: MeasuredDay, place: number) => number,
): HeatMap {
  const rows = WEEKDAYS.map(() => Array.from({ length: HOURS_OF_DAY }, (): number | undefined => undefined));
  for (const { day, hours } of days) {
    const row = rows[WEEKDAYS.indexOf(weekday(day.day))];
    for (const [place, hour] of hours.entries())
      if (row !== undefined) row[hour] = (row[hour] ?? 0) + of(day, place);
  }
  return rows;
}

export function heatTotal(map: HeatMap): number {
  return map.flat().reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** `Mon 08:00, 15`; empty where there is nothing. */
export function busiestHour(map: HeatMap): string {
  const [most] = map
    .flatMap((row, day) => row.map((value, hour) => ({ value: value ?? 0, day, hour })))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value || a.day - b.day || a.hour - b.hour);
  if (most === undefined) return '';
  return `${shortName(most.day)} ${hourText(most.hour)}, ${count(most.value)}`;
}

export function shortName(day: number): string {
  return (WEEKDAYS[day] ?? '').slice(0, 3);
}

function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** One row per hour, one column per weekday. */
export function heatTable(map: HeatMap, caption: string): ChartTable {
  const column = (day: number, hour: number) => map[day]?.[hour];
  const row = (name: string, of: (day: number) => number | undefined, total = false) => {
    const values = WEEKDAYS.map((_, day) => of(day));
    const all = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    return { name, remark: '', cells: [...values, all].map((value) => count(value ?? null)), total };
  };
  const daySum = (day: number) => {
    const known = (map[day] ?? []).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
  };
  return {
    caption,
    nameColumn: 'Hour',
    columns: [...WEEKDAYS.map((name) => name.slice(0, 3)), 'All'],
    rows: [
      ...Array.from({ length: HOURS_OF_DAY }, (_, hour) => row(hourText(hour), (day) => column(day, hour))),
      row('All', daySum, true),
    ],
  };
}

/** `404 attempts. Busiest: Mon 08:00, 15.` */
export function heatCaption(map: HeatMap): string {
  const busiest = busiestHour(map);
  return `${counted(heatTotal(map), 'attempt')}${busiest === '' ? '.' : `. Busiest: ${busiest}.`}`;
}
