/** How people proved who they are, and how much of it resists phishing. */
import { percent, share } from '../format.ts';
import type { HistoryDay } from '../history-day.ts';
import { METHOD_NAMES, METHODS, STRENGTH_NAMES, STRENGTHS, type Strength } from '../methods.ts';
import { shareAbove, shareScale } from './chart-scale.ts';
import { type HistoryChart, type Look, spanTable, written } from './history-chart.ts';
import { type HistorySpan, sumOf } from './history-span.ts';
import { stackedParts } from './stacked-parts.ts';

const STRENGTH_LOOKS = {
  phishingResistant: 'accent',
  passwordless: 'mist',
  strong: 'pale',
  telephony: 'amber',
  bootstrap: 'slate',
  knowledge: 'red',
  token: 'grey',
  external: 'rose',
  unknown: 'grey',
} as const satisfies Record<Strength, Look>;

/** None where no day knows its methods, or nothing was completed. */
export function methodCharts(spans: readonly HistorySpan[]): HistoryChart[] {
  const days = spans.flatMap((span) => span.days);
  if ((sumOf({ days }, completed) ?? 0) === 0) return [];
  return [mixChart(spans), resistantChart(spans)];
}

function mixChart(spans: readonly HistorySpan[]): HistoryChart {
  const days = spans.flatMap((span) => span.days);
  const parts = STRENGTH_NAMES.map((strength) => ({
    name: STRENGTHS[strength].title,
    look: STRENGTH_LOOKS[strength],
    note: undefined,
    of: completedWith(strength),
  })).filter(({ of }) => (sumOf({ days }, of) ?? 0) > 0);
  const telephony = share(sumOf({ days }, completedWith('telephony')) ?? 0, sumOf({ days }, completed) ?? 0);
  return {
    id: 'methods',
    title: 'Methods',
    caption: `Completed attempts by the strength of the method, as shares of each ${unit(spans)}. Phone calls and texts are ${percent(telephony)} of them.`,
    form: 'bars',
    spans,
    bad: new Set(),
    tag: undefined,
    ...stackedParts(spans, parts, true),
  };
}

function resistantChart(spans: readonly HistorySpan[]): HistoryChart {
  const resistant = spans.map((span) => sumOf(span, completedWith('phishingResistant')));
  const proved = spans.map((span) => sumOf(span, completed));
  const shares = resistant.map((some, index) => share(some ?? null, proved[index] ?? null) ?? undefined);
  const known = shares.flatMap((value, index) =>
    value === undefined ? [] : [{ index, value, text: percent(value) }],
  );
  const [first, before, last] = [known.at(0), known.at(-2), known.at(-1)];
  const at = (index: number) =>
    `${(spans[index]?.days.length ?? 0) > 1 ? 'in the week' : 'on'} ${spans[index]?.label ?? ''}`;
  const course =
    first === undefined || last === undefined || first.index === last.index
      ? ''
      : `: ${first.text} ${at(first.index)}, ${last.text} ${at(last.index)}`;
  return {
    id: 'resistant',
    title: 'Phishing-resistant share',
    caption: `Passkeys, Windows Hello, platform keys and certificates, out of completed attempts${course}.`,
    form: 'line',
    spans,
    series: [{ name: 'Phishing-resistant', look: 'accent', values: shares, note: '' }],
    scale: shareScale(shareAbove(shares)),
    bad: new Set(),
    // Away from the line, which comes from above or below.
    tag:
      last === undefined || before === undefined
        ? undefined
        : { ...last, side: before.value > last.value ? 'below' : 'above' },
    told: shares.map((value) => `${percent(value ?? null)} phishing-resistant`),
    table: spanTable(spans, ['Phishing-resistant', 'Completed', 'Share'], (_, index) => [
      written(resistant[index]),
      written(proved[index]),
      percent(shares[index] ?? null),
    ]),
  };
}

function completed({ figures }: HistoryDay): number | undefined {
  return figures?.outcome('completed');
}

/** Completed attempts by methods of that strength. */
export function completedWith(strength: Strength): (day: HistoryDay) => number | undefined {
  const methods = METHOD_NAMES.filter((method) => METHODS[method].strength === strength);
  return ({ figures }) => figures && methods.reduce((sum, method) => sum + figures.completed(method), 0);
}

function unit(spans: readonly HistorySpan[]): string {
  return spans.some(({ days }) => days.length > 1) ? 'week' : 'day';
}
