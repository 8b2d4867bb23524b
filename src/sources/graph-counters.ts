/** Microsoft's own count of a day's sign-ins, beta `auditLogs/signInEventsSummary`: to compare with, never needed. */
import { instantText } from '../core/day.ts';
import type { MicrosoftCounters, Window } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { GetPage } from './graph-client.ts';
import { isObject } from './read-fields.ts';

const COUNTER = 'signInEventsSummary';
/** Turn, token and answer together, ms: a day is not to wait for a comparison. */
const LIMIT_MS = 10_000;

/**
 * Documented are a list with `activityDateTime`, which "always represents the entire day" in UTC, and
 * `signInCount` of that day; 1,000 days where nothing is said; permission AuditLog.Read.All. Not
 * documented are which kinds of sign-in it counts and when a day's count is final, so it is good for
 * comparing a day with other days, not for a figure. No filter is sent: the page names other operators
 * than its examples use, and sets the time in quotes.
 * Source: learn.microsoft.com/graph/api/auditlogroot-list-signineventssummary (beta, 2025-08).
 *
 * One request at most, even where the token is turned away. `undefined` and one line in the log for
 * whatever goes wrong; never an error.
 */
export async function readCounters(
  day: Window,
  options: {
    readonly origin: string;
    readonly getPage: GetPage;
    readonly log: Log;
    /** Less than usual for one try, where that is asked for. */
    readonly requestTimeoutMs: number | undefined;
  },
): Promise<MicrosoftCounters | undefined> {
  const { origin, getPage, log, requestTimeoutMs = LIMIT_MS } = options;
  const url = new URL(`/beta/auditLogs/${COUNTER}`, origin);
  function unread(reason: string): undefined {
    log('countersUnread', { day: instantText(day.from).slice(0, 10), reason });
  }
  try {
    const onlyWithinMs = Math.min(LIMIT_MS, requestTimeoutMs);
    const { page, failure } = await getPage(url, { patience: 'once', timeLeft: undefined, onlyWithinMs });
    if (page === undefined) return unread(failure.what);
    const rows = page.value.filter((row) => isOfDay(row, day));
    if (rows.length !== 1) return unread(rows.length === 0 ? 'no such day' : 'the day more than once');
    const signIns = countIn(rows[0]);
    return signIns === undefined ? unread('no count') : { counter: COUNTER, signIns };
  } catch (error) {
    // Not worth a day, whatever it is; it may hold the request with its token, so it is not told.
    return unread(error instanceof SourceError ? error.kind : 'unexpected');
  }
}

function isOfDay(row: unknown, { from, to }: Window): boolean {
  if (!isObject(row) || typeof row.activityDateTime !== 'string') return false;
  const at = Date.parse(row.activityDateTime);
  return at >= from && at < to;
}

function countIn(row: unknown): number | undefined {
  const count = isObject(row) ? row.signInCount : undefined;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
