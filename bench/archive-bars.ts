/** What must hold of reading an archive, and whether it does. */
import { ARCHIVE_WAYS, type Packing, type Way } from './archive-ways.ts';
import { type Bar, tenfold } from './bars.ts';
import type { ArchiveRead, WayRuns } from './measure-archive.ts';
import { median } from './median.ts';

/** `holds` is `undefined` where it could not be measured. */
export type ArchiveBar = Omit<Bar, 'holds'> & { readonly holds: boolean | undefined };

/** All bars are those of a million records: less is mostly the start of a process. */
const MILLION = 1_000_000;

/** Time of ours, as a share of that of another. */
const SHARES: readonly { packing: Packing; ours: Way; other: Way; most: number }[] = [
  { packing: 'plain', ours: 'report', other: 'loop', most: 0.45 },
  { packing: 'plain', ours: 'report', other: 'counts', most: 0.7 },
  { packing: 'plain', ours: 'report', other: 'figures', most: 0.7 },
  { packing: 'plain', ours: 'reportOfTwo', other: 'countsOfTwo', most: 0.75 },
  { packing: 'plain', ours: 'reportOfTwo', other: 'figuresOfTwo', most: 0.75 },
  { packing: 'gzip', ours: 'report', other: 'unpack', most: 1.3 },
  { packing: 'gzip', ours: 'reportOfTwo', other: 'unpack', most: 1.3 },
];

/** The ways that are ours, and how many threads read. */
const OURS = [
  ['report', 1],
  ['reportOfTwo', 2],
] as const satisfies readonly (readonly [Way, number])[];

/** Of a million records to a hundred thousand. */
const MOST_GROWTH = 10.5;

/** MiB that reading may hold at most: 60 per million sign-ins and worker, above what a start takes. */
export function archiveMemoryLimit(signIns: number, workers: number): number {
  return 120 + (60 * workers * signIns) / 1e6;
}

export function archiveBars(reads: readonly ArchiveRead[]): readonly ArchiveBar[] {
  const millions = reads.filter(({ records }) => records === MILLION);
  return [
    ...millions.flatMap(shareBars),
    ...millions.flatMap(memoryBars),
    ...tenfold(reads.filter(({ packing }) => packing === 'plain'))
      .filter(([, large]) => large.records === MILLION)
      .flatMap(([small, large]) => growthBars(small, large)),
  ];
}

function shareBars(read: ArchiveRead): ArchiveBar[] {
  return SHARES.filter(({ packing }) => packing === read.packing).map(({ ours, other, most }) => ({
    what: `${readName(read)}: ${titleOf(ours)} ÷ ${titleOf(other)}`,
    ...atMost(timeShare(read, ours, other), most, (share) => share.toFixed(2), [read, ours, other]),
  }));
}

function memoryBars(read: ArchiveRead): ArchiveBar[] {
  return OURS.map(([way, workers]) => ({
    what: `${readName(read)}: ${titleOf(way)}, peak memory`,
    ...atMost(
      peakOf(read, way),
      archiveMemoryLimit(read.signIns, workers),
      (mib) => `${mib.toFixed(0)} MiB`,
      [read, way],
    ),
  }));
}

function growthBars(small: ArchiveRead, large: ArchiveRead): ArchiveBar[] {
  return OURS.map(([way]) => ({
    what: `${large.flavour}, tenfold input: ${titleOf(way)}, time`,
    ...atMost(growth(small, large, way), MOST_GROWTH, (ratio) => `${ratio.toFixed(1)}-fold`, [large, way]),
  }));
}

function atMost(
  figure: number | undefined,
  most: number,
  text: (figure: number) => string,
  [read, ...ways]: readonly [ArchiveRead, ...Way[]],
): Pick<ArchiveBar, 'limit' | 'figure' | 'holds'> {
  const limit = `≤ ${text(most)}`;
  if (figure !== undefined) return { limit, figure: text(figure), holds: figure <= most };
  const why = ways.map((way) => runsOf(read, way)?.missing).find((reason) => reason !== undefined);
  return { limit, figure: why ?? 'not measured', holds: undefined };
}

/** Medians; `undefined` where one of the two was not run. */
export function timeShare(read: ArchiveRead, ours: Way, other: Way): number | undefined {
  const [a, b] = [secondsOf(read, ours), secondsOf(read, other)];
  return a === undefined || b === undefined ? undefined : a / b;
}

export function growth(small: ArchiveRead, large: ArchiveRead, way: Way): number | undefined {
  const [a, b] = [secondsOf(small, way), secondsOf(large, way)];
  return a === undefined || b === undefined ? undefined : b / a;
}

/** `1,000,000 full, plain` */
export function readName({ flavour, packing, records }: ArchiveRead): string {
  return `${records.toLocaleString('en')} ${flavour}, ${packing}`;
}

export function titleOf(way: Way): string {
  return ARCHIVE_WAYS[way].title;
}

function secondsOf(read: ArchiveRead, way: Way): number | undefined {
  const runs = runsOf(read, way)?.runs ?? [];
  return runs.length === 0 ? undefined : median(runs.map(({ seconds }) => seconds));
}

/** The worst run: a limit must never be passed. */
function peakOf(read: ArchiveRead, way: Way): number | undefined {
  const peaks = (runsOf(read, way)?.runs ?? []).flatMap(({ left }) => left?.peakMiB ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

function runsOf(read: ArchiveRead, way: Way): WayRuns | undefined {
  return read.ways.find((one) => one.way === way);
}
