/** What stopped people: the most frequent reasons, each with what it means and one next step. */
import { count, counted, percent, share } from '../format.ts';
import { CAUSES, REASONS } from '../reasons.ts';
import type { MeasuredDay } from '../report.ts';
import type { Block, Section } from './block.ts';

const SHOWN = 5;

export const reasons: Section<MeasuredDay> = ({ day, short }) => {
  if (day.reasons.length === 0) return [];
  return short ? [asTable(day)] : asCards(day);
};

/** The long form: a card per reason, and an account of the rest. */
function asCards(day: MeasuredDay): Block[] {
  const failed = failedAttempts(day);
  const stopping = day.reasons.filter(({ attempts }) => attempts > 0);
  const overcome = day.reasons.filter(({ attempts }) => attempts === 0);
  const rest = stopping.slice(SHOWN);
  return [
    {
      kind: 'heading',
      title: 'What stopped them',
      subtitle: `${counted(failed, 'attempt')} ended denied or abandoned. Most frequent first; a user can stand under several reasons.`,
    },
    ...stopping.slice(0, SHOWN).map((reason): Block => {
      const part = share(reason.attempts, failed) ?? 0;
      return {
        kind: 'reason',
        id: reason.reason,
        title: reason.title,
        cause: causeBeside(reason),
        users: count(reason.users),
        usersWord: reason.users === 1 ? 'user' : 'users',
        facts: [
          counted(reason.attempts, 'attempt'),
          ...(reason.prompts > 0 ? [`${counted(reason.prompts, 'prompt')} denied`] : []),
        ],
        meaning: `${REASONS[reason.reason].meaning} ${REASONS[reason.reason].likelyCause}`,
        nextStep: REASONS[reason.reason].nextStep,
        part,
        partText: `${percent(part)} of those attempts`,
      };
    }),
    ...(rest.length === 0 ? [] : [{ kind: 'note' as const, text: restSentence(rest) }]),
    ...(overcome.length === 0 ? [] : [{ kind: 'note' as const, text: overcomeSentence(overcome) }]),
  ];
}

function restSentence(rest: MeasuredDay['reasons']): string {
  const named = rest.map(({ title, attempts }) => `${title} (${count(attempts)})`);
  return `And ${counted(rest.length, 'more reason')}, by attempts: ${named.join(', ')}.`;
}

/** Denials that stopped nobody: the same attempt went through after them, or failed for another reason. */
function overcomeSentence(overcome: MeasuredDay['reasons']): string {
  const named = overcome.map(({ title, prompts }) => `${title} (${count(prompts)})`);
  return `Denied prompts that were not what an attempt ended with: ${named.join(', ')}.`;
}

/** The short form of a quiet day: nothing here needs anybody today. */
function asTable(day: MeasuredDay): Block {
  return {
    kind: 'table',
    id: 'reasons',
    title: 'What stopped them',
    subtitle: 'Every reason of the day; a user can stand under several.',
    nameColumn: 'Reason',
    columns: ['Users', 'Attempts'],
    rows: [
      ...day.reasons.map(({ title, cause, users, attempts }) => ({
        name: title,
        detail: causeBeside({ title, cause }),
        cells: [count(users), count(attempts)],
        total: false,
      })),
      { name: 'All', detail: '', cells: ['', count(failedAttempts(day))], total: true },
    ],
  };
}

/** The cause beside a reason's title; nothing where both are called the same. */
function causeBeside({ title, cause }: Pick<MeasuredDay['reasons'][number], 'title' | 'cause'>): string {
  return CAUSES[cause].title === title ? '' : CAUSES[cause].title;
}

function failedAttempts(day: MeasuredDay): number {
  return day.outcomes.denied.attempts + day.interrupted.abandoned.attempts;
}
