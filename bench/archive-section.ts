/** The section "Reading an archive" of bench/results.md. */
import { archiveBars, growth, readName, timeShare, titleOf } from './archive-bars.ts';
import type { Way } from './archive-ways.ts';
import { tenfold } from './bars.ts';
import { type Machine, machineText } from './machine.ts';
import type { ArchiveRead, WayRuns } from './measure-archive.ts';
import { median, spread } from './median.ts';
import { reportFigures } from './report-figures.ts';
import { passed, table } from './table.ts';

const HEADING = '## Reading an archive';

/** A section of its own, so that it can be measured alone: it names its own day and machine. */
export function archiveSection(
  reads: readonly ArchiveRead[],
  { date, machine }: { readonly date: string; readonly machine: Machine },
): string {
  const runs = Math.max(...reads.flatMap(({ ways }) => ways.map((way) => way.runs.length)));
  const bars = archiveBars(reads);
  return `${HEADING}

${date}. ${machineText(machine)}. Medians of ${runs} runs
with the least and the most behind them; each run is a process of its own, start to end, and the ways take turns.
*Full* records are those of 4 KB that Graph sends, 4 GB per million: for them the bars were written. MB are those
of the unpacked file. The last two columns are our time divided by that of the row.

${
  bars.length === 0
    ? 'The bars are those of a million records, which were not measured.'
    : table(
        ['', 'limit', 'measured', ''],
        bars.map(({ what, limit, figure, holds }) => [what, limit, figure, passed(holds)]),
      )
}

${[...reads.map(readTable), growthLines(reads), agreement(reads)].filter((part) => part !== '').join('\n')}`;
}

/** The page with that section in place of the one it had, else before "The rest", else at its end. */
export function withArchiveSection(page: string, section: string): string {
  const parts = page.split(/^(?=## )/m).filter((part) => !part.startsWith(`${HEADING}\n`));
  const before = parts.findIndex((part) => part.startsWith('## The rest\n'));
  return parts.toSpliced(before < 0 ? parts.length : before, 0, `${section}\n`).join('');
}

function readTable(read: ArchiveRead): string {
  return `### ${readName(read)}: ${(read.bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 0 })} MB

${table(
  ['', 'seconds', 'of CPU', 'MB/s', 'peak MiB', 'one thread ÷ it', 'two workers ÷ it'],
  read.ways.map((way) => wayRow(read, way)),
)}
`;
}

function wayRow(read: ArchiveRead, { way, missing, runs }: WayRuns): string[] {
  if (runs.length === 0) return [titleOf(way), missing ?? 'not run', '', '', '', '', ''];
  const seconds = runs.map((ran) => ran.seconds);
  const left = runs.flatMap((ran) => ran.left ?? []);
  return [
    titleOf(way),
    spread(seconds, 2),
    left.length === 0 ? '' : median(left.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
    (read.bytes / 1e6 / median(seconds)).toFixed(0),
    left.length === 0 ? '' : Math.max(...left.map(({ peakMiB }) => peakMiB)).toFixed(0),
    timeShare(read, 'report', way)?.toFixed(2) ?? '',
    timeShare(read, 'reportOfTwo', way)?.toFixed(2) ?? '',
  ];
}

/** What tenfold input costs, each time it is tenfold. */
function growthLines(reads: readonly ArchiveRead[]): string {
  const ways: readonly Way[] = ['report', 'reportOfTwo', 'loop', 'counts', 'figures'];
  return tenfold(reads.filter(({ packing }) => packing === 'plain'))
    .map(([small, large]) => {
      const grown = ways.flatMap((way) => {
        const ratio = growth(small, large, way);
        return ratio === undefined ? [] : [`${titleOf(way)} ${ratio.toFixed(1)}-fold`];
      });
      return `From ${small.records.toLocaleString('en')} to ${readName(large)}: ${grown.join(', ')}.\n`;
    })
    .join('');
}

/** Nothing is printed unless all ways agree, so that they do need not be measured again here. */
function agreement(reads: readonly ArchiveRead[]): string {
  const largest = reads.toSorted((a, b) => b.records - a.records)[0];
  const ran = (way: Way) => largest?.ways.find((one) => one.way === way)?.runs[0];
  const figures = reportFigures(ran('report')?.printed ?? '{"days":[]}');
  const asked =
    ran('figures') === undefined ? 'the report' : 'the report and the query `figures`, equal in all of them';
  const named = [
    'totals.signIns',
    'totals.users',
    'challenged.users',
    'unable.users',
    'completed.firstTry.attempts',
  ];
  return `All ways agree in what they count. Of ${largest === undefined ? 'nothing' : readName(largest)}, ${figures.size} figures of ${asked}: ${named
    .map((name) => `\`${name}\` ${(figures.get(name) ?? 0).toLocaleString('en')}`)
    .join(', ')}, and the sign-ins by outcome and result, the attempts, users and unable users by reason.
`;
}
