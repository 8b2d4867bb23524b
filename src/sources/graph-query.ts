/** What is asked for, and how a later run asks for the rest. */
import type { Window } from '../core/ports.ts';
import { compareInstants, type Instant, type ReadRecord } from '../core/sign-in.ts';
import { SIGN_INS_PATH } from './graph-next-link.ts';

/** Default and maximum of the service (domain facts §1.4). */
const PAGE_SIZE = 1_000;

/**
 * Address of the first page of `[from, to]`, oldest first. Both bounds are inclusive, the only kind
 * that is documented; what lies outside the window is counted as such by whoever tallies.
 */
export function firstPage(origin: string, from: string, to: number): URL {
  const filter = `createdDateTime ge ${from} and createdDateTime le ${instantText(to)}`;
  const query = [
    `$filter=${encodeURIComponent(filter)}`,
    `$orderby=${encodeURIComponent('createdDateTime asc')}`,
    `$top=${PAGE_SIZE}`,
  ];
  return new URL(`${origin}${SIGN_INS_PATH}?${query.join('&')}`);
}

/** How far a pass has come. `from` is the instant to ask from, `cursor` the same for the store. */
export type Progress = {
  readonly from: string;
  readonly cursor: string;
  /** Progress after these records as well. */
  after(records: readonly ReadRecord[]): Progress;
};

/**
 * Begins at the cursor, or at the window's start without one, with one of another source and with one
 * that points out of the window: reading something twice changes no figure, leaving a gap would.
 */
export function startProgress(window: Window, cursor: string | undefined): Progress {
  const start = cursor === undefined ? undefined : fromCursor(cursor, window);
  return progress(window, start ?? instantText(window.from), undefined);
}

type Seen = {
  readonly first: Instant;
  readonly highest: Instant;
  /** `highest` as written, all digits kept. */
  readonly text: string;
  /** How far a record has come after later ones, ms: 0 from a service that keeps the order. */
  readonly lag: number;
};

function progress(window: Window, start: string, seen: Seen | undefined): Progress {
  const from = resumeAt(start, seen);
  return {
    from,
    cursor: JSON.stringify({ graph: 1, ge: from }),
    after: (records) =>
      progress(
        window,
        start,
        records.reduce((so, record) => see(so, record, window), seen),
      ),
  };
}

/**
 * The instant before which nothing is missing: the last one seen, less what records were seen to come
 * late. Where that swallows all that was read, the service ignores the order asked for, and only the
 * start is sure.
 */
function resumeAt(start: string, seen: Seen | undefined): string {
  if (seen === undefined) return start;
  if (seen.lag === 0) return seen.text;
  return seen.lag >= seen.highest.ms - seen.first.ms ? start : instantText(seen.highest.ms - seen.lag);
}

/** Records from outside the window say nothing about how far it has been read. */
function see(seen: Seen | undefined, { at, createdDateTime }: ReadRecord, window: Window): Seen | undefined {
  if (at === undefined || createdDateTime === undefined) return seen;
  if (at.ms < window.from || at.ms > window.to) return seen;
  if (seen === undefined) return { first: at, highest: at, text: createdDateTime, lag: 0 };
  if (compareInstants(at, seen.highest) >= 0) return { ...seen, highest: at, text: createdDateTime };
  return { ...seen, lag: Math.max(seen.lag, seen.highest.ms - at.ms, 1) };
}

function fromCursor(cursor: string, window: Window): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(cursor);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('graph' in parsed) || !('ge' in parsed))
    return undefined;
  const { graph, ge } = parsed;
  if (graph !== 1 || typeof ge !== 'string') return undefined;
  // It becomes part of a query, so it must be an instant and nothing else.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?Z$/.test(ge)) return undefined;
  const ms = Date.parse(ge);
  return ms >= window.from && ms <= window.to ? ge : undefined;
}

/** Whole seconds without a fraction, as in the documentation's examples. */
function instantText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
