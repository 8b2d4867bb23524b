/** The opening for a day without figures: it says that there are none, and never a zero. */
import { longDay, weekday } from '../format.ts';
import type { UnmeasuredDay } from '../report.ts';
import { STATE_TITLES } from '../titles.ts';
import type { Pill, Section } from './block.ts';
import { coveredSentence } from './covered.ts';

export const gapVerdict: Section<UnmeasuredDay> = ({ report, day, ...input }) => [
  {
    kind: 'verdict',
    pill: PILLS[day.state],
    date: longDay(day.day),
    sentence: report.verdict?.text ?? SENTENCES[day.state](weekday(day.day)),
    answers: [],
    paragraphs: [
      ...(day.problem === null ? [] : [`What stopped it: ${day.problem}`]),
      'There are no figures for this day. A dash means not measured; it does not mean that nothing happened.',
      ...coveredSentence({ report, day, ...input }),
    ],
  },
];

const PILLS = {
  missing: { ...STATE_TITLES.missing, tone: 'warn' },
  lost: { ...STATE_TITLES.lost, tone: 'bad' },
} as const satisfies Record<UnmeasuredDay['state'], Pill>;

const SENTENCES = {
  missing: (name) => `${name} is not collected yet.`,
  lost: (name) => `${name} was never collected, and the source no longer holds it.`,
} as const satisfies Record<UnmeasuredDay['state'], (name: string) => string>;
