/** The few figures of a range that stand above its drawings, beside those of as many days before. */
import { count, counted, percent, share, UNMEASURED } from '../format.ts';
import { METHOD_NAMES, METHODS } from '../methods.ts';
import type { Headline, MeasuredDay } from '../report.ts';
import type { Figure } from '../sections/block.ts';
import { type HistoryFigures, historyFigures, type WideHeadline } from './history-figures.ts';
import { type RangeTotals, rangeTotals } from './range-totals.ts';

type Range = {
  readonly trend: readonly Headline[];
  readonly whole: readonly MeasuredDay[];
  /** The published days of as many days before; empty where nothing is known of them. */
  readonly before: readonly WideHeadline[];
};

export function rangeFigures({ trend, whole, before }: Range): Figure[] {
  const totals = rangeTotals(trend);
  const success = share(totals.completed, totals.challenged);
  const against = comparedWith(before, trend.length);
  const perDay = (label: string, of: (headline: Headline) => number | null): Figure => ({
    ...calm(label, ...medianDay(trend.map(of))),
    usual: against((earlier) => `${medianDay(earlier.map(of))[0]} before`),
  });
  return [
    {
      ...calm('Challenge success', percent(success), attempts(totals)),
      usual: against((earlier) => points(success, successOf(earlier))),
    },
    perDay('Challenged users', (day) => day.challengedUsers),
    calm('First try', ...medianDay(whole.map((day) => day.completed.firstTry.users))),
    calm('After a retry', ...medianDay(whole.map((day) => day.completed.afterRetry.users))),
    perDay('Unable users', (day) => day.unableUsers),
  ];
}

/** Share of completed attempts; `undefined` where no day knows its methods. */
export function resistantFigure(
  figures: readonly HistoryFigures[],
  { trend, before }: Pick<Range, 'trend' | 'before'>,
): Figure | undefined {
  if (figures.length === 0) return undefined;
  const { resistant, completed } = provedBy(figures);
  const now = share(resistant, completed);
  const against = comparedWith(before, trend.length);
  return {
    ...calm(
      'Phishing-resistant',
      percent(now),
      completed === 0 ? 'none completed' : `${count(resistant)} of ${count(completed)} completed`,
    ),
    usual: against((earlier) => {
      const then = provedBy(earlier.map(({ columns }) => historyFigures(columns)));
      return points(now, share(then.resistant, then.completed));
    }),
  };
}

function provedBy(figures: readonly HistoryFigures[]): { resistant: number; completed: number } {
  const methods = METHOD_NAMES.filter((method) => METHODS[method].strength === 'phishingResistant');
  const sum = (of: (day: HistoryFigures) => number) => figures.reduce((total, day) => total + of(day), 0);
  return {
    resistant: sum((day) => methods.reduce((total, method) => total + day.completed(method), 0)),
    completed: sum((day) => day.outcome('completed')),
  };
}

function calm(label: string, value: string, note: string): Figure {
  return { label, value, note, usual: '', tone: 'calm' };
}

function attempts({ challenged, completed }: RangeTotals): string {
  return challenged === 0 ? 'none challenged' : `${count(completed)} of ${counted(challenged, 'attempt')}`;
}

/** Distinct users over a range are not kept: the median day stands for it, beside the highest. */
function medianDay(values: readonly (number | null)[]): [value: string, note: string] {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const middle = known[Math.floor((known.length - 1) / 2)];
  const most = known.at(-1);
  if (middle === undefined || most === undefined) return [UNMEASURED, 'told on each day'];
  return [count(middle), `median day; highest ${count(most)}`];
}

function successOf(days: readonly Headline[]): number | null {
  const { completed, challenged } = rangeTotals(days);
  return share(completed, challenged);
}

/** What the changes are against; empty where there is nothing to compare with. */
export function comparison(before: readonly WideHeadline[], days: number): string {
  if (!isComparable(before, days)) return '';
  const known = before.length < days ? `, ${count(before.length)} of them with figures` : '';
  return `Compared with the ${counted(days, 'day')} before${known}.`;
}

/** Of fewer earlier days than half as many nothing is said: they would be another kind of range. */
function isComparable(before: readonly WideHeadline[], days: number): boolean {
  return before.length > 0 && 2 * before.length >= days;
}

function comparedWith(before: readonly WideHeadline[], days: number) {
  return (told: (earlier: readonly WideHeadline[]) => string): string =>
    isComparable(before, days) ? told(before) : '';
}

/** `+4.2 points`; empty where one of the two is not known. */
function points(now: number | null, then: number | null): string {
  if (now === null || then === null) return '';
  const difference = Math.round((now - then) * 1000) / 10;
  if (difference === 0) return 'unchanged';
  const sign = difference > 0 ? '+' : '−';
  return `${sign}${Math.abs(difference).toFixed(1)} points`;
}
