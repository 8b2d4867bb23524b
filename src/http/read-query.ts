/** Reading what a request asks for; everything that is wrong with it is a UsageError. */
import { isDay } from '../core/day.ts';
import { UsageError } from '../errors.ts';

/**
 * The one value of a parameter, or `undefined` without it. Other parameters do not matter.
 * @throws UsageError `repeated`: two values would leave open which one counts
 */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) {
    throw new UsageError('repeated', `${name}: expected once, got ${values.length} times.`, { field: name });
  }
  return values[0];
}

/**
 * One of the allowed words, or `undefined` without the parameter.
 * @throws UsageError `badFormat` for `format`, and so on
 */
export function choice<const Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const given = parameter(query, name);
  if (given === undefined) return undefined;
  const word = words.find((known) => known === given);
  if (word !== undefined) return word;
  throw new UsageError(
    `bad${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    `${name}: expected ${words.join(', ')}; got ${quoted(given)}.`,
    { field: name },
  );
}

/** @throws UsageError `badDay` unless the text is a day of the calendar, in years that a log can have */
export function readDay(given: string, field: string): string {
  if (isDay(given) && given >= '2000' && given < '3000') return given;
  throw new UsageError('badDay', `${field}: expected a day such as 2026-11-23; got ${quoted(given)}.`, {
    field,
  });
}

/** @throws UsageError `badDay` if the day lies ahead of today */
export function hasBegun(day: string, today: string, field: string): string {
  if (day <= today) return day;
  throw new UsageError('badDay', `${field}: expected a day that has begun (today is ${today}); got ${day}.`, {
    field,
  });
}

/** What someone sent, short enough to be told back. */
function quoted(given: string): string {
  return JSON.stringify(given.length > 40 ? `${given.slice(0, 40)}…` : given);
}
