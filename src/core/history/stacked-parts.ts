/** Counts that add up to a whole, over a range: what is stacked in a drawing and added up in its table. */
import { count, counted, percent, share } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import { countScale } from './chart-scale.ts';
import { type HistoryChart, type Look, type Series, spanTable, written } from './history-chart.ts';
import { type HistorySpan, sumOf } from './history-span.ts';

export type StackedPart = {
  readonly name: string;
  readonly look: Look;
  /** `undefined`: not known of that day. */
  readonly of: (day: HistoryDay) => number | undefined;
  /** Beside the name; `undefined`: its sum and its share of all parts. */
  readonly note: string | undefined;
};

type Stacked = Pick<HistoryChart, 'series' | 'scale' | 'told' | 'table'>;

/** `asShares`: each span is drawn as parts of one hundred; its table holds the counts. */
export function stackedParts(
  spans: readonly HistorySpan[],
  parts: readonly StackedPart[],
  asShares = false,
): Stacked {
  const sums = parts.map(({ of }) => spans.map((span) => sumOf(span, of)));
  const totals = sums.map((values) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const all = totals.reduce((sum, value) => sum + value, 0);
  const whole = spans.map((_, index) => {
    const known = sums.map((values) => values[index]).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
  });
  const series: Series[] = parts.map(({ name, look, note }, part) => ({
    name,
    look,
    values: (sums[part] ?? []).map((value, index) =>
      asShares ? (share(value ?? null, whole[index] ?? null) ?? undefined) : value,
    ),
    note: note ?? `${count(totals[part] ?? 0)}, ${percent(share(totals[part] ?? 0, all))}`,
  }));
  return {
    series,
    scale: asShares ? SHARES : countScale(whole),
    told: spans.map((_, index) =>
      parts
        .map(({ name }, part) => ({ name, value: sums[part]?.[index] ?? 0 }))
        .filter(({ value }) => value > 0)
        .map(({ name, value }) => `${count(value)} ${name.toLowerCase()}`)
        .join(', '),
    ),
    table: spanTable(
      spans,
      [...parts.map(({ name }) => name), 'All'],
      (_, index) => [...sums.map((values) => written(values[index])), written(whole[index])],
      [...totals, all].map(count),
    ),
  };
}

const SHARES = {
  from: 0,
  to: 1,
  steps: [1, 0.5, 0].map((at) => ({ at, text: `${at * 100}%` })),
};

/** The looks of parts that have no meaning of their own, largest first; the last is for the rest. */
const LOOKS = ['accent', 'amber', 'slate', 'rose', 'pale'] as const satisfies readonly Look[];

export type NamedPart = Omit<StackedPart, 'look'>;

/** The five largest over the days, the others as one. */
export function largestParts(
  days: readonly HistoryDay[],
  parts: readonly NamedPart[],
  nameOfRest: string,
): StackedPart[] {
  const sized = parts
    .map((part) => ({ part, size: sumOf({ days }, part.of) ?? 0 }))
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => b.size - a.size)
    .map(({ part }) => part);
  const shown = sized.slice(0, LOOKS.length);
  const rest = sized.slice(LOOKS.length);
  return [
    ...shown.map((part, index): StackedPart => ({ ...part, look: LOOKS[index] ?? 'grey' })),
    ...(rest.length === 0 ? [] : [restOf(rest, nameOfRest)]),
  ];
}

function restOf(rest: readonly NamedPart[], noun: string): StackedPart {
  return {
    name: counted(rest.length, `other ${noun}`),
    look: 'grey',
    note: undefined,
    of: (day) => {
      const known = rest.map(({ of }) => of(day)).filter((value) => value !== undefined);
      return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
    },
  };
}
