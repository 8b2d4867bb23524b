import { describe, expect, it } from 'vitest';
import { bars, type Measured } from '../bench/bars.ts';
import { type CountedInput, checkCounts } from '../bench/check-counts.ts';
import { type Flavour, generateLines } from '../bench/generate.ts';
import { median } from '../bench/median.ts';
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

type Figures = {
  peaks?: readonly number[];
  smallSeconds?: number;
  largeSeconds?: number;
  demoSeconds?: number;
  appBytes?: number;
  appSeconds?: number;
};

function measured({
  peaks = [160, 100, 100],
  smallSeconds = 2.5,
  largeSeconds = 20,
  demoSeconds = 29.9,
  appBytes = 1_299_999,
  appSeconds = 0.199,
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
  };
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
