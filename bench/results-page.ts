/** What was measured, as the page bench/results.md. */
import {
  aboveNode,
  bars,
  cpuOf,
  demandedSeconds,
  judgingShare,
  type Measured,
  nameOf,
  pacedSeconds,
  peakOf,
  type ReportRuns,
  secondsOf,
  tenfold,
} from './bars.ts';
import type { CountCheck } from './check-counts.ts';
import type { DayOfRequests } from './count-requests.ts';
import { type Machine, machineText } from './machine.ts';
import type { Collected, Collecting } from './measure-collecting.ts';
import type { Taken } from './measure-command.ts';
import type { Judging } from './measure-judging.ts';
import { median, spread } from './median.ts';
import { passed, table } from './table.ts';

export type PageOptions = {
  readonly machine: Machine;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly checks: readonly CountCheck[];
};

export function resultsPage(measured: Measured, { machine, date, checks }: PageOptions): string {
  const { app, collecting, demo, judging, reports, start } = measured;
  return `# Results of the benchmark

<!-- Made by \`npm run bench\` (bench/report.ts); run it again instead of editing. -->

${date}. ${machineText(machine)}. Every figure is the median of
${demo.length} runs with the least and the most behind it, and the inputs take turns; peak memory is that of the worst run.
Seconds are those its user waits, from starting the process to its end. How it is measured: docs/performance.md.

## What must hold

${table(
  ['', 'limit', 'measured', ''],
  bars(measured).map(({ what, limit, figure, holds }) => [what, limit, figure, passed(holds)]),
)}

## \`report\`

${table(
  ['records', 'flavour', 'MB', 'seconds', 'of CPU', 'sign-ins/s', 'MB/s', 'peak MiB', 'limit met'],
  reports.map((report) => reportRow(report, measured)),
)}

${growth(reports)}Before it reads, a run takes ${spread(start.map(({ seconds }) => seconds))} s and ${peakOf(start).toFixed(0)} MiB.

${collectingSection(collecting)}
${judgingSection(judging)}
## The rest

- \`demo\`, 30 days collected, stored and rendered: ${spread(demo.map(({ seconds }) => seconds))} s, ${peakOf(demo).toFixed(0)} MiB.
- The built app reads ${(app.bytes / 1e6).toFixed(2)} MB at start and takes ${milliseconds(app.appSeconds)}, Node alone
  ${milliseconds(app.emptySeconds)}: ${Math.round(aboveNode(app) * 1000)} ms more (medians of ${app.appSeconds.length} starts, in turn).

## The counts behind it

${table(
  ['', 'counted', ''],
  checks.map(({ what, figure, holds }) => [what, figure, passed(holds)]),
)}
`;
}

/** A section of its own, so that it can be had alone. */
export function collectingSection({ collected, requests }: Collecting): string {
  return `## Collecting from Microsoft Graph

${table(
  ['pages', 'flavour', 'packing', '', 'seconds', 'of CPU', 'CPU s per million', 'pages/s', 'peak MiB'],
  collected.flatMap((day) => [
    collectingRow(day, 'bare loop', day.loops),
    collectingRow(day, 'collecting', day.runs),
    collectingRow(day, 'collecting, small heap', day.smallHeap),
  ]),
)}

${collected.map(paceLine).join('')}
What a day of operation asks for, in ${requests[0]?.ticks} ticks, three of which read a day each: for the first time, again, and to seal it.

${table(
  ['sign-ins a day', 'requests to Graph', 'reads of tables', 'writes', 'reads of ticks with nothing due'],
  requests.map(requestRow),
)}
`;
}

/** A section of its own, so that it can be had alone. */
export function judgingSection(judging: Judging): string {
  const { days, digests, reads, records, storedRecords, tallies } = judging;
  const counting = median(tallies.map(({ seconds, judgingSeconds }) => seconds - judgingSeconds));
  return `## What stands out

- Counting a day of ${records.toLocaleString('en')} lean records takes ${counting.toFixed(2)} s of CPU; telling what stands out in it
  (findings, people, what an issue's users share, prompts) ${(judgingShare(judging) * 100).toFixed(0)}% more.
- A digest judged by ${days} stored days of ${storedRecords.toLocaleString('en')} records each, from Azurite to HTML, start to end:
  ${spread(digests.map(({ seconds }) => seconds))} s, ${peakOf(digests).toFixed(0)} MiB, ${reads} requests to the tables.
`;
}

function collectingRow(day: Collected, what: string, runs: readonly Taken[]): string[] {
  return [
    day.pages.toLocaleString('en'),
    day.flavour,
    day.packing,
    what,
    spread(runs.map(({ seconds }) => seconds)),
    spread(runs.map(({ cpuSeconds }) => cpuSeconds)),
    ((cpuOf(runs) / day.records) * 1e6).toFixed(0),
    (day.pages / secondsOf(runs)).toFixed(0),
    peakOf(runs).toFixed(0),
  ];
}

function paceLine(day: Collected): string {
  const [took, demanded] = [pacedSeconds(day).toFixed(0), demandedSeconds(day).toFixed(0)];
  return `At the pace kept with Graph, ${day.pages.toLocaleString('en')} pages, ${day.flavour} and ${day.packing}, take ${took} s; the pace demands ${demanded} s.\n`;
}

function requestRow({ all, idle, isComputed, signIns }: DayOfRequests): string[] {
  const counts = [all.toGraph, all.reads, all.writes, idle.reads];
  return [
    `${signIns.toLocaleString('en')}${isComputed ? ' (computed)' : ''}`,
    ...counts.map((count) => count.toLocaleString('en')),
  ];
}

function reportRow(report: ReportRuns, measured: Measured): string[] {
  const { bytes, flavour, records, runs, signIns } = report;
  const seconds = secondsOf(runs);
  const memory = bars(measured).find(({ what }) => what === `${nameOf(report)}: peak memory`);
  return [
    records.toLocaleString('en'),
    flavour,
    (bytes / 1e6).toFixed(0),
    spread(runs.map((run) => run.seconds)),
    median(runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1),
    Math.round(signIns / seconds).toLocaleString('en'),
    (bytes / 1e6 / seconds).toFixed(0),
    peakOf(runs).toFixed(0),
    passed(memory?.holds ?? false),
  ];
}

/** What a further million costs, from two sizes of one flavour; medians, since one odd run would tilt it. */
function growth(reports: readonly ReportRuns[]): string {
  return tenfold(reports)
    .map(([small, large]) => {
      const millions = (large.signIns - small.signIns) / 1e6;
      const memory = (usualPeak(large) - usualPeak(small)) / millions;
      const seconds = (secondsOf(large.runs) - secondsOf(small.runs)) / millions;
      return `A further million ${large.flavour} sign-ins takes ${seconds.toFixed(1)} s and ${memory.toFixed(0)} MiB.\n`;
    })
    .join('');
}

function usualPeak({ runs }: ReportRuns): number {
  return median(runs.map(({ peakMiB }) => peakMiB));
}

function milliseconds(seconds: readonly number[]): string {
  const [least, middle, most] = [Math.min(...seconds), median(seconds), Math.max(...seconds)].map((one) =>
    Math.round(one * 1000),
  );
  return `${middle} ms (${least} to ${most})`;
}
