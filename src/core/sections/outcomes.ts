/** What became of every attempt, challenged or not; the rows add up. */
import { count, counted, percent, share, weekday } from '../format.ts';
import { INTERRUPTS, type MeasuredDay, OUTCOMES } from '../report.ts';
import { INTERRUPT_TITLES, OUTCOME_TITLES } from '../titles.ts';
import type { Section } from './block.ts';

/** None on a quiet day in its short form. */
export const outcomes: Section<MeasuredDay> = ({ day, short }) => {
  const all = day.totals.attempts;
  if (short || all === 0) return [];
  const shares = OUTCOMES.map((outcome) => ({ outcome, attempts: day.outcomes[outcome].attempts }))
    .filter(({ attempts }) => attempts > 0)
    .toSorted((a, b) => b.attempts - a.attempts)
    .map(({ outcome, attempts }) => ({
      outcome,
      name: OUTCOME_TITLES[outcome],
      detail: outcome === 'interrupted' ? interrupts(day) : outcome === 'completed' ? tries(day) : '',
      attempts: count(attempts),
      shareText: percent(share(attempts, all)),
      part: attempts / all,
    }));
  return [
    {
      kind: 'shares',
      title: all === 1 ? 'The one attempt' : `All ${counted(all, 'attempt')}`,
      subtitle: `What became of every attempt of ${weekday(day.day)}. The rows add up.`,
      nameColumn: 'Outcome',
      columns: ['Attempts', 'Share'],
      shares,
    },
  ];
};

function interrupts(day: MeasuredDay): string {
  return INTERRUPTS.filter((kind) => day.interrupted[kind].attempts > 0)
    .map((kind) => `${count(day.interrupted[kind].attempts)} ${INTERRUPT_TITLES[kind].toLowerCase()}`)
    .join(', ');
}

function tries(day: MeasuredDay): string {
  const { firstTry, afterRetry } = day.completed;
  return `${count(firstTry.attempts)} at first try, ${count(afterRetry.attempts)} after a retry`;
}
