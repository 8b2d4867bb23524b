/** A day as it is published: all its facts, tallied, with what the collector knows of its readings. */
import { LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { CLASSIFIER } from './classify.ts';
import { type Calendar, HOUR, instantText } from './day.ts';
import type { Facts } from './facts.ts';
import type { Tallied } from './finish-tally.ts';
import { type PassProgress, passesOf } from './passes.ts';
import { addRejected, placeRows } from './placed.ts';
import type { ChunkHeader, ShardCounts, Window } from './ports.ts';
import type { Coverage, Person } from './report.ts';
import { STORED_SCHEMA, type StoredDay } from './stored-day.ts';
import { type TallyOptions, tallyDay } from './tally.ts';

/** What is read for a day: a little before it and after it, to see its attempts whole. */
export function readWindow(window: Window): Window {
  return { from: window.from - LOOK_BACK, to: window.to + LOOK_AHEAD };
}

export type PublishOptions = {
  readonly day: string;
  readonly calendar: Calendar;
  readonly source: string;
  readonly sealHours: number;
  /** Days for which the source holds records: a reading that began later has not seen the day's beginning. */
  readonly retentionDays: number;
  readonly now: number;
  readonly exclude: TallyOptions['exclude'];
  /** Stands for `exclude` in the stored day. */
  readonly exclusions: string;
  /** Headers of all chunks of the day. */
  readonly headers: readonly ChunkHeader[];
  /** Distinct rows that the newest complete reading showed. */
  readonly rowsOfLastPass: number;
  readonly before: StoredDay | undefined;
};

/** Below this share of known rows on a re-reading the source is not trusted to be final. */
const STABLE_AGREEMENT = 0.995;

/** The day entity for all facts known so far, with the people who were unable or are in a finding. */
export function publishedDay(
  facts: Facts,
  options: PublishOptions,
): { readonly stored: StoredDay; readonly people: readonly Person[] } {
  const readAt = readingOf(passesOf(options.headers));
  const tallying = tallyOptions({ ...options, readAt });
  const { records, rows, rejected, unkeyed } = facts;
  return publishedCounts(
    {
      counts: {
        records,
        rows,
        rejected,
        unkeyed,
        placed: placeRows(facts, tallying.window, options.exclude),
      },
      tallied: tallyDay(facts, tallying),
      agreement: rows === 0 ? null : options.rowsOfLastPass / rows,
    },
    options,
  );
}

/** `readAt`: when the reading began, ms. */
export function tallyOptions({
  day,
  calendar,
  exclude,
  readAt,
}: Pick<PublishOptions, 'day' | 'calendar' | 'exclude'> & { readonly readAt: number }): TallyOptions {
  const dayEnd = (ms: number) => calendar.window(calendar.dayOf(ms)).to;
  return { window: calendar.window(day), readAt, exclude, dayEnd };
}

/** A day as counted, whether in one piece or as the sum of shards. */
export type CountedDay = {
  readonly counts: ShardCounts;
  readonly tallied: Tallied;
  /** Rows of the newest whole reading ÷ rows known; `null` without any. */
  readonly agreement: number | null;
};

/** As `publishedDay`, of a day that is counted already. */
export function publishedCounts(
  { counts, tallied, agreement: agrees }: CountedDay,
  options: Omit<PublishOptions, 'rowsOfLastPass' | 'exclude'>,
): { readonly stored: StoredDay; readonly people: readonly Person[] } {
  const { day, calendar, before } = options;
  const window = calendar.window(day);
  const reading = readWindow(window);
  const passes = passesOf(options.headers);
  const forgets = reading.from + options.retentionDays * 24 * HOUR;
  const complete = passes.filter(
    (pass) => pass.isWhole && pass.startedAt >= reading.to && pass.startedAt <= forgets,
  );
  const lastReadAt = complete.at(-1)?.startedAt;
  const { figures, folds, people } = tallied;
  const { records, rows, unkeyed } = counts;
  const { rejected: keyed, ...placed } = counts.placed;
  const rejected = addRejected(counts.rejected, keyed);
  const agreement = complete.length === 0 ? null : agrees;
  const settled = complete.some((pass) => pass.startedAt >= window.to + options.sealHours * HOUR);
  const stable = !isUnstable({ passes: complete.length, agreement });
  // What was final stays so, also where a clock stands earlier than then.
  const isFinal = before?.state === 'sealed';
  const stored: StoredDay = {
    schema: STORED_SCHEMA,
    day,
    zone: calendar.zone,
    windowFrom: instantText(window.from),
    windowTo: instantText(window.to),
    state: complete.length === 0 ? 'partial' : (settled && stable) || isFinal ? 'sealed' : 'open',
    revision: (before?.revision ?? 0) + 1,
    collectedAt: instantText(options.now),
    source: sourceOf(complete.length > 0 ? complete : passes, options.source),
    classifier: CLASSIFIER,
    lastReadAt: lastReadAt === undefined ? undefined : instantText(lastReadAt),
    exclusions: options.exclusions,
    coverage: {
      readFrom: instantText(complete.length > 0 ? reading.from : readFrom(passes, reading, options)),
      readTo: instantText(
        complete.length > 0
          ? reading.to
          : readTo(passes, { from: reading.from, to: Math.min(reading.to, options.now) }),
      ),
      complete: complete.length > 0,
      passes: complete.length,
      agreement,
      records,
      ...placed,
      outOfScope: placed.outOfScope + unkeyed,
      duplicates: records - addRejected(counts.rejected, {}).total - unkeyed - rows,
      late: before === undefined ? 0 : lateSince(before.coverage, placed),
      rejected,
    },
    figures,
    folds,
    etag: undefined,
  };
  return { stored, people };
}

/** Whether the source does not agree with itself: what it showed once it does not show again. */
export function isUnstable({ passes, agreement }: Pick<Coverage, 'passes' | 'agreement'>): boolean {
  return passes >= 2 && (agreement ?? 1) < STABLE_AGREEMENT;
}

/** A degraded way of reading stands in the day's source, unless one whole reading did without it. */
function sourceOf(passes: readonly PassProgress[], name: string): string {
  const degraded = passes.map(({ newest }) => newest.source);
  return degraded.includes(undefined) ? name : (degraded.at(-1) ?? name);
}

/** Until when everything is read: as far as the furthest reading got; one of a day that still lasts, to its own start. */
function readTo(passes: readonly PassProgress[], reading: Window): number {
  const reached = passes.map(({ isWhole, startedAt, newest }) =>
    isWhole ? startedAt : (newest.readTo ?? reading.from),
  );
  return Math.max(reading.from, Math.min(reading.to, Math.max(...reached)));
}

/** From when on everything is read: what the source had forgotten when a reading began, it did not show. */
function readFrom(
  passes: readonly PassProgress[],
  reading: Window,
  { retentionDays }: Pick<PublishOptions, 'retentionDays'>,
): number {
  const first = Math.min(...passes.map(({ startedAt }) => startedAt));
  return Math.min(reading.to, Math.max(reading.from, first - retentionDays * 24 * HOUR));
}

/** When the data was read, ms: a reading that has read nothing yet makes no prompt of another any older. */
function readingOf(passes: readonly PassProgress[]): number {
  const whole = passes.filter((pass) => pass.isWhole);
  const some = whole.length > 0 ? whole : passes.filter(({ newest }) => newest.cursor !== undefined);
  return Math.max(0, ...some.map(({ startedAt }) => startedAt));
}

/**
 * Sign-ins first seen after the first revision that was whole: what a reading in several parts has not
 * come to yet is not late. Those left out on purpose count too: leaving out is not seeing.
 */
function lateSince(
  before: Pick<Coverage, 'signIns' | 'excluded' | 'late' | 'complete'>,
  now: Pick<Coverage, 'signIns' | 'excluded'>,
): number {
  if (!before.complete) return 0;
  const seen = now.signIns + now.excluded;
  return Math.min(now.signIns, Math.max(0, seen - (before.signIns + before.excluded - before.late)));
}
