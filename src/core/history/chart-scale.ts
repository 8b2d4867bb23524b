/** What an axis runs over, and the steps that are written beside it. */
import { compactCount, count } from '../format.ts';

export type ChartScale = {
  readonly from: number;
  readonly to: number;
  /** From the top down. */
  readonly steps: readonly { readonly at: number; readonly text: string }[];
};

/** From zero to a round number that the highest value fits under. */
export function countScale(values: readonly (number | undefined)[]): ChartScale {
  const to = roundUp(Math.max(1, ...values.map((value) => value ?? 0)));
  const steps = to % 2 === 0 ? [to, to / 2, 0] : [to, 0];
  const written = to < 100_000 ? count : compactCount;
  return { from: 0, to, steps: steps.map((at) => ({ at, text: written(at) })) };
}

/** Parts of one; `from` 0 unless the drawing says otherwise. */
export function shareScale(to: number, from = 0): ChartScale {
  const steps = [to, (from + to) / 2, from];
  return { from, to, steps: steps.map((at) => ({ at, text: `${Math.round(at * 1000) / 10}%` })) };
}

/** The lowest round share above the highest value: 10, 20, 50 or 100%. */
export function shareAbove(values: readonly (number | undefined)[]): number {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  return ([0.1, 0.2, 0.5] as const).find((top) => top >= most) ?? 1;
}

/** 1, 2, 4, 6, 8, 10 and their tens: the top of a scale whose middle is whole. */
function roundUp(value: number): number {
  const ten = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 4, 6, 8, 10] as const).find((step) => step * ten >= value) ?? 10) * ten;
}
