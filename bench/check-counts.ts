/** Whether reports of generated files count what was generated, whatever their size. */
import * as z from 'zod';
import { collectionOf, tenfold } from './bars.ts';
import type { Generated } from './generate.ts';
import type { Collected } from './measure-collecting.ts';

export type CountedInput = {
  readonly flavour: string;
  readonly records: number;
  readonly generated: Generated;
  /** The report's JSON, of each run. */
  readonly outputs: readonly string[];
};

export type CountCheck = { readonly what: string; readonly holds: boolean; readonly figure: string };

/** Points of a hundred by which a share of the sign-ins may differ between two sizes. */
const MOST_DRIFT = 1;

const Counted = z.object({
  days: z.array(
    z.object({
      coverage: z.object({
        records: z.number(),
        signIns: z.number(),
        duplicates: z.number(),
        outsideWindow: z.number(),
        nonInteractive: z.number(),
        outOfScope: z.number(),
        rejected: z.object({ total: z.number() }),
      }),
      outcomes: z.record(z.string(), z.object({ signIns: z.number() })),
    }),
  ),
});

type Totals = {
  readonly records: number;
  readonly signIns: number;
  readonly duplicates: number;
  /** Distinct ids, counted or left out for a reason. */
  readonly ids: number;
  readonly rejected: number;
  readonly outcomes: Readonly<Record<string, number>>;
};

/** Sums over the days of a report. @throws Error where the text is no report */
export function totalsOf(output: string): Totals {
  const { days } = Counted.parse(JSON.parse(output));
  const sum = (of: (day: (typeof days)[number]) => number) => days.reduce((total, day) => total + of(day), 0);
  const names = Object.keys(days[0]?.outcomes ?? {});
  return {
    records: sum(({ coverage }) => coverage.records),
    signIns: sum(({ coverage }) => coverage.signIns),
    duplicates: sum(({ coverage }) => coverage.duplicates),
    ids: sum(
      ({ coverage: { signIns, nonInteractive, outOfScope, outsideWindow } }) =>
        signIns + nonInteractive + outOfScope + outsideWindow,
    ),
    rejected: sum(({ coverage }) => coverage.rejected.total),
    outcomes: Object.fromEntries(names.map((name) => [name, sum((day) => day.outcomes[name]?.signIns ?? 0)])),
  };
}

export function checkCounts(inputs: readonly CountedInput[]): readonly CountCheck[] {
  return [...inputs.flatMap(checkOne), ...checkFlavours(inputs), ...checkSizes(inputs)];
}

/** Whether the published day counts what was generated, whatever the run. */
export function checkCollected(days: readonly Collected[]): readonly CountCheck[] {
  return days.flatMap((day) => {
    const { ids, records } = day;
    const all = [...day.runs, ...day.smallHeap];
    const equal = comparing(collectionOf(day));
    return [
      ...all
        .slice(0, 1)
        .flatMap(({ coverage }) => [
          equal('records = lines', coverage.records, records),
          equal(
            'sign-ins, and ids left out for a reason = distinct ids',
            coverage.signIns + coverage.nonInteractive + coverage.outOfScope + coverage.outsideWindow,
            ids,
          ),
          equal('rejected = none', coverage.rejected.total, 0),
        ]),
      equal('different figures of all runs', new Set(all.map(({ figures }) => figures)).size, 1),
    ];
  });
}

function comparing(name: string): (what: string, got: number, expected: number) => CountCheck {
  return (what, got, expected) => ({
    what: `${name}: ${what}`,
    holds: got === expected,
    figure: got === expected ? `${got}` : `${got}, expected ${expected}`,
  });
}

function checkOne({ flavour, records, generated, outputs }: CountedInput): CountCheck[] {
  const [first = ''] = outputs;
  const totals = totalsOf(first);
  const equal = comparing(`${records.toLocaleString('en')} ${flavour}`);
  return [
    equal('records = lines', totals.records, records),
    equal('sign-ins, and ids left out for a reason = distinct ids', totals.ids, generated.ids),
    equal('duplicates = the other lines', totals.duplicates, records - generated.ids),
    equal('rejected = none', totals.rejected, 0),
    equal('outcomes add up to the sign-ins', sumOf(totals.outcomes), totals.signIns),
    equal('different outputs of all runs', new Set(outputs).size, 1),
  ];
}

/** What the lean flavour leaves out decides no outcome. */
function checkFlavours(inputs: readonly CountedInput[]): CountCheck[] {
  return inputs.flatMap((lean) => {
    const full = inputs.find(({ flavour, records }) => flavour !== lean.flavour && records === lean.records);
    if (lean.flavour !== 'lean' || full === undefined) return [];
    const [a, b] = [outcomesOf(lean), outcomesOf(full)];
    const differing = Object.keys(a).filter((name) => a[name] !== b[name]);
    return [
      {
        what: `${lean.records.toLocaleString('en')}: the same outcomes in both flavours`,
        holds: differing.length === 0,
        figure: differing.length === 0 ? 'the same' : differing.join(', '),
      },
    ];
  });
}

/** The larger file holds more of the same. */
function checkSizes(inputs: readonly CountedInput[]): CountCheck[] {
  return tenfold(inputs).map(([small, large]) => {
    const [a, b] = [outcomesOf(small), outcomesOf(large)];
    const drift = Math.max(
      ...Object.keys(b).map((name) =>
        Math.abs((100 * (b[name] ?? 0)) / sumOf(b) - (100 * (a[name] ?? 0)) / sumOf(a)),
      ),
    );
    return {
      what: `${small.flavour}: the same share of each outcome in tenfold input`,
      holds: drift <= MOST_DRIFT,
      figure: `within ${drift.toFixed(2)} points of a hundred`,
    };
  });
}

function outcomesOf({ outputs: [first = ''] }: CountedInput): Readonly<Record<string, number>> {
  return totalsOf(first).outcomes;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
