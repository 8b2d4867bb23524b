/** What must hold of speed, memory and size, and whether it does. */
import { PACE } from '../src/sources/graph-pacing.ts';
import type { AppStart } from './measure-app-start.ts';
import type { Collected, Collecting } from './measure-collecting.ts';
import type { Taken } from './measure-command.ts';
import type { Judging } from './measure-judging.ts';
import { median } from './median.ts';

export type ReportRuns = {
  readonly flavour: string;
  /** Lines of the file, and its size. */
  readonly records: number;
  readonly bytes: number;
  /** As the report counts them. */
  readonly signIns: number;
  readonly runs: readonly Taken[];
};

export type Measured = {
  readonly reports: readonly ReportRuns[];
  /** `report` on a handful of records: what each run pays before it reads. */
  readonly start: readonly Taken[];
  readonly demo: readonly Taken[];
  readonly app: AppStart;
  readonly collecting: Collecting;
  readonly judging: Judging;
};

export type Bar = {
  readonly what: string;
  readonly limit: string;
  readonly figure: string;
  readonly holds: boolean;
};

/** For tenfold input; a tenth above linear is left to sorting and to larger memory. */
const MOST_GROWTH = 11;
const MOST_DEMO_SECONDS = 30;
const MOST_APP_BYTES = 1_300_000;
const MOST_APP_SECONDS = 0.15;
/** Of the bare loop over pages as Graph sends them. */
const MOST_OF_LOOP = 1.5;
/** Of the time that the pace demands. */
const MOST_OF_PACE = 1.05;
/** Of what counting takes without it. */
const MOST_OF_TALLY = 0.3;
/** Three range queries, of which that of the days comes in two pages, and the row of the people. */
const MOST_READS = 5;

/** MiB that `report` and collecting may hold at most, run from the command line. */
export function memoryLimit(signIns: number): number {
  return 150 + (100 * signIns) / 1_000_000;
}

/** Medians where time is meant, the worst run where a limit must never be passed. */
export function bars({ reports, start, demo, app, collecting, judging }: Measured): readonly Bar[] {
  return [
    ...reports.map(memoryBar),
    ...tenfold(reports).flatMap(([small, large]) => growthBars(small, large, secondsOf(start))),
    {
      what: 'demo, start to end',
      limit: `< ${MOST_DEMO_SECONDS} s`,
      figure: `${secondsOf(demo).toFixed(1)} s`,
      holds: secondsOf(demo) < MOST_DEMO_SECONDS,
    },
    {
      what: 'built app, bytes read at start',
      limit: `< ${MOST_APP_BYTES / 1e6} MB`,
      figure: `${(app.bytes / 1e6).toFixed(2)} MB`,
      holds: app.bytes < MOST_APP_BYTES,
    },
    {
      what: 'built app, start above that of Node',
      limit: `< ${MOST_APP_SECONDS * 1000} ms`,
      figure: `${Math.round(aboveNode(app) * 1000)} ms`,
      holds: aboveNode(app) < MOST_APP_SECONDS,
    },
    ...collectingBars(collecting),
    ...judgingBars(judging),
  ];
}

/** What it costs to tell what stands out. */
export function judgingBars(judging: Judging): readonly Bar[] {
  const share = judgingShare(judging);
  return [
    {
      what: `judging, ${judging.records.toLocaleString('en')} lean: CPU above that of counting`,
      limit: `≤ ${MOST_OF_TALLY * 100}%`,
      figure: `${(share * 100).toFixed(0)}%`,
      holds: share <= MOST_OF_TALLY,
    },
    {
      what: `digest judged by ${judging.days} days: requests to the tables`,
      limit: `≤ ${MOST_READS}`,
      figure: String(judging.reads),
      holds: judging.reads <= MOST_READS,
    },
  ];
}

/** CPU time of telling of people and reasons, as a share of that of all other counting. */
export function judgingShare({ tallies }: Judging): number {
  return median(tallies.map(({ seconds, judgingSeconds }) => judgingSeconds / (seconds - judgingSeconds)));
}

/** Speed is that of pages as Graph sends them: of lean ones the loop makes less work than of real ones. */
export function collectingBars({ collected }: Collecting): readonly Bar[] {
  return [
    ...collected.filter(({ flavour }) => flavour === 'full').flatMap(loopBars),
    // Of four pages and fewer the pace demands nothing.
    ...collected.filter((day) => demandedSeconds(day) > 0).map(paceBar),
    ...collected.map(collectedMemoryBar),
  ];
}

function loopBars(day: Collected): Bar[] {
  const ratios = [
    ['CPU', cpuOf(day.runs) / cpuOf(day.loops)],
    ['time', secondsOf(day.runs) / secondsOf(day.loops)],
  ] as const;
  return ratios.map(([what, ratio]) => ({
    what: `${collectionOf(day)}: ${what}, bare loop = 1`,
    limit: `≤ ${MOST_OF_LOOP}-fold`,
    figure: `${ratio.toFixed(2)}-fold`,
    holds: ratio <= MOST_OF_LOOP,
  }));
}

function paceBar(day: Collected): Bar {
  const ratio = pacedSeconds(day) / demandedSeconds(day);
  return {
    what: `${collectionOf(day)}: time at the pace, its demand = 1`,
    limit: `≤ ${MOST_OF_PACE}-fold`,
    figure: `${ratio.toFixed(3)}-fold`,
    holds: ratio <= MOST_OF_PACE,
  };
}

/** Pauses and work together. */
export function pacedSeconds({ runs }: Collected): number {
  return median(runs.map(({ seconds, pausedSeconds }) => seconds + pausedSeconds));
}

/** Before the last of so many requests may start, if work took no time and a window were as long as promised. */
export function demandedSeconds({ pages }: Collected): number {
  return (Math.floor((pages - 1) / PACE.requests) * PACE.perMs) / 1000;
}

function collectedMemoryBar(day: Collected): Bar {
  const limit = memoryLimit(day.records);
  const peak = peakOf(day.smallHeap);
  return {
    what: `${collectionOf(day)}: peak memory`,
    limit: `≤ ${limit.toFixed(0)} MiB`,
    figure: `${peak.toFixed(0)} MiB`,
    holds: peak <= limit,
  };
}

/** How a collection is called in all that is printed. */
export function collectionOf({ flavour, packing, records }: Collected): string {
  return `collecting, ${records.toLocaleString('en')} ${flavour}, ${packing}`;
}

/** Seconds that starting the app takes more than starting Node. */
export function aboveNode({ emptySeconds, appSeconds }: AppStart): number {
  return median(appSeconds) - median(emptySeconds);
}

export function secondsOf(runs: readonly Taken[]): number {
  return median(runs.map(({ seconds }) => seconds));
}

export function cpuOf(runs: readonly Taken[]): number {
  return median(runs.map(({ cpuSeconds }) => cpuSeconds));
}

export function peakOf(runs: readonly Taken[]): number {
  return Math.max(...runs.map(({ peakMiB }) => peakMiB));
}

/** Files of one flavour of which one is ten times the other. */
export function tenfold<T extends { readonly flavour: string; readonly records: number }>(
  files: readonly T[],
): (readonly [T, T])[] {
  return files.flatMap((small) => {
    const large = files.find(
      ({ flavour, records }) => flavour === small.flavour && records === small.records * 10,
    );
    return large === undefined ? [] : [[small, large] as const];
  });
}

/** How a report is called in all that is printed. */
export function nameOf({ flavour, records }: ReportRuns): string {
  return `report, ${records.toLocaleString('en')} ${flavour}`;
}

function memoryBar(report: ReportRuns): Bar {
  const limit = memoryLimit(report.signIns);
  return {
    what: `${nameOf(report)}: peak memory`,
    limit: `≤ ${limit.toFixed(0)} MiB`,
    figure: `${peakOf(report.runs).toFixed(0)} MiB`,
    holds: peakOf(report.runs) <= limit,
  };
}

/** Once as its user waits, once without what the smallest input takes too, which would flatter it. */
function growthBars(small: ReportRuns, large: ReportRuns, start: number): Bar[] {
  const ratios = [
    ['time', secondsOf(large.runs) / secondsOf(small.runs)],
    ['time without its start', (secondsOf(large.runs) - start) / (secondsOf(small.runs) - start)],
  ] as const;
  return ratios.map(([what, ratio]) => ({
    what: `${large.flavour}, tenfold input: ${what}`,
    limit: `≤ ${MOST_GROWTH}-fold`,
    figure: `${ratio.toFixed(1)}-fold`,
    holds: ratio <= MOST_GROWTH,
  }));
}
