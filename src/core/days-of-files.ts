/** Every day found in a pile of records, as if collected in one reading: what `report <path>` shows. */
import { LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { CLASSIFIER } from './classify.ts';
import { type Calendar, HOUR, instantText } from './day.ts';
import { type FactsShare, type FactsView, viewFacts } from './facts/facts-view.ts';
import { NO_DAY, type RowsByDay, rowsByDay } from './facts/rows-by-day.ts';
import { sharedMemory } from './facts/with-room.ts';
import { createFacts, type Intake } from './facts.ts';
import { finishTally } from './finish-tally.ts';
import { addRejected, placeRows } from './placed.ts';
import type { Person } from './report.ts';
import type { ShardTally } from './shard-tally.ts';
import { REJECTIONS, type ReadRecord, type Rejection } from './sign-in.ts';
import { STORED_SCHEMA, type StoredDay } from './stored-day.ts';
import type { Part } from './tally.ts';
import { type DaysToTally, tallyDays } from './tally-days.ts';

export type DaysOfFiles = {
  readonly add: (record: ReadRecord) => void;
  readonly intake: Intake;
  /** All that was added, as plain data; and adds what another pile came to. */
  readonly toShare: () => FilesShare;
  readonly merge: (share: FilesShare) => void;
  /** The days that have records, ascending. */
  readonly found: () => string[];
  /** Records added so far, and those of them that could not be read. */
  readonly records: number;
  readonly unread: Unread;
  /** What a part of the users comes to, as in `tallyDays`. */
  readonly tally: (toTally: DaysToTally, part: Part) => ShardTally[];
  /**
   * The days found, ascending; only `day` where it is given, with zeros where it has no rows. `tallies`: one of
   * each of these days by every part, where others have counted them.
   */
  readonly days: (options: FileDayOptions, tallies?: readonly Parts[]) => StoredDay[];
  /** People of a day that was asked for before, worst first. */
  readonly people: (day: string) => readonly Person[];
};

/** Tallies of one day by every part of its users. */
type Parts = readonly ShardTally[];

/** A share of the records, for other threads to look at: piles that are counted side by side are one pile in the end. */
export type FilesShare = {
  readonly facts: FactsShare;
  readonly received: readonly (readonly [day: string, Received])[];
  readonly found: readonly string[];
  readonly unread: Unread;
};

/** Records that could not be read, repeats included. */
export type Unread = Readonly<Partial<Record<Rejection, number>>>;

export type FileDayOptions = Omit<DaysToTally, 'days'> & {
  readonly day: string | undefined;
  readonly sealHours: number;
};

/** What a day received, by the time the records themselves give; without an id they are not among the facts. */
type Received = { records: number; unkeyed: number; rejected: Partial<Record<Rejection, number>> };

const receivedNothing = (): Received => ({ records: 0, unkeyed: 0, rejected: {} });

export function createDaysOfFiles(calendar: Calendar): DaysOfFiles {
  // They live as long as the command does.
  const facts = createFacts(sharedMemory);
  const received = new Map<string, Received>();
  const found = new Set<string>();
  const people = new Map<string, readonly Person[]>();
  const unread: Partial<Record<Rejection, number>> = {};

  function add(record: ReadRecord): void {
    facts.add(record);
    const day = record.at === undefined ? NO_DAY : calendar.dayOf(record.at.ms);
    const mine = receivedOn(day);
    mine.records += 1;
    if (record.kind !== 'rejected' && day !== NO_DAY) found.add(day);
    if (record.kind === 'rejected') unread[record.cause] = (unread[record.cause] ?? 0) + 1;
    if (record.id !== undefined) return;
    if (record.kind === 'outOfScope') mine.unkeyed += 1;
    if (record.kind === 'rejected') mine.rejected[record.cause] = (mine.rejected[record.cause] ?? 0) + 1;
  }

  function receivedOn(day: string): Received {
    const known = received.get(day);
    if (known !== undefined) return known;
    const mine = receivedNothing();
    received.set(day, mine);
    return mine;
  }

  /** The day of the latest sign-in: that of the next one is nearly always the same. */
  let latest = { from: 0, to: 0, mine: receivedNothing() };
  const intake: Intake = {
    ...facts.intake,
    put(draft) {
      facts.intake.put(draft);
      if (!(draft.ms >= latest.from && draft.ms < latest.to)) {
        const day = calendar.dayOf(draft.ms);
        found.add(day);
        latest = { ...calendar.window(day), mine: receivedOn(day) };
      }
      latest.mine.records += 1;
    },
  };

  function toShare(): FilesShare {
    return { facts: facts.share(), received: [...received], found: [...found], unread: { ...unread } };
  }

  function merge(share: FilesShare): void {
    facts.mergeShare(share.facts);
    for (const day of share.found) found.add(day);
    for (const [day, { records, rejected, unkeyed }] of share.received) {
      const mine = receivedOn(day);
      mine.records += records;
      mine.unkeyed += unkeyed;
      addCauses(mine.rejected, rejected);
    }
    addCauses(unread, share.unread);
  }

  const foundDays = () => [...found].sort();

  /** Days are asked for one after another, and putting millions of rows in order takes a while. */
  let ordered: { readonly records: number; readonly view: FactsView; readonly rows: RowsByDay } | undefined;
  function inOrder() {
    if (ordered?.records === facts.records) return ordered;
    const view = viewFacts(facts.share());
    ordered = { records: facts.records, view, rows: rowsByDay(view, calendar) };
    return ordered;
  }

  function tally(toTally: DaysToTally, part?: Part): ShardTally[] {
    const { rows, view } = inOrder();
    return tallyDays(view, calendar, toTally, { part, rows });
  }

  function days(options: FileDayOptions, tallies?: readonly Parts[]): StoredDay[] {
    const wanted = options.day === undefined ? foundDays() : [options.day];
    const { view, rows } = inOrder();
    const counted = tallies ?? tally({ ...options, days: wanted }).map((whole) => [whole]);
    return wanted.flatMap((day, index) => {
      // What belongs to none of the days is accounted for in the first one.
      const others =
        index > 0 ? [] : [...received.keys()].filter((other) => other === NO_DAY || !wanted.includes(other));
      const parts = counted[index];
      return parts === undefined
        ? []
        : [toStoredDay(parts, cover(view, day, others, rows, options), day, options)];
    });
  }

  /** Coverage of a day and of what belongs to none. */
  function cover(
    view: FactsView,
    day: string,
    others: readonly string[],
    rows: RowsByDay,
    options: FileDayOptions,
  ) {
    const window = calendar.window(day);
    const parts = [day, ...others].map((key) => {
      const { records, unkeyed, rejected } = received.get(key) ?? receivedNothing();
      const { rejected: keyed, ...placed } = placeRows(view, window, options.exclude, rows.of(key));
      const elsewhere = key !== day && key !== NO_DAY;
      return {
        ...placed,
        outOfScope: placed.outOfScope + (elsewhere ? 0 : unkeyed),
        outsideWindow: placed.outsideWindow + (elsewhere ? unkeyed : 0),
        records,
        rejected: addRejected(rejected, keyed),
      };
    });
    const total = (of: (part: (typeof parts)[number]) => number) =>
      parts.reduce((sum, part) => sum + of(part), 0);
    const counts = {
      records: total((part) => part.records),
      signIns: total((part) => part.signIns),
      outsideWindow: total((part) => part.outsideWindow),
      nonInteractive: total((part) => part.nonInteractive),
      outOfScope: total((part) => part.outOfScope),
      excluded: total((part) => part.excluded),
      rejected: parts.reduce(
        (sum, part) => addRejected(sum.byCause, part.rejected.byCause),
        addRejected({}, {}),
      ),
    };
    const used =
      counts.signIns + counts.outsideWindow + counts.nonInteractive + counts.outOfScope + counts.excluded;
    return { ...counts, duplicates: counts.records - used - counts.rejected.total };
  }

  function toStoredDay(
    parts: Parts,
    covered: ReturnType<typeof cover>,
    day: string,
    { asOf, sealHours }: FileDayOptions,
  ): StoredDay {
    const window = calendar.window(day);
    const complete = asOf >= window.to + LOOK_AHEAD;
    const tallied = finishTally(parts);
    people.set(day, tallied.people);
    return {
      schema: STORED_SCHEMA,
      lastReadAt: undefined,
      exclusions: undefined,
      day,
      zone: calendar.zone,
      windowFrom: instantText(window.from),
      windowTo: instantText(window.to),
      state: !complete ? 'partial' : asOf >= window.to + sealHours * HOUR ? 'sealed' : 'open',
      revision: 1,
      collectedAt: instantText(asOf),
      source: 'archive',
      classifier: CLASSIFIER,
      coverage: {
        readFrom: instantText(window.from - LOOK_BACK),
        readTo: instantText(window.to + LOOK_AHEAD),
        complete,
        passes: 1,
        agreement: 1,
        late: 0,
        ...covered,
      },
      figures: tallied.figures,
      folds: tallied.folds,
      etag: undefined,
    };
  }

  return {
    add,
    intake,
    toShare,
    merge,
    unread,
    tally,
    days,
    people: (day) => people.get(day) ?? [],
    found: foundDays,
    get records() {
      return facts.records;
    },
  };
}

function addCauses(sum: Partial<Record<Rejection, number>>, more: Unread): void {
  for (const cause of REJECTIONS) {
    const count = more[cause] ?? 0;
    if (count > 0) sum[cause] = (sum[cause] ?? 0) + count;
  }
}
