/** Numbers, dates and times as people read them. Pure: nothing here knows the reader's locale or clock. */

/** What stands where nothing was measured. */
export const UNMEASURED = '–';

/** `12684` → `12,684`; not measured → `–`. */
export function count(value: number | null): string {
  if (value === null) return UNMEASURED;
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `count(1, 'user')` → `1 user`, `count(2, 'user')` → `2 users`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** At most four characters, for narrow columns: `999`, `1.2k`, `87k`, `3.4M`. */
export function compactCount(value: number): string {
  if (value < 1000) return String(value);
  const [scaled, unit] = value < 999_500 ? [value / 1000, 'k'] : [value / 1_000_000, 'M'];
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
}

/**
 * A rate of 0 to 1 as per cent with one decimal. Never rounds to "all" or "none" what is not:
 * `0.9999` → `>99.9%`, `0.0002` → `<0.1%`. Not measured → `–`.
 */
export function percent(rate: number | null): string {
  if (rate === null) return UNMEASURED;
  if (rate > 0 && rate < 0.0005) return '<0.1%';
  if (rate < 1 && rate >= 0.9995) return '>99.9%';
  return `${(rate * 100).toFixed(1)}%`;
}

/** The same in whole per cents without the sign, for narrow columns; 100 and 0 only where exact. */
export function wholePercent(rate: number | null): string {
  if (rate === null) return UNMEASURED;
  if (rate === 0 || rate === 1) return String(rate * 100);
  return String(Math.min(99, Math.max(1, Math.round(rate * 100))));
}

/** Share of a whole, `null` (not measured) where there is no whole to share. */
export function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Parts of a calendar day `YYYY-MM-DD`; zones play no part, a day is a name. */
function dayParts(day: string): { weekday: string; dayOfMonth: number; month: string; year: number } {
  const date = new Date(`${day}T00:00:00Z`);
  return {
    weekday: WEEKDAYS[date.getUTCDay()] ?? day,
    dayOfMonth: date.getUTCDate(),
    month: MONTHS[date.getUTCMonth()] ?? '',
    year: date.getUTCFullYear(),
  };
}

/** `2026-11-23` → `Mon 23 Nov`. */
export function shortDay(day: string): string {
  const { weekday, dayOfMonth, month } = dayParts(day);
  return `${weekday.slice(0, 3)} ${dayOfMonth} ${month}`;
}

/** `2026-11-23` → `Mon 23 Nov 2026`. */
export function longDay(day: string): string {
  return `${shortDay(day)} ${dayParts(day).year}`;
}

/** `2026-11-23` → `23 Nov`. */
export function dayAndMonth(day: string): string {
  const { dayOfMonth, month } = dayParts(day);
  return `${dayOfMonth} ${month}`;
}

/** `2026-11-23` → `23`. */
export function dayOfMonth(day: string): string {
  return String(dayParts(day).dayOfMonth);
}

/** `2026-11-23` → `Monday`. */
export function weekday(day: string): string {
  return dayParts(day).weekday;
}

export function isWeekend(day: string): boolean {
  return weekday(day).startsWith('S');
}

/** `2026-11-23T16:12:00Z` in `Europe/Berlin` → `Mon 23 Nov, 17:12`. */
export function localTime(instant: string, zone: string): string {
  const [day, time] = localParts(instant, zone);
  return `${shortDay(day)}, ${time}`;
}

/** `2026-11-23T16:12:00Z` in `Europe/Berlin` → `17:12`; with the day where it is not that one. */
export function clockTime(instant: string, zone: string, onDay?: string): string {
  const [day, time] = localParts(instant, zone);
  return onDay === undefined || day === onDay ? time : `${shortDay(day)}, ${time}`;
}

function localParts(instant: string, zone: string): [day: string, time: string] {
  const written = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(instant));
  const [day = '', time = ''] = written.split(' ');
  return [day, time];
}

/** Hours of a window: `24`, `23.5`. */
export function hours(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** `['a', 'b', 'c']` → `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** At most `length` characters; an ellipsis stands for what was cut. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
