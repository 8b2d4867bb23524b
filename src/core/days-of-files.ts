/** Every day found in a pile of records, as if collected in one reading: what `report <path>` shows. */
import { LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import type { Chunk } from './chunk.ts';
import { CLASSIFIER } from './classify.ts';
import { addDays, type Calendar, HOUR, instantText } from './day.ts';
import { createFacts, type Intake } from './facts.ts';
import { addRejected, placeRows } from './placed.ts';
import type { Person } from './report.ts';
import { REJECTIONS, type ReadRecord, type Rejection } from './sign-in.ts';
import { STORED_SCHEMA, type StoredDay } from './stored-day.ts';
import { type TallyOptions, tallyDay } from './tally.ts';

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
  /** The days found, ascending; only `day` where it is given, with zeros where it has no rows. */
  readonly days: (options: FileDayOptions) => StoredDay[];
  /** People of a day that was asked for before, worst first. */
  readonly people: (day: string) => readonly Person[];
};

/** A share of the records: piles that are counted side by side are one pile in the end. */
export type FilesShare = {
  readonly facts: Chunk;
  readonly received: readonly (readonly [day: string, Received])[];
  readonly found: readonly string[];
  readonly unread: Unread;
};

/** Records that could not be read, repeats included. */
export type Unread = Readonly<Partial<Record<Rejection, number>>>;

export type FileDayOptions = {
  readonly day: string | undefined;
  /** Counts as the time at which the files were read, ms. */
  readonly asOf: number;
  readonly sealHours: number;
  readonly exclude: TallyOptions['exclude'];
};

/** What a day received, by the time the records themselves give; without an id they are not among the facts. */
type Received = { records: number; unkeyed: number; rejected: Partial<Record<Rejection, number>> };

/** Rows of a day; none for a day that has none. */
type RowsByDay = (day: string) => Uint32Array;
const NO_ROWS = new Uint32Array(0);

/** Key of what has no time. */
const NO_DAY = '';
const receivedNothing = (): Received => ({ records: 0, unkeyed: 0, rejected: {} });

export function createDaysOfFiles(calendar: Calendar): DaysOfFiles {
  const facts = createFacts();
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
    return { facts: facts.toChunk(), received: [...received], found: [...found], unread: { ...unread } };
  }

  function merge(share: FilesShare): void {
    facts.merge(share.facts);
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

  function days(options: FileDayOptions): StoredDay[] {
    const wanted = options.day === undefined ? foundDays() : [options.day];
    const rowsOf = rowsByDay();
    return wanted.map((day, index) => {
      // What belongs to none of the days is accounted for in the first one.
      const others =
        index > 0 ? [] : [...received.keys()].filter((other) => other === NO_DAY || !wanted.includes(other));
      return toStoredDay(day, others, rowsOf, options);
    });
  }

  /** Coverage of a day and of what belongs to none. */
  function cover(day: string, others: readonly string[], rowsOf: RowsByDay, options: FileDayOptions) {
    const window = calendar.window(day);
    const parts = [day, ...others].map((key) => {
      const { records, unkeyed, rejected } = received.get(key) ?? receivedNothing();
      const { rejected: keyed, ...placed } = placeRows(facts, window, options.exclude, rowsOf(key));
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

  /** Rows by the day they lie in: a counting sort, since there may be millions. */
  function rowsByDay(): RowsByDay {
    const numbers = new Map<string, number>();
    const dayOfRow = new Uint32Array(facts.rows);
    const ends: number[] = [];
    for (let row = 0; row < facts.rows; row += 1) {
      const ms = facts.columns.ms[row] ?? Number.NaN;
      const day = Number.isNaN(ms) ? NO_DAY : calendar.dayOf(ms);
      const number = numbers.get(day) ?? numbers.size;
      numbers.set(day, number);
      dayOfRow[row] = number;
      ends[number] = (ends[number] ?? 0) + 1;
    }
    for (let number = 1; number < ends.length; number += 1)
      ends[number] = (ends[number] ?? 0) + (ends[number - 1] ?? 0);
    const sorted = new Uint32Array(facts.rows);
    const next = ends.map((_, number) => ends[number - 1] ?? 0);
    dayOfRow.forEach((number, row) => {
      const at = next[number] ?? 0;
      sorted[at] = row;
      next[number] = at + 1;
    });
    return (day) => {
      const number = numbers.get(day);
      return number === undefined ? NO_ROWS : sorted.subarray(ends[number - 1] ?? 0, ends[number]);
    };
  }

  /** The day's rows, with the neighbours' that its attempts need. */
  function rowsAround(rowsOf: RowsByDay, day: string): Uint32Array {
    const { from, to } = calendar.window(day);
    const near = (neighbour: string) =>
      rowsOf(neighbour).filter((row) => {
        const ms = facts.columns.ms[row] ?? Number.NaN;
        return ms >= from - LOOK_BACK && ms < to + LOOK_AHEAD;
      });
    const before = near(addDays(day, -1));
    const after = near(addDays(day, 1));
    const mine = rowsOf(day);
    if (before.length + after.length === 0) return mine;
    const rows = new Uint32Array(before.length + mine.length + after.length);
    rows.set(before);
    rows.set(mine, before.length);
    rows.set(after, before.length + mine.length);
    return rows;
  }

  function toStoredDay(
    day: string,
    others: readonly string[],
    rowsOf: RowsByDay,
    options: FileDayOptions,
  ): StoredDay {
    const window = calendar.window(day);
    const dayEnd = (ms: number) => calendar.window(calendar.dayOf(ms)).to;
    const { asOf, exclude } = options;
    const complete = asOf >= window.to + LOOK_AHEAD;
    const rows = rowsAround(rowsOf, day);
    const tallied = tallyDay(facts, { window, readAt: asOf, exclude, dayEnd, rows });
    people.set(day, tallied.people);
    return {
      schema: STORED_SCHEMA,
      lastReadAt: undefined,
      exclusions: undefined,
      day,
      zone: calendar.zone,
      windowFrom: instantText(window.from),
      windowTo: instantText(window.to),
      state: !complete ? 'partial' : asOf >= window.to + options.sealHours * HOUR ? 'sealed' : 'open',
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
        ...cover(day, others, rowsOf, options),
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
