/** Facts as plain data: what a store keeps and a set of facts is merged from. */
import type { Evidence } from './evidence.ts';
import type { Rejection } from './sign-in.ts';

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
  /** When this version was written, ms; 0 where untold. */
  readonly readAt: Float64Array;
  /** Indexes into the dictionaries. */
  readonly user: Uint32Array;
  readonly evidence: Uint32Array;
  readonly app: Uint32Array;
  readonly context: Uint32Array;
  /** 0 interactive, 1 nonInteractive, 2 outOfScope, from 3 on rejected for the cause of that number. */
  readonly scope: Uint8Array;
};

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
  readonly rows: number;
  readonly columns: FactColumns;
};

/** Room for that many facts; pages that are never written cost no memory. */
export function allocateColumns(capacity: number): ScalarColumns {
  return {
    group: new Uint32Array(capacity * 4),
    ms: new Float64Array(capacity),
    ns: new Uint32Array(capacity),
    readAt: new Float64Array(capacity),
    user: new Uint32Array(capacity),
    evidence: new Uint32Array(capacity),
    app: new Uint32Array(capacity),
    context: new Uint32Array(capacity),
    scope: new Uint8Array(capacity),
  };
}

/** Copies as many facts as fit to the front of `to`, which it returns. */
export function copyColumns(from: ScalarColumns, to: ScalarColumns): ScalarColumns {
  const rows = Math.min(from.scope.length, to.scope.length);
  to.group.set(from.group.subarray(0, rows * 4));
  to.ms.set(from.ms.subarray(0, rows));
  to.ns.set(from.ns.subarray(0, rows));
  to.readAt.set(from.readAt.subarray(0, rows));
  to.user.set(from.user.subarray(0, rows));
  to.evidence.set(from.evidence.subarray(0, rows));
  to.app.set(from.app.subarray(0, rows));
  to.context.set(from.context.subarray(0, rows));
  to.scope.set(from.scope.subarray(0, rows));
  return to;
}
