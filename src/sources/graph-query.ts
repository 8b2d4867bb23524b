/** What is asked for, and how a later run asks for the rest. */
import type { Window } from '../core/ports.ts';
import { compareInstants, type Instant, type ReadRecord } from '../core/sign-in.ts';
import { type GraphVersion, signInsPath } from './graph-next-link.ts';
import { isObject } from './read-fields.ts';
import { readInstant } from './read-instant.ts';

/** Default and maximum of the service (domain facts §1.4). */
const PAGE_SIZE = 1_000;
/** The shortest time that is asked for by itself, ms. */
const SHORTEST_PART = 60_000;
/**
 * How far before the instant it got to a reading goes on, ms. The service keeps its order loosely, and
 * a record that was due before the last one may stand on a page that was never fetched.
 */
const OVERLAP = 60_000;

/** A stretch of the window that is read in one chain of pages, both ends inclusive. */
export type Part = {
  /** RFC 3339, UTC, nine fractional digits at most. */
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly to: number;
};

/**
 * Address of the first page of a part, oldest first. Both bounds are inclusive, the only kind that is
 * documented; what lies outside the window is counted as such by whoever tallies.
 */
export function firstPage(origin: string, version: GraphVersion, { from, to }: Part): URL {
  const filter = `createdDateTime ge ${from} and createdDateTime le ${textOf(wholeMs(to))}`;
  const query = [
    `$filter=${encodeURIComponent(filter)}`,
    `$orderby=${encodeURIComponent('createdDateTime asc')}`,
    `$top=${PAGE_SIZE}`,
  ];
  return new URL(`${origin}${signInsPath(version)}?${query.join('&')}`);
}

/** How far a reading has come, as values: each step gives a new one. */
export type Progress = {
  /** What to ask for next: the rest of the window, or less of it after `narrowed`. */
  readonly part: Part;
  /** `part.from` and what else a later run needs, for the store. */
  readonly cursor: string;
  /** Every record before this instant is read, ms; `undefined` where the service was seen not to keep the order. */
  readonly readTo: number | undefined;
  /** The window is read to its end. */
  readonly isWhole: boolean;
  /** These records of a part were read as well. */
  after(records: readonly ReadRecord[]): Progress;
  /** Pages are begun afresh at `part.from`: records that come again from there are not out of order. */
  afresh(): Progress;
  /** The last page of this part was read: the next one begins at its end and may be twice as long. */
  through(part: Part): Progress;
  /** The rest of this part was too much: half of it is asked for next, afresh. `undefined` at a minute. */
  narrowed(part: Part): Progress | undefined;
};

/**
 * Begins at the cursor, or at the window's start without one, with one of another source and with one
 * that points out of the window: reading something twice changes no figure, leaving a gap would.
 */
export function startProgress(window: Window, cursor: string | undefined): Progress {
  const start = wholeMs(window.from);
  return progress(window, {
    start,
    got: start,
    seen: undefined,
    lag: 0,
    wholeTo: undefined,
    length: Number.POSITIVE_INFINITY,
    ...(cursor === undefined ? undefined : fromCursor(cursor, window)),
  });
}

type State = {
  /** Where the pages in hand began. Nothing before it is missing. */
  readonly start: Instant;
  /** The highest instant read before them. */
  readonly got: Instant;
  /** Lowest and highest instant of them. */
  readonly seen: { readonly lowest: Instant; readonly highest: Instant } | undefined;
  /** How far a record has come after later ones, ms: 0 from a service that keeps the order. */
  readonly lag: number;
  /** End of the last part that was read whole. */
  readonly wholeTo: number | undefined;
  /** Longest part to ask for, ms. */
  readonly length: number;
};

function progress(window: Window, state: State): Progress {
  const from = resumeAt(state);
  const end = Math.min(window.to, from.ms + state.length);
  const anew = { ...state, start: from, got: gotTo(state), seen: undefined };
  return {
    part: { from: textOf(from), to: end },
    cursor: toCursor(anew, isStuck(state) ? half(end - from.ms) : state.length),
    readTo: state.lag === 0 ? anew.got.ms : state.wholeTo,
    isWhole: state.wholeTo === window.to,
    after: (records) =>
      progress(
        window,
        records.reduce((so, record) => see(so, record, window), state),
      ),
    afresh: () => progress(window, anew),
    through: ({ to }) =>
      progress(window, {
        ...state,
        start: wholeMs(to),
        got: wholeMs(to),
        seen: undefined,
        wholeTo: to,
        length: 2 * state.length,
      }),
    narrowed: ({ to }) => {
      const rest = to - from.ms;
      return rest <= SHORTEST_PART ? undefined : progress(window, { ...anew, length: half(rest) });
    },
  };
}

/**
 * Where to go on: a minute before the last instant seen, less what records were seen to come late.
 * Pages that only repeat that minute and come no further are gone on with from their middle: else a
 * minute of more records than a run reads would hold the reading for ever.
 */
function resumeAt(state: State): Instant {
  const { start, got, seen, lag } = state;
  if (seen === undefined || isStuck(state)) return start;
  const isFurther = compareInstants(seen.highest, got) > 0;
  const overlap = isFurther ? OVERLAP : Math.min(OVERLAP, Math.floor((spanOf(state) - lag) / 2));
  const back = lag + overlap;
  return later(start, back === 0 ? seen.highest : wholeMs(seen.highest.ms - back));
}

/**
 * Lateness that swallows all that was read: the service ignores the order asked for, and only the start
 * is sure. What a later run asks for is halved, for a part that is read whole needs no order.
 */
function isStuck(state: State): boolean {
  return state.lag > 0 && state.seen !== undefined && state.lag >= spanOf(state);
}

/** How much of the time asked for the pages in hand have covered, ms. */
function spanOf({ start, seen }: State): number {
  return seen === undefined ? 0 : Math.max(0, seen.highest.ms - Math.max(seen.lowest.ms, start.ms));
}

function gotTo({ got, seen }: State): Instant {
  return seen === undefined ? got : later(got, seen.highest);
}

/** Records from outside the window say nothing about how far it has been read. */
function see(state: State, { at }: ReadRecord, window: Window): State {
  if (at === undefined || at.ms < window.from || at.ms > window.to) return state;
  const { seen, lag } = state;
  if (seen === undefined) return { ...state, seen: { lowest: at, highest: at } };
  const { lowest, highest } = seen;
  if (compareInstants(at, highest) >= 0) return { ...state, seen: { lowest, highest: at } };
  return {
    ...state,
    seen: { lowest: later(lowest, at) === at ? lowest : at, highest },
    lag: Math.max(lag, highest.ms - at.ms, 1),
  };
}

/** `ge`: where to ask from; `got`: how far it was read; `lag` and `part`, where there is such a thing. */
function toCursor({ start, got, lag }: State, length: number): string {
  return JSON.stringify({
    graph: 1,
    ge: textOf(start),
    got: textOf(got),
    ...(lag > 0 ? { lag } : {}),
    ...(Number.isFinite(length) ? { part: length } : {}),
  });
}

function fromCursor(cursor: string, window: Window): Partial<State> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(cursor);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed.graph !== 1) return undefined;
  const { ge, got, lag, part } = parsed;
  const asked = instantIn(window, ge);
  if (asked === undefined) return undefined;
  const numbers = {
    ...(typeof lag === 'number' && lag > 0 && lag <= window.to - window.from ? { lag } : {}),
    ...(typeof part === 'number' && part >= SHORTEST_PART ? { length: part } : {}),
  };
  // Cursors had no `got` once, and `ge` was how far it was read.
  if (got === undefined) {
    return { start: wholeMs(Math.max(window.from, asked.ms - OVERLAP)), got: asked, ...numbers };
  }
  const reached = instantIn(window, got);
  return reached && { start: asked, got: reached, ...numbers };
}

/** `undefined` for what is no instant of the window. */
function instantIn(window: Window, text: unknown): Instant | undefined {
  const at = typeof text === 'string' ? readInstant(text)?.at : undefined;
  return at !== undefined && at.ms >= window.from && at.ms <= window.to ? at : undefined;
}

function half(ms: number): number {
  return Math.max(SHORTEST_PART, Math.ceil(ms / 2));
}

function later(a: Instant, b: Instant): Instant {
  return compareInstants(a, b) >= 0 ? a : b;
}

function wholeMs(ms: number): Instant {
  return { ms, ns: 0 };
}

/** Whole seconds without a fraction, as in the documentation's examples. */
function textOf({ ms, ns }: Instant): string {
  const nineDigits = new Date(ms).toISOString().replace('Z', String(ns).padStart(6, '0'));
  return `${nineDigits.replace(/\.?0+$/, '')}Z`;
}
