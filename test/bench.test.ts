import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bars, type Measured } from '../bench/bars.ts';
import { type CountedInput, checkCollected, checkCounts } from '../bench/check-counts.ts';
import { computeRequests } from '../bench/count-requests.ts';
import { type Flavour, generateLines } from '../bench/generate.ts';
import { graphPages } from '../bench/graph-pages.ts';
import type { Collected, Collection } from '../bench/measure-collecting.ts';
import { median } from '../bench/median.ts';
import { readSortedLines, type SortedLines } from '../bench/sorted-lines.ts';
import { composeFilesReport } from '../src/core/compose-report.ts';
import { createCalendar } from '../src/core/day.ts';
import { createDaysOfFiles } from '../src/core/days-of-files.ts';
import { readSignIn } from '../src/sources/read-sign-in.ts';

describe('the bars', () => {
  it('hold at their limits and not beyond', () => {
    expect(missed(measured({}))).toEqual([]);
  });

  it.each([
    ['memory of the worst run', { peaks: [160.2, 100, 100] }, 'report, 100,000 lean: peak memory'],
    ['time that grows with the square', { largeSeconds: 250 }, 'lean, tenfold input: time'],
    [
      'growth that only the start of the process hides',
      { smallSeconds: 1.1, largeSeconds: 11 },
      'lean, tenfold input: time without its start',
    ],
    ['a slow demo', { demoSeconds: 30 }, 'demo, start to end'],
    ['a large app', { appBytes: 1_300_000 }, 'built app, bytes read at start'],
    ['an app that starts late', { appSeconds: 0.21 }, 'built app, start above that of Node'],
    [
      'collecting that takes more CPU than the loop allows',
      { collectCpu: 3.1 },
      'collecting, 100,000 full, plain: CPU, bare loop = 1',
    ],
    [
      'collecting that takes longer than the loop allows',
      { collectSeconds: 3.1 },
      'collecting, 100,000 full, plain: time, bare loop = 1',
    ],
    [
      'collecting that loses time at the pace',
      { pausedSeconds: 250 },
      'collecting, 100,000 full, plain: time at the pace, its demand = 1',
    ],
    [
      'telling what stands out that takes a third of the counting',
      { judgingSeconds: 0.31 },
      'judging, 1,000,000 lean: CPU above that of counting',
    ],
    [
      'a digest that asks the tables more often',
      { reads: 6 },
      'digest judged by 90 days: requests to the tables',
    ],
    ['memory of collecting', { collectPeak: 161 }, 'collecting, 100,000 full, plain: peak memory'],
  ])('%s is told', (_, figures, what) => {
    expect(missed(measured(figures))).toContain(what);
  });

  it.each([
    [[], Number.NaN],
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 9], 3],
  ])('the median of %j is %d', (figures, expected) => {
    expect(median(figures)).toBe(expected);
  });
});

describe('the counts of generated sign-ins', () => {
  const inputs = [counted('lean', 1500), counted('lean', 15_000), counted('full', 1500)];

  it('are those of what was generated, in both flavours and at both sizes', () => {
    const wrong = checkCounts(inputs).filter(({ holds, what }) => !holds && !what.includes('share'));
    expect(wrong).toEqual([]);
    expect(checkCounts(inputs)).toHaveLength(3 * 6 + 1 + 1);
  });

  it('a report that lost one is told', () => {
    const [lean] = inputs.map((input) => ({ ...input, generated: { ...input.generated, ids: 1 } }));
    const wrong = checkCounts(lean === undefined ? [] : [lean]).filter(({ holds }) => !holds);
    expect(wrong.map(({ what }) => what)).toEqual([
      '1,500 lean: sign-ins, and ids left out for a reason = distinct ids',
      '1,500 lean: duplicates = the other lines',
    ]);
  });
});

describe('the Graph that the benchmark serves', () => {
  const DAY = '2026-11-16';
  let folder: string;
  let lines: SortedLines;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfa-digest-bench-'));
    const path = join(folder, 'lean.ndjson');
    const generated = generateLines({ records: 2500, flavour: 'lean', from: DAY, days: 1, seed: '1' });
    await writeFile(path, `${[...generated].join('\n')}\n`);
    lines = readSortedLines(path);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('shows every sign-in once, oldest first, a thousand a page', () => {
    const pages = readPages(lines, 1, [`${DAY}T00:00:00Z`, '2026-11-18T00:00:00Z']);
    expect(pages.map((page) => page.length)).toEqual([1000, 1000, 500]);
    const times = pages.flat().map(({ createdDateTime }) => createdDateTime);
    expect(times).toEqual(times.toSorted());
    const expected = [...generateLines({ records: 2500, flavour: 'lean', from: DAY, days: 1, seed: '1' })];
    expect(
      pages
        .flat()
        .map((record) => JSON.stringify(record))
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  it('keeps to both bounds of the filter, each included', () => {
    const all = readPages(lines, 1, [`${DAY}T00:00:00Z`, '2026-11-18T00:00:00Z']).flat();
    const [from = '', to = ''] = [all[100]?.createdDateTime, all[1700]?.createdDateTime];
    const within = all.filter(({ createdDateTime }) => createdDateTime >= from && createdDateTime <= to);
    expect(readPages(lines, 1, [from, to]).flat()).toEqual(within);
  });

  it('compresses what it shows where it is to', () => {
    const all: readonly [string, string] = [`${DAY}T00:00:00Z`, '2026-11-18T00:00:00Z'];
    expect(readPages(lines, 1, all, gunzipSync)).toEqual(readPages(lines, 1, all));
  });

  it('repeats its day with later dates, over midnight without a gap', () => {
    const of = (from: string, to: string) => readPages(lines, 3, [from, to]).flat();
    const first = of(`${DAY}T00:00:00Z`, `${DAY}T23:59:59Z`);
    const later = of('2026-11-18T00:00:00Z', '2026-11-18T23:59:59Z');
    expect(later.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(later.every(({ createdDateTime }) => createdDateTime.startsWith('2026-11-18'))).toBe(true);
    const noons = of(`${DAY}T12:00:00Z`, '2026-11-17T11:59:59Z');
    expect(noons).toHaveLength(first.length);
    expect(new Set(noons.map(({ id }) => id)).size).toBe(new Set(first.map(({ id }) => id)).size);
  });
});

describe('the day that the benchmark collects', () => {
  it.each([
    ['a record that was not read', { records: 99_999 }, 'records = lines'],
    ['a lost sign-in', { signIns: 97 }, 'sign-ins, and ids left out for a reason = distinct ids'],
    ['a rejected record', { rejected: { total: 1 } }, 'rejected = none'],
  ])('%s is told', (_, coverage, what) => {
    const day = collected({});
    const wrong = day.runs.map((run) => ({ ...run, coverage: { ...run.coverage, ...coverage } }));
    expect(wrongOf({ ...day, runs: wrong })).toEqual([`collecting, 100,000 full, plain: ${what}`]);
    expect(wrongOf(day)).toEqual([]);
  });

  it('figures that differ between two runs are told', () => {
    const day = collected({});
    const other = day.smallHeap.map((run) => ({ ...run, figures: '{"other":1}' }));
    expect(wrongOf({ ...day, smallHeap: other })).toEqual([
      'collecting, 100,000 full, plain: different figures of all runs',
    ]);
  });

  it('requests of a larger day are computed from what two smaller ones add', () => {
    const day = (signIns: number, toGraph: number, reads: number, writes: number) => ({
      signIns,
      ticks: 96,
      all: { toGraph, reads, writes },
      idle: { toGraph: 0, reads: 600, writes: 0 },
      isComputed: false,
    });
    expect(computeRequests(day(1000, 3, 610, 10), day(2000, 6, 611, 13), 10_000)).toEqual({
      ...day(10_000, 30, 619, 37),
      isComputed: true,
    });
  });
});

type Figures = {
  peaks?: readonly number[];
  smallSeconds?: number;
  largeSeconds?: number;
  demoSeconds?: number;
  appBytes?: number;
  appSeconds?: number;
  judgingSeconds?: number;
  reads?: number;
} & CollectedFigures;
type CollectedFigures = {
  collectSeconds?: number;
  collectCpu?: number;
  pausedSeconds?: number;
  collectPeak?: number;
};

function measured({
  peaks = [160, 100, 100],
  smallSeconds = 2.5,
  largeSeconds = 20,
  demoSeconds = 29.9,
  appBytes = 1_299_999,
  appSeconds = 0.199,
  judgingSeconds = 0.3,
  reads = 5,
  ...ofCollecting
}: Figures): Measured {
  const taken = (seconds: number, peakMiB: number) => ({ seconds, cpuSeconds: seconds, peakMiB });
  const report = { flavour: 'lean', bytes: 1 };
  return {
    reports: [
      {
        ...report,
        records: 100_000,
        signIns: 100_000,
        runs: peaks.map((peak) => taken(smallSeconds, peak)),
      },
      { ...report, records: 1_000_000, signIns: 1_000_000, runs: [taken(largeSeconds, 250)] },
    ],
    start: [taken(0.5, 80)],
    demo: [taken(demoSeconds, 200)],
    app: { bytes: appBytes, emptySeconds: [0.05], appSeconds: [appSeconds] },
    collecting: { collected: [collected(ofCollecting)], requests: [] },
    judging: {
      records: 1_000_000,
      tallies: [{ seconds: 1 + judgingSeconds, judgingSeconds, peakMiB: 360 }],
      days: 90,
      storedRecords: 100_000,
      digests: [taken(0.6, 140)],
      reads,
    },
  };
}

/** A hundred pages, for which the pace demands 240 s. */
function collected({
  collectSeconds = 3,
  collectCpu = 3,
  pausedSeconds = 249,
  collectPeak = 160,
}: CollectedFigures): Collected {
  const run: Collection = {
    seconds: collectSeconds,
    cpuSeconds: collectCpu,
    peakMiB: 400,
    pausedSeconds,
    coverage: {
      records: 100_000,
      signIns: 98,
      nonInteractive: 1,
      outOfScope: 1,
      outsideWindow: 0,
      rejected: { total: 0 },
    },
    figures: '{}',
  };
  return {
    flavour: 'full',
    packing: 'plain',
    records: 100_000,
    ids: 100,
    pages: 100,
    loops: [{ seconds: 2, cpuSeconds: 2, peakMiB: 300 }],
    runs: [run],
    smallHeap: [{ ...run, seconds: 9, cpuSeconds: 9, peakMiB: collectPeak }],
  };
}

function wrongOf(day: Collected): string[] {
  return checkCollected([day])
    .filter(({ holds }) => !holds)
    .map(({ what }) => what);
}

type ServedRecord = { readonly id: string; readonly createdDateTime: string };

/** All pages of a window, link after link. */
function readPages(
  lines: SortedLines,
  days: number,
  [from, to]: readonly [string, string],
  unpack?: (body: Buffer) => Buffer,
): (readonly ServedRecord[])[] {
  const bodyFor = graphPages(lines, { firstDay: '2026-11-16', days, gzip: unpack !== undefined });
  const pages: (readonly ServedRecord[])[] = [];
  const filter = encodeURIComponent(`createdDateTime ge ${from} and createdDateTime le ${to}`);
  let link: string | undefined = `http://127.0.0.1/beta/auditLogs/signIns?$filter=${filter}`;
  while (link !== undefined) {
    const body = Buffer.concat([...(bodyFor(new URL(link)) ?? [])]);
    const text = (unpack?.(body) ?? body).toString();
    const page: { value: ServedRecord[]; '@odata.nextLink'?: string } = JSON.parse(text);
    pages.push(page.value);
    link = page['@odata.nextLink'];
  }
  return pages;
}

function missed(figures: Measured): string[] {
  return bars(figures)
    .filter(({ holds }) => !holds)
    .map(({ what }) => what);
}

/** What the benchmark does in processes of their own, with a few records and in this one. */
function counted(flavour: Flavour, records: number): CountedInput {
  const calendar = createCalendar('UTC');
  const days = createDaysOfFiles(calendar);
  const lines = generateLines({ records, flavour, from: '2026-11-16', days: 1, seed: '1' });
  let next = lines.next();
  for (; next.done !== true; next = lines.next()) days.add(readSignIn(JSON.parse(next.value)));
  const now = Date.parse('2026-11-30T08:00:00Z');
  const found = days.days({
    day: undefined,
    asOf: now,
    sealHours: 48,
    exclude: { users: new Set(), apps: new Set() },
  });
  const report = composeFilesReport(found, {
    version: '0.0.0',
    tenant: { id: 'files', name: null },
    privacy: 'masked',
    now,
    calendar,
    retentionDays: 3650,
    issueMinUsers: 3,
  });
  return {
    flavour,
    records,
    generated: { bytes: 0, ids: next.value.ids },
    outputs: [JSON.stringify(report)],
  };
}
