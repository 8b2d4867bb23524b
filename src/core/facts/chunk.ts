/** Facts as plain data: what a store keeps and a set of facts is merged from. */
import type { Evidence } from '../evidence.ts';
import type { Rejection } from '../sign-in.ts';
import {
  type MakeNumbers,
  type Memory,
  makeBytes,
  makeDoubles,
  makeWords,
  type Numbers,
  withRoom,
} from './with-room.ts';

/** Typed columns, one entry per fact. */
export type FactColumns = ScalarColumns & {
  /** Four words per fact: the id's 128 bits (a GUID in its textual order, else a hash; see `oddIds`). */
  readonly id: Uint32Array;
};

/** All columns but the id's. */
export type ScalarColumns = {
  /** Four words per fact: the correlation, as with the id; all zero = none. */
  readonly group: Uint32Array;
  /** Milliseconds since 1970 (`NaN` = untold) and nanoseconds within. */
  readonly ms: Float64Array;
  readonly ns: Uint32Array;
  /** When this version was written (`readingTime`); 0 where untold. */
  readonly readAt: Float64Array;
  /** Indexes into the dictionaries. */
  readonly user: Uint32Array;
  readonly evidence: Uint32Array;
  readonly app: Uint32Array;
  readonly context: Uint32Array;
  /** 0 interactive, 1 nonInteractive, 2 outOfScope, from 3 on rejected for the cause of that number. */
  readonly scope: Uint8Array;
};

/** Values of the scope column from here on: rejected, for the cause of that number. */
export const FIRST_REJECTION = 3;

/** [userId, userPrincipalName, userDisplayName]; `null` = absent. */
export type UserEntry = readonly [string | null, string | null, string | null];
/** [appId, appDisplayName]. */
export type AppEntry = readonly [string | null, string | null];
/** [country, operatingSystem, clientApp, userType, requiredBy]. */
export type ContextEntry = readonly [
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
];

/** Facts with their dictionaries: plain data, whatever stores it. */
export type Chunk = {
  /** Records read for this chunk, repeats and rejects included. */
  readonly records: number;
  /** Records without an id that were rejected, or out of scope: counted, but not to be told apart. */
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
  readonly unkeyed: number;
  /** Ids and correlations that are not canonical GUIDs, as written. */
  readonly oddIds: readonly (readonly [row: number, id: string])[];
  readonly oddGroups: readonly (readonly [row: number, correlation: string])[];
  readonly users: readonly UserEntry[];
  readonly apps: readonly AppEntry[];
  readonly contexts: readonly ContextEntry[];
  readonly evidences: readonly Evidence[];
  /** Scrubbed phone or device texts, of the denied and abandoned rows that have one. */
  readonly details: readonly (readonly [row: number, detail: string])[];
  readonly rows: number;
  readonly columns: FactColumns;
};

/** Room for that many facts. */
export function allocateColumns(rows: number, memory: Memory): ScalarColumns {
  const room = <A extends Numbers>(make: MakeNumbers<A>, bytes: number, perRow = 1) =>
    make(memory(rows * perRow * bytes), rows * perRow);
  return {
    group: room(makeWords, 4, 4),
    ms: room(makeDoubles, 8),
    ns: room(makeWords, 4),
    readAt: room(makeDoubles, 8),
    user: room(makeWords, 4),
    evidence: room(makeWords, 4),
    app: room(makeWords, 4),
    context: room(makeWords, 4),
    scope: room(makeBytes, 1),
  };
}

/** The columns with room for more facts; those given must not be used any more. */
export function growColumns(columns: ScalarColumns): ScalarColumns {
  return {
    group: withRoom(columns.group, makeWords, 4),
    ms: withRoom(columns.ms, makeDoubles),
    ns: withRoom(columns.ns, makeWords),
    readAt: withRoom(columns.readAt, makeDoubles),
    user: withRoom(columns.user, makeWords),
    evidence: withRoom(columns.evidence, makeWords),
    app: withRoom(columns.app, makeWords),
    context: withRoom(columns.context, makeWords),
    scope: withRoom(columns.scope, makeBytes),
  };
}

/** A copy of the first facts. */
export function firstColumns(columns: ScalarColumns, rows: number): ScalarColumns {
  return {
    group: columns.group.slice(0, rows * 4),
    ms: columns.ms.slice(0, rows),
    ns: columns.ns.slice(0, rows),
    readAt: columns.readAt.slice(0, rows),
    user: columns.user.slice(0, rows),
    evidence: columns.evidence.slice(0, rows),
    app: columns.app.slice(0, rows),
    context: columns.context.slice(0, rows),
    scope: columns.scope.slice(0, rows),
  };
}
