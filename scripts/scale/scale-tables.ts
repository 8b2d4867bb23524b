/** The tables of docs/scale.md, by the name of the place in which each stands there. */
import { table } from '../../bench/table.ts';
import {
  type DayAtScale,
  dayAtScale,
  mostSignIns,
  SCALE_LIMITS,
  SCALE_SOURCES,
  type ScaleLimit,
  type ScaleSource,
} from './day-at-scale.ts';
import { SCALE_CONSTANTS, type ScaleConstant, type ScaleConstants } from './scale-constants.ts';
import { SCALE_PRICES, type ScalePrice, type ScalePrices } from './scale-prices.ts';
import { simulateTicks } from './simulate-ticks.ts';

export type ScaleOptions = {
  readonly constants: ScaleConstants;
  readonly prices: ScalePrices;
  readonly users: readonly number[];
};

export const USERS = [1_000, 50_000, 500_000, 5_000_000] as const;

export function scaleTables(options: ScaleOptions): ReadonlyMap<string, string> {
  return new Map([
    ...SCALE_SOURCES.map((source): [string, string] => [source, sourceTable(source, options)]),
    ['simulation', simulationTable(options)],
    ['limits', limitsTable(options)],
    ['constants', constantsTable(options)],
    ['prices', pricesTable(options)],
  ]);
}

const LIMIT_NAMES = Object.keys(SCALE_LIMITS).filter((name): name is ScaleLimit => name in SCALE_LIMITS);

const COLUMNS = [
  ['users', (_, users) => number(users)],
  ['sign-ins', ({ signIns }) => number(signIns)],
  ['requests', ({ requests }) => number(requests)],
  ['first reading', ({ readings }) => duration(readings[0])],
  ['ready after', ({ readyAfterSeconds }) => duration(readyAfterSeconds)],
  ['three readings', ({ seconds }) => duration(seconds)],
  ['peak MiB', ({ peakMiB }) => number(peakMiB)],
  ['instance MB', ({ instanceMB }) => (instanceMB === undefined ? '–' : number(instanceMB))],
  ['table reads', ({ tableReads }) => number(tableReads)],
  ['table writes', ({ tableWrites }) => number(tableWrites)],
  ['GB-s', ({ gbSeconds }) => number(gbSeconds)],
  ['logs GB', ({ logsGB }) => (logsGB === 0 ? '–' : logsGB.toPrecision(2))],
  ['dollars', ({ dollars }) => money(Object.values(dollars))],
  ['', ({ limits }) => verdict(limits)],
] as const satisfies readonly (readonly [string, (day: DayAtScale, users: number) => string])[];

function sourceTable(source: ScaleSource, options: ScaleOptions): string {
  const rows = options.users.map((users) => {
    const day = dayAtScale(source, Math.round(users * options.constants.signInsPerUser), options);
    return COLUMNS.map(([, text]) => text(day, users));
  });
  return table(
    COLUMNS.map(([head]) => head),
    rows,
  );
}

/** Graph alone: the others are done with a day within a run or few. */
function simulationTable(options: ScaleOptions): string {
  const { constants } = options;
  const sizes = [...options.users.map((users) => users * constants.signInsPerUser), ...BEYOND];
  const rows = sizes
    .toSorted((a, b) => a - b)
    .map((signIns) => {
      const day = dayAtScale('graph', Math.round(signIns), options);
      const { worstReadySeconds, backfilledDays, neverWhole, runsADay } = simulateTicks(
        day.readings,
        constants,
      );
      return [
        number(signIns),
        duration(day.readyAfterSeconds),
        worstReadySeconds === undefined ? 'never' : duration(worstReadySeconds),
        backfilledDays === undefined ? 'never' : `${backfilledDays.toFixed(1)} days`,
        number(neverWhole),
        number(runsADay),
      ];
    });
  return table(
    [
      'sign-ins',
      'ready after, on paper',
      'ready after, worst of 14 days',
      '30 days filled after',
      'days never whole',
      'runs a day that read',
    ],
    rows,
  );
}

/** Sign-ins a day around the point from which Graph does not keep up. */
const BEYOND = [3_000_000, 5_000_000, 6_000_000] as const;

function limitsTable(options: ScaleOptions): string {
  const perUser = options.constants.signInsPerUser;
  return table(
    ['from here on', ...SCALE_SOURCES],
    LIMIT_NAMES.map((limit) => [
      SCALE_LIMITS[limit],
      ...SCALE_SOURCES.map((source) => {
        const most = mostSignIns(source, limit, options);
        return most === undefined ? 'over 100 M' : `${short(most)} (${short(most / perUser)} users)`;
      }),
    ]),
  );
}

function constantsTable({ constants }: ScaleOptions): string {
  const rows = Object.entries<ScaleConstant>(SCALE_CONSTANTS).map(([name, { source, means }]) => {
    const value = Object.entries(constants).find(([each]) => each === name)?.[1];
    return [`\`${name}\``, value === undefined ? '' : value.toLocaleString('en'), means, `\`${source}\``];
  });
  return table(['name', 'value', 'what it is', 'where it stands'], rows);
}

function pricesTable({ prices }: ScaleOptions): string {
  const rows = Object.entries<ScalePrice>(SCALE_PRICES).map(([name, { dollars, per, source }]) => {
    const price = Object.entries(prices).find(([each]) => each === name)?.[1] ?? null;
    return [
      `\`${name}\``,
      price === null ? '–' : String(price),
      per,
      price === dollars ? source : 'as given',
    ];
  });
  return table(['name', 'dollars', 'per', 'source'], rows);
}

function verdict(limits: DayAtScale['limits']): string {
  const broken = LIMIT_NAMES.find((limit) => !limits[limit]);
  return broken === undefined ? 'well' : SCALE_LIMITS[broken];
}

/** What is known, and that something is not: an unknown price is not nothing. */
function money(parts: readonly (number | null)[]): string {
  const known = parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  return `${known.toFixed(2)}${parts.includes(null) ? ' + calls' : ''}`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function short(value: number): string {
  return value >= 1e6
    ? `${Number((value / 1e6).toPrecision(3))} M`
    : `${Number((value / 1e3).toPrecision(3))} k`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toPrecision(2)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
