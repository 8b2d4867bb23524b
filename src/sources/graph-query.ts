/** What is asked for, and how a later run asks for the rest. */
import type { Window } from '../core/ports.ts';
import { compareInstants, type Instant, type ReadRecord } from '../core/sign-in.ts';
import { type GraphVersion, signInsPath } from './graph-next-link.ts';
import { readInstant } from './read-instant.ts';

/** Default and maximum of the service (domain facts §1.4). */
const PAGE_SIZE = 1_000;
/** The shortest time that is asked for by itself, ms. */
const SHORTEST_PART = 60_000;

/** A stretch of the window that is read in one chain of pages, both ends inclusive. */
export type Part = {
  /** RFC 3339, UTC, all digits kept. */
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly to: number;
};

/**
 * Address of the first page of a part, oldest first. Both bounds are inclusive, the only kind that is
 * documented; what lies outside the window is counted as such by whoever tallies.
 */
export function firstPage(origin: string, version: GraphVersion, { from, to }: Part): URL {
  const filter = `createdDateTime ge ${from} and createdDateTime le ${boundAt(to).text}`;
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
  /** The last page of this part was read: the next one begins at its end and may be twice as long. */
  through(part: Part): Progress;
  /** The rest of this part was too much: half of it is asked for next. `undefined` at a minute. */
  narrowed(part: Part): Progress | undefined;
};

/**
 * Begins at the cursor, or at the window's start without one, with one of another source and with one
 * that points out of the window: reading something twice changes no figure, leaving a gap would.
 */
export function startProgress(window: Window, cursor: string | undefined): Progress {
  const { start, length } = (cursor === undefined ? undefined : fromCursor(cursor, window)) ?? {};
  return progress(window, {
    start: start ?? boundAt(window.from),
    seen: undefined,
    lag: 0,
    wholeTo: undefined,
    length: length ?? Number.POSITIVE_INFINITY,
  });
}

/** An instant and the text to ask for it with, all digits kept. */
type Bound = { readonly at: Instant; readonly text: string };

type State = {
  /** Nothing before it is missing. */
  readonly start: Bound;
  /** Lowest and highest instant read from there on. */
  readonly seen: { readonly first: Instant; readonly highest: Bound } | undefined;
  /** How far a record has come after later ones, ms: 0 from a service that keeps the order. */
  readonly lag: number;
  /** End of the last part that was read whole. */
  readonly wholeTo: number | undefined;
  /** Longest part to ask for, ms. */
  readonly length: number;
};

function progress(window: Window, state: State): Progress {
  const from = resumeAt(state);
  const end = Math.min(window.to, from.at.ms + state.length);
  const shortened = end < window.to ? { part: state.length } : {};
  return {
    part: { from: from.text, to: end },
    cursor: JSON.stringify({ graph: 1, ge: from.text, ...shortened }),
    readTo: state.lag === 0 ? from.at.ms : state.wholeTo,
    isWhole: state.wholeTo === window.to,
    after: (records) =>
      progress(
        window,
        records.reduce((so, record) => see(so, record, window), state),
      ),
    through: ({ to }) =>
      progress(window, {
        ...state,
        start: boundAt(to),
        seen: undefined,
        wholeTo: to,
        length: 2 * state.length,
      }),
    narrowed: ({ to }) => {
      const rest = to - from.at.ms;
      if (rest <= SHORTEST_PART) return undefined;
      return progress(window, { ...state, length: Math.max(SHORTEST_PART, Math.ceil(rest / 2)) });
    },
  };
}

/**
 * The instant before which nothing is missing: the last one seen, less what records were seen to come
 * late. Where that swallows all that was read, the service ignores the order asked for, and only the
 * start is sure.
 */
function resumeAt({ start, seen, lag }: State): Bound {
  if (seen === undefined || compareInstants(seen.highest.at, start.at) < 0) return start;
  if (lag === 0) return seen.highest;
  const { ms } = seen.highest.at;
  return lag >= ms - Math.max(seen.first.ms, start.at.ms) ? start : boundAt(ms - lag);
}

/** Records from outside the window say nothing about how far it has been read. */
function see(state: State, { at, createdDateTime }: ReadRecord, window: Window): State {
  if (at === undefined || createdDateTime === undefined) return state;
  if (at.ms < window.from || at.ms > window.to) return state;
  const { seen, lag } = state;
  const here = { at, text: createdDateTime };
  if (seen === undefined) return { ...state, seen: { first: at, highest: here } };
  if (compareInstants(at, seen.highest.at) >= 0) return { ...state, seen: { ...seen, highest: here } };
  return { ...state, lag: Math.max(lag, seen.highest.at.ms - at.ms, 1) };
}

function fromCursor(
  cursor: string,
  window: Window,
): { start: Bound; length: number | undefined } | undefined {
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
  const at = readInstant(ge)?.at;
  if (at === undefined || at.ms < window.from || at.ms > window.to) return undefined;
  const part = 'part' in parsed ? parsed.part : undefined;
  const length = typeof part === 'number' && part >= SHORTEST_PART ? part : undefined;
  return { start: { at, text: ge }, length };
}

function boundAt(ms: number): Bound {
  // Whole seconds without a fraction, as in the documentation's examples.
  return { at: { ms, ns: 0 }, text: new Date(ms).toISOString().replace('.000Z', 'Z') };
}
