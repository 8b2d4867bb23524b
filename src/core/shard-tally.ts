/**
 * A day, or a part of its users, as counted: what shards are added as. A day's figures are made of it at
 * the end, since shares, ranks and lists that are cut cannot be added.
 */
import type { BreakdownCounts } from './breakdown-counters.ts';
import type { DayCounts } from './day-counters.ts';
import type { Person } from './report.ts';
import type { UserCounts } from './user-counters.ts';

/** What was counted of a part of a day's users, in numbers that can be added: plain data, which JSON keeps. */
export type ShardTally = {
  /** The day's window and when the data was read, ms: tallies are added where these are the same. */
  readonly of: { readonly from: number; readonly to: number; readonly readAt: number };
  readonly day: DayCounts;
  readonly users: UserCounts;
  readonly breakdowns: BreakdownCounts;
  /** Users who were unable, or are in a finding; worst first, at most 500. */
  readonly people: readonly Person[];
};
