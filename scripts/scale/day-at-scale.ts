/** What a day of operation takes for so many sign-ins a day, by source: a pure function of measured constants. */
import type { ScaleConstants } from './scale-constants.ts';
import { FREE_A_MONTH, type ScalePrices } from './scale-prices.ts';

export const SCALE_SOURCES = ['graph', 'archive on a disk', 'archive in blobs', 'log-analytics'] as const;
export type ScaleSource = (typeof SCALE_SOURCES)[number];

export type Readings = readonly [first: number, again: number, sealing: number];

export type DayAtScale = {
  readonly signIns: number;
  /** To the source, in the three readings of a day of operation. */
  readonly requests: number;
  /** Of the first reading, of one a day later and of the one that seals, s, if they went on without a break. */
  readonly readings: Readings;
  /** From the first tick on which the day is due to the end of its first reading, s: runs end early, ticks begin the next. */
  readonly readyAfterSeconds: number;
  /** Of all three, s. */
  readonly seconds: number;
  /** At the peak of collecting. */
  readonly peakMiB: number;
  /** The smallest instance of the Functions host that holds it, MB; `undefined`: none does, or none is needed. */
  readonly instanceMB: number | undefined;
  readonly tableReads: number;
  readonly tableWrites: number;
  readonly gbSeconds: number;
  /** Taken in by the workspace a day; 0 for other sources. */
  readonly logsGB: number;
  /** Dollars a day; `null` where a price is not known. */
  readonly dollars: Readonly<Record<'functions' | 'tables' | 'blobs' | 'logs', number | null>>;
  readonly limits: Readonly<Record<ScaleLimit, boolean>>;
};

/** What must hold, in the order in which the first that does not is told. */
export const SCALE_LIMITS = {
  notRefused: 'refused: too much for one piece',
  fits: 'too large for an instance',
  keepsUp: 'falls behind: three readings take more than the runs of a day',
  waitedFor: 'misses its mail: sent incomplete, corrected later',
  inTime: 'late: the mail waits for it',
} as const;
export type ScaleLimit = keyof typeof SCALE_LIMITS;

/** Sizes of an instance, MB (docs/deploy.md, INSTANCE_MEMORY). */
const INSTANCES = [512, 2048, 4096] as const;
const DAY_SECONDS = 86_400;
const MINUTE = 60;
const HOUR = 3_600;
const MIB = 1024 ** 2;
/** A day is read with half an hour before it and an hour after it (contract, attempt). */
const WINDOW_SHARE = 25.5 / 24;
const READINGS = 3;
/** The least that is billed of a run, s (azure-docs, `azure-functions/flex-consumption-plan.md`, 2024-05), and both timers. */
const IDLE_RUN_SECONDS = 1;
const TIMERS = 2;
/** Billed are some 25 % less than come in (learn.microsoft.com, azure-monitor/logs/cost-logs, "Data size calculation"). */
const BILLED_SHARE = 0.75;
const DAYS_A_MONTH = 30;

export function dayAtScale(
  source: ScaleSource,
  signIns: number,
  { constants, prices }: { readonly constants: ScaleConstants; readonly prices: ScalePrices },
): DayAtScale {
  const reading = READING[source](signIns, constants);
  const [first] = reading.readings;
  const seconds = reading.readings.reduce((sum, each) => sum + each, 0);
  const peakMiB = peakOf(source, signIns, constants);
  const isHosted = source !== 'archive on a disk';
  const instanceMB = isHosted ? INSTANCES.find((size) => peakMiB <= size) : undefined;
  const runSeconds = constants.timeoutMinutes * MINUTE * constants.runShare;
  const tickSeconds = constants.tickMinutes * MINUTE;
  const ticks = DAY_SECONDS / tickSeconds;
  const readyAfterSeconds = isHosted
    ? Math.floor(first / runSeconds) * tickSeconds + (first % runSeconds)
    : first;
  const tableReads = Math.round(along('Reads', signIns, constants)) - (isHosted ? 0 : constants.idleReads);
  const tableWrites = Math.round(along('Writes', signIns, constants));
  const gbSeconds = ((instanceMB ?? 0) / 1024) * (seconds + TIMERS * ticks * IDLE_RUN_SECONDS);
  const logsGB = source === 'log-analytics' ? signIns * recordGB(constants) * BILLED_SHARE : 0;
  const dueAt = (constants.digestHour + 0.5 - constants.settleHours) * HOUR;
  const inPieces = source === 'log-analytics' && shardsOf(signIns, constants) > 0;
  return {
    signIns,
    ...reading,
    seconds,
    readyAfterSeconds,
    peakMiB,
    instanceMB,
    tableReads,
    tableWrites,
    gbSeconds,
    logsGB,
    dollars: {
      functions: isHosted ? above(gbSeconds, FREE_A_MONTH.gbSeconds, prices.gbSecond) : 0,
      tables: priced((tableReads + tableWrites) / 10_000, prices.tableCalls),
      blobs: source === 'archive in blobs' ? priced(reading.requests / 10_000, prices.blobReads) : 0,
      logs: above(logsGB, FREE_A_MONTH.logsGB, prices.logsGB),
    },
    limits: {
      notRefused: inPieces || signIns * WINDOW_SHARE <= constants.mostRows,
      fits: !isHosted || instanceMB !== undefined,
      keepsUp: seconds <= (isHosted ? ticks * runSeconds : DAY_SECONDS),
      waitedFor: readyAfterSeconds <= dueAt + constants.waitHours * HOUR,
      inTime: readyAfterSeconds <= dueAt,
    },
  };
}

/** Beyond so many sign-ins a day nothing is said. */
export const MOST_AT_SCALE = 100_000_000;

/** The most sign-ins a day for which that holds, to three digits; `undefined`: `MOST_AT_SCALE` and more. */
export function mostSignIns(
  source: ScaleSource,
  limit: ScaleLimit,
  given: { readonly constants: ScaleConstants; readonly prices: ScalePrices },
): number | undefined {
  const holds = (signIns: number) => dayAtScale(source, signIns, given).limits[limit];
  let [least, most] = [0, MOST_AT_SCALE];
  if (holds(most)) return undefined;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (holds(middle)) least = middle;
    else most = middle;
  }
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, least))) - 2);
  return Math.floor(least / unit) * unit;
}

type Reading = Pick<DayAtScale, 'requests' | 'readings'>;

const READING = {
  graph(signIns, constants) {
    const requests = Math.max(READINGS, Math.round(along('Requests', signIns, constants)));
    const each = (requests / READINGS) * (constants.pacedSeconds / 1_000);
    return { requests, readings: [each, each, each] };
  },
  'archive on a disk': (signIns, constants) => ({ ...hoursRead(signIns, constants), requests: 0 }),
  'archive in blobs': hoursRead,
  'log-analytics'(signIns, constants) {
    const rows = signIns * WINDOW_SHARE;
    const each = (rows / 1e6) * constants.leanCpu;
    // Whether AD FS has any and how many rows there are, of each shard again; the parts; the count beside them.
    const queries = 3 + 2 * shardsOf(signIns, constants) + partsOf(rows, constants);
    return { requests: READINGS * queries, readings: [each, each, each] };
  },
} as const satisfies Record<ScaleSource, (signIns: number, constants: ScaleConstants) => Reading>;

/** Each reading reads the hours from one before the day to 72 after it that are there: more of them each time. */
function hoursRead(signIns: number, constants: ScaleConstants): Reading {
  const { firstBlobs, againBlobs, sealingBlobs, lists, blockMiB } = constants;
  const ofAnHour = signIns / 24;
  const blocks = Math.max(1, Math.ceil((ofAnHour * recordGB(constants) * 1e9) / (blockMiB * MIB)));
  const each = (ofAnHour / 1e6) * constants.fullCpu;
  return {
    requests: READINGS * lists + (firstBlobs + againBlobs + sealingBlobs) * blocks,
    readings: [firstBlobs * each, againBlobs * each, sealingBlobs * each],
  };
}

/** As `startLogProgress` divides a window: as many parts in each slice, and as many slices as that takes. */
function partsOf(rows: number, { atOnce, partRows }: ScaleConstants): number {
  const parts = Math.min(atOnce, Math.max(1, Math.ceil(rows / partRows)));
  return parts * Math.max(1, Math.ceil(rows / (parts * partRows)));
}

/** With the one of the rows without a user; 0: the day is read in one piece. */
function shardsOf(signIns: number, { shardAbove }: ScaleConstants): number {
  return signIns <= shardAbove ? 0 : Math.ceil((signIns * 10) / shardAbove) + 1;
}

function peakOf(source: ScaleSource, signIns: number, constants: ScaleConstants): number {
  const { memory, peak, smallPeak, shardAbove } = constants;
  const inMemory = source === 'log-analytics' && shardsOf(signIns, constants) > 0 ? shardAbove / 10 : signIns;
  const least = source === 'archive on a disk' ? smallPeak : peak;
  return least + Math.max(0, inMemory / 1e6 - 0.1) * memory;
}

function recordGB({ fullMB }: ScaleConstants): number {
  return fullMB / 1e3 / 100_000;
}

/** On the line through the two days whose requests were counted. */
function along(what: 'Requests' | 'Reads' | 'Writes', signIns: number, constants: ScaleConstants): number {
  const [few, many] = [constants[`few${what}`], constants[`many${what}`]];
  const share = (signIns - constants.fewSignIns) / (constants.manySignIns - constants.fewSignIns);
  return few + share * (many - few);
}

function priced(units: number, price: number | null): number | null {
  return price === null ? null : units * price;
}

function above(aDay: number, freeAMonth: number, price: number | null): number | null {
  return priced(Math.max(0, aDay - freeAMonth / DAYS_A_MONTH), price);
}
