/** What docs/scale.md is computed from: each number is read where it stands, so that it cannot be another one. */

import { mapValues } from '../../src/core/map-values.ts';

export type ScaleConstant = {
  /** File of this repository in which it stands. */
  readonly source: string;
  /** Finds it there, once; the group is the number. */
  readonly finds: RegExp;
  readonly means: string;
};

const RESULTS = 'bench/results.md';

export const SCALE_CONSTANTS = {
  signInsPerUser: {
    source: 'bench/generate.ts',
    finds: /^const ROWS_PER_PERSON = ([\d.]+);$/m,
    means: 'sign-ins per user and day: an assumption, that of the invented tenant',
  },
  fullMB: {
    source: RESULTS,
    finds: /^\| 100,000 \| full \| (\d+) \|/m,
    means: 'MB of 100,000 records as Graph and a diagnostic setting write them',
  },
  fullCpu: {
    source: RESULTS,
    finds: /^\| 100 \| full \| gzip \| collecting \|.*\| (\d+) \| \d+ \| \d+ \|$/m,
    means: 'seconds of CPU for collecting a million of such records: read, kept, counted, published',
  },
  leanCpu: {
    source: RESULTS,
    finds: /^\| 1,000 \| lean \| plain \| collecting \|.*\| (\d+) \| \d+ \| \d+ \|$/m,
    means: 'the same for slim records of 1.3 KB, the size of a row of log-analytics',
  },
  peak: {
    source: RESULTS,
    finds: /^\| 100 \| full \| gzip \| collecting \|.*\| (\d+) \|$/m,
    means:
      'MiB at the peak of collecting 100,000 sign-ins, Node taking what it likes, as under the Functions host',
  },
  smallPeak: {
    source: RESULTS,
    finds: /^\| 100 \| full \| gzip \| collecting, small heap \|.*\| (\d+) \|$/m,
    means: 'the same from the command line, which holds the heap small',
  },
  memory: {
    source: RESULTS,
    finds: /^A further million lean sign-ins takes [\d.]+ s and (\d+) MiB\.$/m,
    means: 'MiB for each further million sign-ins',
  },
  pacedSeconds: {
    source: RESULTS,
    finds: /^At the pace kept with Graph, 1,000 pages, lean and plain, take (\d+) s;/m,
    means: 'seconds for 1,000 pages at the pace kept with Graph',
  },
  fewSignIns: requests('few', 0, 'sign-ins'),
  fewRequests: requests('few', 1, 'requests to Graph'),
  fewReads: requests('few', 2, 'reads of tables'),
  fewWrites: requests('few', 3, 'writes to tables'),
  idleReads: requests('few', 4, 'reads by ticks with nothing due'),
  manySignIns: requests('many', 0, 'sign-ins'),
  manyRequests: requests('many', 1, 'requests to Graph'),
  manyReads: requests('many', 2, 'reads of tables'),
  manyWrites: requests('many', 3, 'writes to tables'),
  firstBlobs: blobs('first', 2, 'blobs in the first reading of a day'),
  againBlobs: blobs('a day later', 2, 'blobs in the reading a day later'),
  sealingBlobs: blobs('sealing', 2, 'blobs in the reading that seals it'),
  lists: blobs('first', 1, 'lists in each reading of a container'),
  blockMiB: {
    source: 'src/sources/blob-blocks.ts',
    finds: /^export const BLOCK = (\d+) \* 1024 \* 1024;$/m,
    means: 'MiB of a blob that one request brings',
  },
  partRows: {
    source: 'src/sources/log-analytics.ts',
    finds: /^const PART_ROWS = ([\d_]+);$/m,
    means: 'rows aimed at in one answer of log-analytics',
  },
  atOnce: {
    source: 'src/sources/log-progress.ts',
    finds: /^export const AT_ONCE = (\d+);$/m,
    means: 'parts of a slice, and queries at once',
  },
  shardAbove: {
    source: 'src/settings-table.ts',
    finds: /^ {2}SHARD_ABOVE: \{\n {4}default: '(\d+)',$/m,
    means: 'rows above which log-analytics is read in shards, each at most a tenth of that',
  },
  mostRows: {
    source: 'src/core/facts/with-room.ts',
    finds: /^export const MOST_ROWS = ([\d_]+);$/m,
    means: 'sign-ins above which a day that is read in one piece is refused',
  },
  settleHours: setting('SETTLE_HOURS', 'hours from the end of a day to its first reading'),
  waitHours: setting('DIGEST_WAIT_HOURS', 'hours that the digest waits for its day'),
  digestHour: {
    source: 'src/settings-table.ts',
    finds: /^ {2}DIGEST_AT: \{ default: '0(\d):30'/m,
    means: 'hour of the digest, and half past',
  },
  timeoutMinutes: {
    source: 'host.json',
    finds: /"functionTimeout": "00:(\d\d):00"/,
    means: 'minutes that the Functions host lets a run go on',
  },
  runShare: {
    source: 'src/time-budget.ts',
    finds: /^const SHARE = ([\d.]+);$/m,
    means: 'of them, the share that a run uses for reading',
  },
  tickMinutes: {
    source: 'src/settings-table.ts',
    finds: /COLLECT_SCHEDULE: \{\s*default: '0 \*\/(\d+) \* \* \* \*'/,
    means: 'minutes from tick to tick',
  },
} as const satisfies Readonly<Record<string, ScaleConstant>>;

export type ScaleConstants = Readonly<Record<keyof typeof SCALE_CONSTANTS, number>>;

/** @throws Error for a constant that does not stand in its source any more */
export function readScaleConstants(read: (source: string) => string): ScaleConstants {
  return mapValues(SCALE_CONSTANTS, ({ source, finds, means }: ScaleConstant) => {
    const found = finds.exec(read(source))?.[1]?.replaceAll(/[,_]/g, '');
    if (found === undefined)
      throw new Error(
        `${source} no longer says ${means}: expected a line like ${finds.source}, got none. Say in scripts/scale/scale-constants.ts where it stands now.`,
      );
    return Number(found);
  });
}

/** A column of the smaller or of the larger day whose requests were counted. */
function requests(which: 'few' | 'many', column: number, what: string): ScaleConstant {
  const signIns = which === 'few' ? '4,000' : '200,000';
  const cells = ['[\\d,]+', '[\\d,]+', '[\\d,]+', '[\\d,]+'].map((cell, index) =>
    index + 1 === column ? `(${cell})` : cell,
  );
  const first = column === 0 ? `(${signIns})` : signIns;
  return {
    source: RESULTS,
    finds: new RegExp(`^\\| ${first} \\| ${cells.join(' \\| ')} \\|$`, 'm'),
    means: `${what}, ${signIns} sign-ins a day`,
  };
}

/** A column of the table of readings: 1 lists, 2 blobs. */
function blobs(reading: string, column: 1 | 2, what: string): ScaleConstant {
  const cells = column === 1 ? '(\\d+) \\| \\d+' : '\\d+ \\| (\\d+)';
  return {
    source: 'docs/decisions/0018-blob-containers.md',
    finds: new RegExp(`^\\| ${reading}[^|]* \\| ${cells} \\| \\d+ \\|$`, 'm'),
    means: what,
  };
}

function setting(name: string, means: string): ScaleConstant {
  return {
    source: 'src/settings-table.ts',
    finds: new RegExp(`^ {2}${name}: \\{\\n {4}default: '(\\d+)',$`, 'm'),
    means,
  };
}
