/** A day as it is published: all its facts, tallied, with what the collector knows of its readings. */
import { LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { CLASSIFIER } from './classify.ts';
import { type Calendar, HOUR, instantText } from './day.ts';
import type { Facts } from './facts.ts';
import { addRejected, placeRows } from './placed.ts';
import type { ChunkHeader, Window } from './ports.ts';
import { STORED_SCHEMA, type StoredDay } from './stored-day.ts';
import { type TallyOptions, tally } from './tally.ts';

/** What is read for a day: a little before it and after it, to see its attempts whole. */
export function readWindow(window: Window): Window {
  return { from: window.from - LOOK_BACK, to: window.to + LOOK_AHEAD };
}

export type PublishOptions = {
  readonly day: string;
  readonly calendar: Calendar;
  readonly source: string;
  readonly sealHours: number;
  readonly now: number;
  readonly exclude: TallyOptions['exclude'];
  /** Headers of all chunks of the day. */
  readonly headers: readonly ChunkHeader[];
  /** Distinct rows that the newest complete reading showed. */
  readonly rowsOfLastPass: number;
  readonly before: StoredDay | undefined;
};

/** Below this share of known rows on a re-reading the source is not trusted to be final. */
const STABLE_AGREEMENT = 0.995;

/** The day entity for all facts known so far. */
export function publishedDay(facts: Facts, options: PublishOptions): StoredDay {
  const { day, calendar, before } = options;
  const window = calendar.window(day);
  const reading = readWindow(window);
  const complete = options.headers.filter((header) => header.done && header.startedAt >= reading.to);
  const readAt = options.headers.reduce((latest, header) => Math.max(latest, header.startedAt), 0);
  const dayEnd = (ms: number) => calendar.window(calendar.dayOf(ms)).to;
  const exclude = options.exclude;
  const figures = tally(facts, { window, readAt, exclude, dayEnd });
  const { rejected: keyed, ...placed } = placeRows(facts, window, exclude);
  const rejected = addRejected(facts.rejected, keyed);
  const agreement = complete.length === 0 || facts.rows === 0 ? null : options.rowsOfLastPass / facts.rows;
  const settled = complete.some((header) => header.startedAt >= window.to + options.sealHours * HOUR);
  const stable = complete.length < 2 || (agreement ?? 1) >= STABLE_AGREEMENT;
  return {
    schema: STORED_SCHEMA,
    day,
    zone: calendar.zone,
    windowFrom: instantText(window.from),
    windowTo: instantText(window.to),
    state: complete.length === 0 ? 'partial' : settled && stable ? 'sealed' : 'open',
    revision: (before?.revision ?? 0) + 1,
    collectedAt: instantText(options.now),
    source: options.source,
    classifier: CLASSIFIER,
    coverage: {
      readFrom: instantText(reading.from),
      readTo: instantText(reading.to),
      complete: complete.length > 0,
      passes: complete.length,
      agreement,
      records: facts.records,
      ...placed,
      outOfScope: placed.outOfScope + facts.unkeyed,
      duplicates: facts.records - addRejected(facts.rejected, {}).total - facts.unkeyed - facts.rows,
      late:
        before === undefined
          ? 0
          : Math.max(0, placed.signIns - (before.coverage.signIns - before.coverage.late)),
      rejected,
    },
    figures,
    etag: undefined,
  };
}
