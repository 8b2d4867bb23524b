/** A day as published: one entity, one conditional write (design §5). */

import type { Folds } from './breakdowns.ts';
import type { MicrosoftCounters } from './ports.ts';
import type { Coverage, Figures } from './report.ts';

/** Version of the stored shape. Older rows are read through one pure function per step. */
export const STORED_SCHEMA = 1;

export type StoredDay = {
  readonly schema: number;
  readonly day: string;
  readonly zone: string;
  /** Window of the day, RFC 3339 UTC. */
  readonly windowFrom: string;
  readonly windowTo: string;
  readonly state: 'partial' | 'open' | 'sealed';
  readonly revision: number;
  readonly collectedAt: string;
  readonly source: string;
  readonly classifier: number;
  /** When the newest complete reading started; `undefined` without one, and in rows from before it was kept. */
  readonly lastReadAt: string | undefined;
  /** Stands for the exclusions it was tallied with; `undefined` as above. */
  readonly exclusions: string | undefined;
  readonly coverage: Coverage;
  /** As told when it was published; `undefined` where nobody asked or no answer came. */
  readonly counters?: MicrosoftCounters | undefined;
  readonly figures: Figures;
  /** How its breakdowns read where PRIVACY is aggregate; `undefined` in rows from before it was kept. */
  readonly folds: Folds | undefined;
  /** The store's version tag of the row this was read from; `undefined` for a day not yet written. */
  readonly etag: string | undefined;
};
