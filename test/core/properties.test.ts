/**
 * What must hold whatever is read (contract §2, invariants 1 to 8), on records at random. All of
 * them are invented.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  composeDigestReport,
  composeFilesReport,
  type ReportOptions,
} from '../../src/core/compose-report.ts';
import { addDays, createCalendar, HOUR } from '../../src/core/day.ts';
import { createDaysOfFiles, type FileDayOptions } from '../../src/core/days-of-files.ts';
import type { Chunk } from '../../src/core/facts/chunk.ts';
import { createFacts, type Facts } from '../../src/core/facts.ts';
import type { ChunkHeader } from '../../src/core/ports.ts';
import { publishedDay } from '../../src/core/published-day.ts';
import type { Person } from '../../src/core/report.ts';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { tallyDay } from '../../src/core/tally.ts';
import { arbitraryReadAt, arbitraryRecords } from '../arbitrary-sign-ins.ts';
import { buildSignIn, guid } from '../build-sign-in.ts';
import { type RecountedDay, recount } from '../naive/recount.ts';
import { windowOf } from '../naive/window.ts';
import { brokenInvariants } from './invariants.ts';

/** Days of 24, 23, 25, 23.5 and 24.5 hours. */
const DAYS: readonly RecountedDay[] = [
  windowOf('2026-03-10', 'UTC'),
  windowOf('2026-03-29', 'Europe/Berlin'),
  windowOf('2026-10-25', 'Europe/Berlin'),
  windowOf('2026-10-04', 'Australia/Lord_Howe'),
  windowOf('2026-04-05', 'Australia/Lord_Howe'),
];
const NOBODY: FileDayOptions['exclude'] = { users: new Set(), apps: new Set() };
const SEAL_HOURS = 48;
const MANY = { numRuns: 50 };

describe.each(DAYS)('whatever is read on $day in $zone', (day) => {
  it('the figures do not depend on order, repetition, batches, their grouping or further readings', () => {
    const readings = arbitraryRecords(day).chain((records) =>
      fc.record({
        records: fc.constant(records),
        // Every record at least once, some of them again, in any order.
        passes: fc.array(fc.shuffledSubarray(records, { minLength: records.length }), {
          minLength: 1,
          maxLength: 3,
        }),
        batch: fc.integer({ min: 1, max: 7 }),
        grouping: fc.constantFrom(...GROUPINGS),
        readAt: arbitraryReadAt(day),
      }),
    );
    fc.assert(
      fc.property(readings, ({ records, passes, batch, grouping, readAt }) => {
        const once = factsOf(records);
        const again = grouping(
          passes.flatMap((pass) => batches(pass, batch).map((some) => factsOf(some).toChunk())),
        );
        expect(contentOf(again.toChunk())).toEqual(contentOf(once.toChunk()));
        const expected = publishedOf(once, day, { readAt });
        const published = publishedOf(again, day, { readAt });
        expect(published.figures).toEqual(expected.figures);
        expect(peopleOf(again, day, readAt)).toEqual(peopleOf(once, day, readAt));
        expect(published.coverage.records).toBe(records.length * passes.length);
      }),
      MANY,
    );
  });

  it('a day published after several readings tells the figures of one, and each repeat as a duplicate', () => {
    const readings = arbitraryRecords(day)
      .map((records) => records.filter(hasId))
      .chain((records) =>
        fc.tuple(fc.constant(records), fc.array(fc.shuffledSubarray(records), { maxLength: 3 })),
      );
    fc.assert(
      fc.property(readings, ([records, further]) => {
        const once = publishedOf(factsOf(records), day);
        const later = publishedOf(factsOf([...records, ...further.flat()]), day, {
          passes: 1 + further.length,
        });
        expect(later.figures).toEqual(once.figures);
        const repeats = further.flat().length;
        expect(later.coverage).toEqual({
          ...once.coverage,
          passes: 1 + further.length,
          agreement: later.coverage.agreement,
          records: once.coverage.records + repeats,
          duplicates: once.coverage.duplicates + repeats,
        });
      }),
      MANY,
    );
  });

  it('merging facts is associative, commutative and idempotent', () => {
    const three = arbitraryRecords(day).chain((records) =>
      fc.tuple(fc.subarray(records), fc.subarray(records), fc.shuffledSubarray(records)),
    );
    fc.assert(
      fc.property(three, (parts) => {
        const [a, b, c] = parts.map((records) => factsOf(records).toChunk());
        if (a === undefined || b === undefined || c === undefined) throw new Error('Three parts were made.');
        const left = contentOf(union(union(a, b), c));
        expect(contentOf(union(a, union(b, c)))).toEqual(left);
        expect(contentOf(union(c, union(b, a)))).toEqual(left);
        expect(contentOf(union(a, a))).toEqual(contentOf(a));
        expect(contentOf(union(union(a, b), a))).toEqual(contentOf(union(a, b)));
        const shared = merged([c]);
        for (const chunk of [b, a]) shared.mergeShare(structuredClone(merged([chunk]).share()));
        expect(contentOf(shared.toChunk())).toEqual(left);
        const { records, rejected, unkeyed } = union(union(a, b), c);
        expect(shared.toChunk()).toMatchObject({ records, rejected, unkeyed });
      }),
      MANY,
    );
  });

  it('the invariants of the report hold in its digest and in the report of files', () => {
    fc.assert(
      fc.property(arbitraryRecords(day), arbitraryReadAt(day), (records, asOf) => {
        const stored = publishedOf(factsOf(records), day);
        const digest = composeDigestReport(day.day, [stored], reportOptions(day));
        const ofFiles = composeFilesReport(filesOf(records, day, { asOf }), reportOptions(day));
        expect([...digest.days, ...ofFiles.days].flatMap(brokenInvariants)).toEqual([]);
      }),
      MANY,
    );
  });

  it('the report of files counts every record once, whatever day it belongs to', () => {
    fc.assert(
      fc.property(arbitraryRecords(day), (records) => {
        const days = filesOf(records, day, {});
        const received = days.reduce((sum, { coverage }) => sum + coverage.records, 0);
        const placed = records.some((record) => record.kind !== 'rejected' && record.at !== undefined);
        expect(received).toBe(placed ? records.length : 0);
      }),
      MANY,
    );
  });

  it('the report of files does not depend on their order', () => {
    const shuffled = arbitraryRecords(day).chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
    );
    fc.assert(
      fc.property(shuffled, ([records, otherwise]) => {
        expect(filesOf(otherwise, day, {})).toEqual(filesOf(records, day, {}));
      }),
      MANY,
    );
  });

  it('a day out of files has the figures of that day collected', () => {
    fc.assert(
      fc.property(arbitraryRecords(day), (records) => {
        const readAt = day.to + SEAL_HOURS * HOUR;
        const [ofFiles] = filesOf(records, day, { day: day.day, asOf: readAt });
        expect(ofFiles?.figures).toEqual(publishedOf(factsOf(records), day).figures);
      }),
      MANY,
    );
  });

  it('every attempt belongs to one day, and each day finds the attempts of one cut over all days', () => {
    fc.assert(
      fc.property(arbitraryRecords(day), arbitraryReadAt(day), (records, readAt) => {
        const facts = factsOf(records);
        const { window, dayOf } = createCalendar(day.zone);
        const days = [-2, -1, 0, 1, 2].map((apart) => addDays(day.day, apart));
        const whole = globalCut(facts, (ms) => window(dayOf(ms)).to);
        const firstDays = whole.map((rows) => dayOf(facts.columns.ms[rows[0] ?? 0] ?? 0));
        const rows = whole.flat().toSorted((a, b) => a - b);
        expect(rows).toEqual(interactiveRows(facts));
        const perDay = days.map((one) => {
          const { figures } = publishedOf(facts, { ...window(one), day: one, zone: day.zone }, { readAt });
          return figures.totals.attempts;
        });
        expect(perDay).toEqual(days.map((one) => firstDays.filter((first) => first === one).length));
        expect(perDay.reduce((sum, attempts) => sum + attempts, 0)).toBe(whole.length);
      }),
      MANY,
    );
  });

  it('the day agrees with the naive recount, in its figures and in its coverage', () => {
    fc.assert(
      fc.property(arbitraryRecords(day), arbitraryReadAt(day), (all, readAt) => {
        const records = all.filter((record) => record.kind !== 'outOfScope' || hasId(record));
        const { figures, coverage } = publishedOf(factsOf(records), day, { readAt });
        const naive = recount(records, day, { readAt });
        expect(timesAsNumbers(figures)).toEqual(timesAsNumbers(naive.figures));
        expect(coverage).toMatchObject(naive.coverage);
      }),
      { numRuns: 200 },
    );
  });
});

it('applications beyond the fifty shown are folded with their own users, as in the naive recount', () => {
  const day = windowOf('2026-03-10', 'UTC');
  const readAt = day.to + SEAL_HOURS * HOUR;
  const signIns = Array.from({ length: 150 }, (_, n) =>
    fc
      .record({
        app: n < 60 ? fc.constant(n) : fc.nat(89),
        user: fc.nat(19),
        code: fc.constantFrom(0, 50074, 500121),
      })
      .map((parts) =>
        buildSignIn({
          at: '2026-03-10T08:00:00Z',
          id: guid(1, n),
          userId: guid(2, parts.user),
          appId: guid(3, parts.app),
          appName: `Contoso application ${parts.app % 80}`,
          code: parts.code,
        }),
      ),
  );
  fc.assert(
    fc.property(fc.tuple(...signIns), (records) => {
      const { app } = publishedOf(factsOf(records), day, { readAt }).figures.breakdowns;
      expect(app.other).not.toBeNull();
      expect(app.rows).toHaveLength(50);
      expect(app).toEqual(recount(records, day, { readAt }).figures.breakdowns.app);
    }),
    { numRuns: 20 },
  );
});

/** Ways to bring many chunks together. */
const GROUPINGS: readonly ((chunks: readonly Chunk[]) => Facts)[] = [
  (chunks) => merged(chunks),
  (chunks) => merged(chunks.toReversed()),
  (chunks) => merged(batches(chunks, 2).map((some) => merged(some).toChunk())),
  // One by one, each onto what is there, as a collector does.
  (chunks) => {
    let all = merged([]).toChunk();
    for (const chunk of chunks) all = union(chunk, all);
    return merged([all]);
  },
];

/** What has none cannot be known again; out of scope, it is a number without a time. */
function hasId(record: ReadRecord): boolean {
  return record.id !== undefined;
}

function factsOf(records: readonly ReadRecord[]): Facts {
  const facts = createFacts();
  for (const record of records) facts.add(record);
  return facts;
}

function merged(chunks: readonly Chunk[]): Facts {
  const facts = createFacts();
  for (const chunk of chunks) facts.merge(chunk);
  return facts;
}

function union(a: Chunk, b: Chunk): Chunk {
  return merged([a, b]).toChunk();
}

function batches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** The facts of a chunk with their dictionaries resolved, by id: equal for equal sets of facts. */
function contentOf(chunk: Chunk): unknown[] {
  const ids = new Map(chunk.oddIds);
  const groups = new Map(chunk.oddGroups);
  const details = new Map(chunk.details);
  const { columns } = chunk;
  return Array.from({ length: chunk.rows }, (_, row) => ({
    id: [...columns.id.subarray(row * 4, row * 4 + 4), ids.get(row)],
    group: [...columns.group.subarray(row * 4, row * 4 + 4), groups.get(row)],
    at: [columns.ms[row], columns.ns[row], columns.readAt[row]],
    scope: columns.scope[row],
    user: chunk.users[columns.user[row] ?? 0],
    app: chunk.apps[columns.app[row] ?? 0],
    context: chunk.contexts[columns.context[row] ?? 0],
    evidence: chunk.evidences[columns.evidence[row] ?? 0],
    detail: details.get(row),
  })).toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

/** As a collector would publish it whose passes all began at `readAt`: once the day can be sealed, unless told. */
function publishedOf(
  facts: Facts,
  day: RecountedDay,
  { passes = 1, readAt = day.to + SEAL_HOURS * HOUR }: { passes?: number; readAt?: number } = {},
): StoredDay {
  const headers = Array.from({ length: passes }, (_, n): ChunkHeader => {
    const [cursor, zone, readTo, source] = [undefined, day.zone, undefined, undefined];
    const times = { startedAt: readAt, writtenAt: readAt };
    return {
      pass: n + 1,
      chunk: 0,
      cursor,
      done: true,
      ...times,
      zone,
      readTo,
      source,
      problem: undefined,
      notBefore: undefined,
    };
  });
  const { stored } = publishedDay(facts, {
    day: day.day,
    calendar: createCalendar(day.zone),
    source: 'archive',
    sealHours: SEAL_HOURS,
    retentionDays: 30,
    now: readAt + HOUR,
    exclude: NOBODY,
    exclusions: '',
    headers,
    rowsOfLastPass: facts.rows,
    before: undefined,
  });
  return stored;
}

function peopleOf(facts: Facts, day: RecountedDay, readAt: number): Person[] {
  const { window, dayOf } = createCalendar(day.zone);
  const dayEnd = (ms: number) => window(dayOf(ms)).to;
  return tallyDay(facts, { window: { ...day }, readAt, exclude: NOBODY, dayEnd }).people;
}

function filesOf(
  records: readonly ReadRecord[],
  day: RecountedDay,
  given: Partial<FileDayOptions>,
): StoredDay[] {
  const files = createDaysOfFiles(createCalendar(day.zone));
  for (const record of records) files.add(record);
  return files.days({
    day: undefined,
    asOf: day.to + SEAL_HOURS * HOUR,
    sealHours: SEAL_HOURS,
    exclude: NOBODY,
    ...given,
  });
}

function reportOptions(day: RecountedDay): ReportOptions {
  return {
    version: '0.0.0',
    tenant: { id: 'contoso', name: 'Contoso' },
    privacy: 'masked',
    now: day.to + (SEAL_HOURS + 1) * HOUR,
    calendar: createCalendar(day.zone),
    retentionDays: 30,
    issueMinUsers: 3,
  };
}

function interactiveRows(facts: Facts): number[] {
  return Array.from({ length: facts.rows }, (_, row) => row).filter((row) => facts.columns.scope[row] === 0);
}

/**
 * All interactive rows of all days cut once, by the words of contract §1: a new attempt after a gap
 * of more than 30 minutes, and 60 minutes after the end of the day in which the attempt began.
 */
function globalCut(facts: Facts, dayEnd: (ms: number) => number): number[][] {
  const { columns } = facts;
  const { users } = facts.toChunk();
  const at = (row: number) => columns.ms[row] ?? 0;
  const nanoseconds = (row: number) => BigInt(at(row)) * 1_000_000n + BigInt(columns.ns[row] ?? 0);
  const groups = Map.groupBy(interactiveRows(facts), (row) => {
    const [id, name] = users[columns.user[row] ?? 0] ?? [null, null];
    const group = columns.group.subarray(row * 4, row * 4 + 4).join();
    return group === '0,0,0,0' ? `alone ${row}` : JSON.stringify([id ?? name, group]);
  });
  const attempts: number[][] = [];
  for (const rows of groups.values()) {
    const ascending = rows.toSorted(facts.compareRows);
    for (const [index, row] of ascending.entries()) {
      const previous = ascending[index - 1];
      const attempt = attempts.at(-1);
      const goesOn =
        previous !== undefined &&
        attempt !== undefined &&
        nanoseconds(row) - nanoseconds(previous) <= BigInt(HOUR / 2) * 1_000_000n &&
        at(row) < dayEnd(at(attempt[0] ?? row)) + HOUR;
      if (goesOn) attempt.push(row);
      else attempts.push([row]);
    }
  }
  return attempts;
}

/** An instant may be written with or without its milliseconds. */
function timesAsNumbers<F extends { hours: readonly { from: string }[] }>(figures: F) {
  return { ...figures, hours: figures.hours.map((hour) => ({ ...hour, from: Date.parse(hour.from) })) };
}
