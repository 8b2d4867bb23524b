/** What became of every attempt, day by day. */
import { counted } from '../format.ts';
import type { Outcome } from '../report.ts';
import { OUTCOME_TITLES } from '../titles.ts';
import type { HistoryChart, Look } from './history-chart.ts';
import { type HistorySpan, sumOf } from './history-span.ts';
import { stackedParts } from './stacked-parts.ts';

/** From the foot up; the colours are those of the mail. */
const OUTCOME_LOOKS = {
  denied: 'red',
  interrupted: 'rose',
  firstFactorFailed: 'amber',
  otherReason: 'slate',
  completed: 'accent',
  satisfiedWithoutPrompt: 'pale',
  singleFactor: 'grey',
  unclassified: 'mist',
} as const satisfies Record<Outcome, Look>;

const FROM_THE_FOOT = [
  'denied',
  'interrupted',
  'firstFactorFailed',
  'otherReason',
  'completed',
  'satisfiedWithoutPrompt',
  'singleFactor',
  'unclassified',
] as const satisfies readonly Outcome[];

/** `undefined` where no day knows its outcomes. */
export function outcomeChart(spans: readonly HistorySpan[]): HistoryChart | undefined {
  const days = spans.flatMap((span) => span.days);
  const known = days.filter(({ figures }) => figures !== undefined);
  if (known.length === 0) return undefined;
  const parts = FROM_THE_FOOT.map((outcome) => ({
    name: OUTCOME_TITLES[outcome],
    look: OUTCOME_LOOKS[outcome],
    note: undefined,
    of: ({ figures }: (typeof days)[number]) => figures?.outcome(outcome),
  })).filter(({ of }) => (sumOf({ days }, of) ?? 0) > 0);
  const all = parts.reduce((sum, { of }) => sum + (sumOf({ days }, of) ?? 0), 0);
  return {
    id: 'outcomes',
    title: 'Outcomes of all attempts',
    caption:
      all === 0
        ? `No attempt in ${counted(known.length, 'day')}.`
        : `${counted(all, 'attempt')} in ${counted(known.length, 'day')}. Trouble stands at the foot, so that it can be compared.`,
    form: 'bars',
    spans,
    bad: new Set(),
    tag: undefined,
    ...stackedParts(spans, parts),
  };
}
