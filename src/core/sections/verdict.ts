/** The opening: state, day, one sentence with its denominator, then what is new, whom to help, whom to check. */
import { count, counted, longDay, shortDay } from '../format.ts';
import type { Level, MeasuredDay } from '../report.ts';
import { STATE_TITLES } from '../titles.ts';
import { answers } from './answers.ts';
import type { Pill, Section, SectionInput, VerdictBlock } from './block.ts';
import { coveredSentence } from './covered.ts';
import { failedAttempts } from './issues.ts';
import { levelOf } from './level.ts';

export const verdict: Section<MeasuredDay> = (input) => [openingOf(input)];

function openingOf(input: SectionInput<MeasuredDay>): VerdictBlock {
  const { report, day, audience } = input;
  return {
    kind: 'verdict',
    pill: LEVEL_PILLS[levelOf(report, day)],
    date: longDay(day.day),
    sentence: report.verdict?.text ?? verdictSentence(day),
    answers: answers(day, audience),
    paragraphs: [
      ...(day.state === 'partial'
        ? ['Counts may still change, up or down, until the rest of the day is read.']
        : []),
      ...(day.problem === null ? [] : [`What stopped the reading: ${day.problem}`]),
      ...(day.source === DEGRADED ? [DEGRADED_WARNING] : []),
      ...inShort(day),
      ...coveredSentence(input),
    ],
  };
}

/** As the source `graph` calls its reading of Graph v1.0 (domain facts §1.1). */
const DEGRADED = 'graph v1.0';
const DEGRADED_WARNING =
  'This day was read by Graph v1.0, where MFA details are missing: methods are not told, and a challenge is seen only by its result code or text. Every MFA figure may be too low.';

export const LEVEL_PILLS = {
  quiet: { sign: '✓', word: 'Quiet', tone: 'good' },
  watch: { sign: '!', word: 'Watch', tone: 'warn' },
  act: { sign: '▲', word: 'Act today', tone: 'bad' },
  // Of the days with figures, only a partial one is incomplete.
  incomplete: { ...STATE_TITLES.partial, tone: 'warn' },
} as const satisfies Record<Level, Pill>;

/** For a report of one day that carries no verdict: the same sentence, from the figures alone. */
function verdictSentence(day: MeasuredDay): string {
  const soFar = day.state === 'partial' ? 'So far ' : '';
  if (day.challenged.users === 0) return `Nobody was asked for MFA on ${shortDay(day.day)}.`;
  return `${soFar}${count(day.unable.users)} of ${count(day.challenged.users)} users could not get through MFA.`;
}

/** What the answers leave open: that all went well, or why there is nothing to rate. */
function inShort(day: MeasuredDay): string[] {
  if (failedAttempts(day) > 0) return [];
  if (day.challenged.attempts > 0) {
    return day.challenged.attempts === 1
      ? ['The one challenged attempt was completed.']
      : [`Every one of ${count(day.challenged.attempts)} challenged attempts was completed.`];
  }
  if (day.totals.signIns > 0) {
    return [
      `${counted(day.totals.signIns, 'sign-in')} ${day.totals.signIns === 1 ? 'was' : 'were'} read; none was challenged for MFA, so there is no success rate.`,
    ];
  }
  if (day.state === 'partial') return ['Not one interactive sign-in was read so far.'];
  return [
    'Not one interactive sign-in was found, so there is nothing to rate. If people did work that day, check that the source still delivers.',
  ];
}
