/**
 * Times as the record shapes write them: RFC 3339 with any offset, the same without a zone (UTC) or
 * with a space for the `T`, and the portal's `6/15/2026, 12:35:28.806 PM` (UTC). Scanned by hand,
 * because a million records hold two million times.
 */
import type { Instant } from '../core/sign-in.ts';

export type ReadInstant = {
  readonly at: Instant;
  /** RFC 3339, UTC with `Z`, all digits of the fraction kept. */
  readonly createdDateTime: string;
};

/** A wall clock and its distance from UTC, before it is checked against the calendar. */
type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits behind the point, as written. */
  readonly fraction: string;
  /** Minutes east of UTC. */
  readonly offset: number;
};

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const MINUTE = 60_000;
/** 0000-01-01 and 10000-01-01: what four digits of a year can say. */
const EARLIEST = -62_167_219_200_000;
const LATEST = 253_402_300_800_000;

/** The instant a text names, or `undefined` where it names none (30 February, 25:00, free text). */
export function readInstant(text: string): ReadInstant | undefined {
  const written = text.trim();
  const isRfc3339 = written.charCodeAt(4) === DASH;
  const wall = isRfc3339 ? scanRfc3339(written) : scanPortal(written);
  return wall && toInstant(wall, isRfc3339 && isCanonical(written) ? written : undefined);
}

function toInstant(wall: WallTime, canonical: string | undefined): ReadInstant | undefined {
  const { year, month, day, hour, minute, second, fraction, offset } = wall;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const minuteStart =
    daysSince1970(year, month, day) * 1440 * MINUTE + (hour * 60 + minute - offset) * MINUTE;
  if (minuteStart < EARLIEST || minuteStart >= LATEST) return undefined;
  if (second === 60) return leapSecond(minuteStart);
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  const ms = minuteStart + second * 1000 + Math.trunc(nanoseconds / 1e6);
  const at = { ms, ns: nanoseconds % 1e6 };
  return { at, createdDateTime: canonical ?? utcText(ms, fraction) };
}

/**
 * A leap second exists only as the last one of a UTC day. It is read as the last nanosecond before
 * midnight: it belongs to the day that ends, and nothing of that day comes after it.
 */
function leapSecond(minuteStart: number): ReadInstant | undefined {
  const lastMinuteOfDay = 1439;
  if (modulo(minuteStart / MINUTE, 1440) !== lastMinuteOfDay) return undefined;
  const ms = minuteStart + MINUTE - 1;
  return { at: { ms, ns: 999_999 }, createdDateTime: utcText(ms, '999999999') };
}

function utcText(ms: number, fraction: string): string {
  const seconds = new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19);
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** `2026-06-15T12:35:28.8064136+02:00`, with `t`, a space, no zone or `+0200` as well. */
function scanRfc3339(text: string): WallTime | undefined {
  if (text.charCodeAt(7) !== DASH) return undefined;
  const separator = text.charCodeAt(10);
  if (separator !== UPPER_T && separator !== LOWER_T && separator !== SPACE) return undefined;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (Number.isNaN(year + month + day + hour + minute + second)) return undefined;
  const end = fractionEnd(text, 19);
  const offset = scanOffset(text, end);
  if (offset === undefined) return undefined;
  return { year, month, day, hour, minute, second, fraction: text.slice(20, end), offset };
}

/** Minutes east of UTC at the end of a text, 0 for `Z` and for nothing at all. */
function scanOffset(text: string, start: number): number | undefined {
  const from = text.charCodeAt(start) === SPACE ? start + 1 : start;
  const sign = text.charCodeAt(from);
  if (start === text.length) return 0;
  if (sign === UPPER_Z || sign === LOWER_Z) return from + 1 === text.length ? 0 : undefined;
  if (sign !== PLUS && sign !== DASH) return undefined;
  const minutesAt = text.charCodeAt(from + 3) === COLON ? from + 4 : from + 3;
  if (minutesAt + 2 !== text.length) return undefined;
  const hours = digits(text, from + 1, from + 3);
  const minutes = digits(text, minutesAt, minutesAt + 2);
  if (Number.isNaN(hours + minutes) || hours > 23 || minutes > 59) return undefined;
  return (sign === DASH ? -1 : 1) * (hours * 60 + minutes);
}

/**
 * Month first, twelve-hour clock, comma or not. The space before AM may be a narrow no-break one:
 * browsers write it since 2023. Without AM or PM, day and month could not be told apart.
 */
const PORTAL = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),?\s+(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))?\s*([AP])M$/i;

function scanPortal(text: string): WallTime | undefined {
  const match = PORTAL.exec(text);
  if (!match) return undefined;
  const [, month, day, year, hour, minute, second, fraction = '', half = ''] = match;
  const twelve = Number(hour);
  if (twelve < 1 || twelve > 12) return undefined;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: (twelve % 12) + (half.toUpperCase() === 'P' ? 12 : 0),
    minute: Number(minute),
    second: Number(second),
    fraction,
    offset: 0,
  };
}

/** Written exactly as we would write it, so that the text itself can be kept. */
function isCanonical(text: string): boolean {
  return (
    text.charCodeAt(10) === UPPER_T &&
    text.charCodeAt(text.length - 1) === UPPER_Z &&
    text.charCodeAt(text.length - 2) !== SPACE
  );
}

/** Where the digits behind a point at `start` end; `start` where there is no fraction. */
function fractionEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== POINT) return start;
  let end = start + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end === start + 1 ? start : end;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const unit = text.charCodeAt(index);
    if (!isDigit(unit)) return Number.NaN;
    value = value * 10 + unit - ZERO;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Counted here because `Date.UTC` reads the years 0 to 99 as 1900 to 1999. */
function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const daysToYear = before * 365 + leapDays - 719_162;
  return daysToYear + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0) + day - 1;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9;
}

const SPACE = 32;
const PLUS = 43;
const DASH = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const UPPER_T = 84;
const UPPER_Z = 90;
const LOWER_T = 116;
const LOWER_Z = 122;
