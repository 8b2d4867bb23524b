/** Texts that differ from record to record, read as the numbers that they are. */
import { room } from './room';

export const GUID: i32 = 0;

const HYPHEN: u8 = 45;
const DAY: i64 = 86400000;

/** The value of each digit of a GUID in lower case; 255 for all other bytes. */
const DIGITS = room(256);
memory.fill(DIGITS, 255, 256);
for (let digit: u8 = 0; digit < 16; digit += 1)
  store<u8>(DIGITS + <usize>(digit < 10 ? 48 + digit : 87 + digit), digit);

/** Days of a year that is no leap year before each month. */
const DAYS_BEFORE: usize = memory.data<u16>([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]);

/** Reads the text between the quotes at `from` and before `behind`; false where it is written otherwise. */
export function readSlot(kind: i32, from: usize, behind: usize, to: usize): bool {
  return kind === GUID ? readGuid(from, behind, to) : readInstant(from, behind, to);
}

/** As four words, in the order of its text. None that is all zeros. */
function readGuid(from: usize, behind: usize, to: usize): bool {
  if (behind - from !== 38) return false;
  const text = from + 1;
  if (load<u8>(text + 8) !== HYPHEN || load<u8>(text + 13) !== HYPHEN) return false;
  if (load<u8>(text + 18) !== HYPHEN || load<u8>(text + 23) !== HYPHEN) return false;
  const a = (fourDigits(text) << 16) | fourDigits(text + 4);
  const b = (fourDigits(text + 9) << 16) | fourDigits(text + 14);
  const c = (fourDigits(text + 19) << 16) | fourDigits(text + 24);
  const d = (fourDigits(text + 28) << 16) | fourDigits(text + 32);
  if (areDigits === 0 || (a | b | c | d) === 0) {
    areDigits = 1;
    return false;
  }
  store<u32>(to, a);
  store<u32>(to + 4, b);
  store<u32>(to + 8, c);
  store<u32>(to + 12, d);
  return true;
}

let areDigits: i32 = 1;

function fourDigits(at: usize): u32 {
  const a = <u32>load<u8>(DIGITS + <usize>load<u8>(at));
  const b = <u32>load<u8>(DIGITS + <usize>load<u8>(at + 1));
  const c = <u32>load<u8>(DIGITS + <usize>load<u8>(at + 2));
  const d = <u32>load<u8>(DIGITS + <usize>load<u8>(at + 3));
  if ((a | b | c | d) > 15) areDigits = 0;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

/**
 * `2026-11-16T01:02:03.1234567Z` as milliseconds since 1970 (f64) and nanoseconds within; of the years
 * from 2000 on, without leap seconds.
 */
function readInstant(from: usize, behind: usize, to: usize): bool {
  const text = from + 1;
  const end = behind - 1;
  if (end - text < 20 || load<u8>(end - 1) !== 90) return false;
  if (load<u8>(text + 4) !== HYPHEN || load<u8>(text + 7) !== HYPHEN || load<u8>(text + 10) !== 84)
    return false;
  if (load<u8>(text + 13) !== 58 || load<u8>(text + 16) !== 58) return false;
  const year = twoDigits(text) * 100 + twoDigits(text + 2);
  const month = twoDigits(text + 5);
  const day = twoDigits(text + 8);
  const hour = twoDigits(text + 11);
  const minute = twoDigits(text + 14);
  const second = twoDigits(text + 17);
  if ((year | month | day | hour | minute | second) < 0) return false;
  if (year < 2000 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = <i32>load<u16>(DAYS_BEFORE + ((<usize>month - 1) << 1));
  const days = <i32>load<u16>(DAYS_BEFORE + ((<usize>month) << 1)) - before + (isLeap && month === 2 ? 1 : 0);
  if (day < 1 || day > days) return false;
  let nanoseconds: i32 = 0;
  if (end - text > 20) {
    nanoseconds = readFraction(text + 19, end - 1);
    if (nanoseconds < 0) return false;
  }
  const past = year - 1;
  const leapDays = past / 4 - past / 100 + past / 400 + (isLeap && month > 2 ? 1 : 0);
  const sinceEpoch = <i64>(past * 365 + leapDays - 719162 + before + day - 1);
  const seconds = <i64>((hour * 60 + minute) * 60 + second);
  store<f64>(to, <f64>(sinceEpoch * DAY + seconds * 1000 + <i64>(nanoseconds / 1000000)));
  store<u32>(to + 8, nanoseconds % 1000000);
  return true;
}

/** Nanoseconds of a point and one to nine digits; -1 for anything else. */
function readFraction(at: usize, end: usize): i32 {
  if (load<u8>(at) !== 46 || end - at > 10 || end - at < 2) return -1;
  let value: i32 = 0;
  for (let digit = at + 1; digit < at + 10; digit += 1) {
    const number = digit < end ? <i32>load<u8>(digit) - 48 : 0;
    if (<u32>number > 9) return -1;
    value = value * 10 + number;
  }
  return value;
}

/** -1 where they are none. */
function twoDigits(at: usize): i32 {
  const tens = <i32>load<u8>(at) - 48;
  const ones = <i32>load<u8>(at + 1) - 48;
  return <u32>tens > 9 || <u32>ones > 9 ? -1 : tens * 10 + ones;
}
