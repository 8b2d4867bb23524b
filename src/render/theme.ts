/**
 * The look of the mail in colours. Inline styles carry the light scheme; the class beside each lets
 * the style block of templates/html/style.hbs turn it dark. Pairs and their contrast: 4.5 or more
 * for text on its ground, 3 or more for bars on the sheet.
 */
import type { Outcome } from '../core/report.ts';
import type { Tone } from '../core/sections/block.ts';

export const PILL_COLOURS = {
  bad: { className: 'p-bad', ground: '#fdecea', ink: '#b0271b' },
  warn: { className: 'p-warn', ground: '#fcf2dc', ink: '#7d5200' },
  good: { className: 'p-good', ground: '#e5f4eb', ink: '#1d6842' },
  calm: { className: 'p-calm', ground: '#eceef2', ink: '#4a5264' },
} as const satisfies Record<Tone, { className: string; ground: string; ink: string }>;

/** Figures are ink; red only where the figure made the verdict. */
export const FIGURE_COLOURS = {
  bad: { className: 'red', ink: '#b0271b' },
  warn: { className: 'ink', ink: '#1b1f27' },
  good: { className: 'ink', ink: '#1b1f27' },
  calm: { className: 'ink', ink: '#1b1f27' },
} as const satisfies Record<Tone, { className: string; ink: string }>;

/** Bars are mid-tones that hold on both grounds; only the pale ones change with the scheme. */
export const BAR_COLOURS = {
  accent: { className: '', ground: '#6b80e6' },
  red: { className: '', ground: '#d9503f' },
  grey: { className: '', ground: '#8a93a3' },
  pale: { className: 'pale', ground: '#c3c9d3' },
  amber: { className: '', ground: '#b8842a' },
  rose: { className: '', ground: '#d67f73' },
  slate: { className: '', ground: '#6a7286' },
  mist: { className: 'mist', ground: '#b9c4f5' },
} as const satisfies Record<string, { className: string; ground: string }>;

export const OUTCOME_BARS = {
  completed: BAR_COLOURS.accent,
  denied: BAR_COLOURS.red,
  satisfiedWithoutPrompt: BAR_COLOURS.pale,
  interrupted: BAR_COLOURS.rose,
  firstFactorFailed: BAR_COLOURS.amber,
  otherReason: BAR_COLOURS.slate,
  singleFactor: BAR_COLOURS.grey,
  unclassified: BAR_COLOURS.mist,
} as const satisfies Record<Outcome, { className: string; ground: string }>;

/** The line beside a finding. */
export const TONE_BARS = {
  bad: BAR_COLOURS.red,
  warn: BAR_COLOURS.amber,
  good: BAR_COLOURS.accent,
  calm: BAR_COLOURS.grey,
} as const satisfies Record<Tone, { className: string; ground: string }>;

/** The bar of a day in a strip: today is coloured, weekends are fainter. */
export function dayBar(day: { tone: Tone; weekend: boolean; current: boolean }) {
  if (day.current) return day.tone === 'bad' ? BAR_COLOURS.red : BAR_COLOURS.accent;
  return day.weekend ? BAR_COLOURS.pale : BAR_COLOURS.grey;
}
