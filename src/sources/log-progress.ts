/** How a window is divided, how far its reading has come, and how a later run goes on. */
import type { Window } from '../core/ports.ts';
import type { LogPart } from './log-query.ts';
import { isObject } from './read-fields.ts';

/** Queries that a user may have running at once (azure-monitor-docs, `azure-monitor-limits-log-queries.md`, 2026-03). */
export const AT_ONCE = 5;
/** The users of a slice are not divided further. */
const MOST_PARTS = 32;
/** A slice halved so often holds a 256th of what was planned: what fails even so does not fail for its size. */
const MOST_CUTS = 8;

/** How far a reading has come, as values: each step gives a new one. Slices ascend; their parts come in any order. */
export type LogProgress = {
  /** What is still to be asked for in the slice in hand; none once the window is read. */
  readonly left: readonly LogPart[];
  /** For the store. */
  readonly cursor: string;
  /** Every row before this instant is read, ms. */
  readonly readTo: number;
  /** The slice in hand, seconds. */
  readonly seconds: number;
  /** That part was read, so many rows. */
  after(part: number, rows: number): LogProgress;
  /** The slice is too much: it is begun afresh with half the time and twice the parts. `undefined`: no further. */
  narrowed(): LogProgress | undefined;
};

/** What is divided, and how many rows are aimed at in one answer. */
export type LogPlan = { readonly window: Window; readonly partRows: number };

type State = {
  /** Start of the slice in hand: nothing before it is missing. */
  readonly from: number;
  /** Length of a slice and parts of it, as planned. */
  readonly length: number;
  readonly parts: number;
  /** How often both were changed since. */
  readonly cuts: number;
  /** Parts of the slice in hand that are read, and the rows of the largest. */
  readonly done: readonly number[];
  readonly most: number;
};

/** Divides a window of so many rows. */
export function startLogProgress(plan: LogPlan, rows: number): LogProgress {
  const { window, partRows } = plan;
  const parts = Math.min(AT_ONCE, Math.max(1, Math.ceil(rows / partRows)));
  const slices = Math.max(1, Math.ceil(rows / (parts * partRows)));
  const length = Math.ceil((window.to - window.from) / slices);
  return progress(plan, { from: window.from, length, parts, ...NEW_SLICE, cuts: 0 });
}

/** `undefined` for a cursor that is not ours or points out of the window: then all is read, and twice changes no figure. */
export function resumeLogProgress(plan: LogPlan, cursor: string | undefined): LogProgress | undefined {
  const read = cursor === undefined ? undefined : fromCursor(cursor, plan.window);
  if (read === undefined) return undefined;
  const { state, to } = read;
  // Parts of another slice say nothing about this one.
  return progress(plan, sliceOf(plan.window, state).to === to ? state : { ...state, ...NEW_SLICE });
}

const NEW_SLICE = { done: [], most: 0 } as const;

function progress(plan: LogPlan, state: State): LogProgress {
  const { window, partRows } = plan;
  const slice = sliceOf(window, state);
  const parts = partsOf(state);
  const isWhole = state.from >= window.to;
  const left = Array.from({ length: isWhole ? 0 : parts }, (_, part) => ({ slice, parts, part })).filter(
    ({ part }) => !state.done.includes(part),
  );
  return {
    left,
    cursor: JSON.stringify({ logs: 1, ...state, to: slice.to }),
    readTo: state.from,
    seconds: (slice.to - slice.from) / 1000,
    after(part, rows) {
      const done = [...state.done, part].toSorted((a, b) => a - b);
      const most = Math.max(state.most, rows);
      if (done.length < parts) return progress(plan, { ...state, done, most });
      // Twice the time in half the parts has four times the rows in each.
      const cuts = 4 * most <= partRows ? Math.max(0, state.cuts - 1) : state.cuts;
      return progress(plan, { ...state, ...NEW_SLICE, from: slice.to, cuts });
    },
    narrowed() {
      if (state.cuts >= MOST_CUTS || slice.to - slice.from <= 1) return undefined;
      return progress(plan, { ...state, ...NEW_SLICE, cuts: state.cuts + 1 });
    },
  };
}

function sliceOf({ to }: Window, { from, length, cuts }: State): Window {
  return { from, to: Math.min(to, from + Math.max(1, Math.ceil(length / 2 ** cuts))) };
}

function partsOf({ parts, cuts }: State): number {
  return Math.min(MOST_PARTS, parts * 2 ** cuts);
}

function fromCursor(
  cursor: string,
  window: Window,
): { readonly state: State; readonly to: unknown } | undefined {
  let read: unknown;
  try {
    read = JSON.parse(cursor);
  } catch {
    return undefined;
  }
  if (!isObject(read) || read.logs !== 1 || !Array.isArray(read.done)) return undefined;
  const { from, length, parts, cuts, most, to } = read;
  const done: unknown[] = read.done;
  if (!isWhole(from, window.from, window.to) || !isWhole(length, 1, Number.MAX_SAFE_INTEGER))
    return undefined;
  if (!isWhole(parts, 1, AT_ONCE) || !isWhole(cuts, 0, MOST_CUTS)) return undefined;
  if (!isWhole(most, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  const last = partsOf({ from, length, parts, cuts, most, done: [] }) - 1;
  const known = done.filter((part) => isWhole(part, 0, last));
  return { state: { from, length, parts, cuts, most, done: [...new Set(known)] }, to };
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}
