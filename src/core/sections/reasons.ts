/** The reasons that no card tells of: few users each, or a quiet day. */
import { count, counted, UNMEASURED } from '../format.ts';
import { CAUSES } from '../reasons.ts';
import type { MeasuredDay } from '../report.ts';
import type { Block, Section, TableRow } from './block.ts';
import { failedAttempts, openIssues } from './issues.ts';

export const reasons: Section<MeasuredDay> = ({ day, short }) => {
  if (day.reasons.length === 0) return [];
  return short || openIssues(day).length === 0 ? [asTable(day)] : asNotes(day);
};

/** Below the cards: an account of the rest. */
function asNotes(day: MeasuredDay): Block[] {
  const told = new Set(day.issues.filter(({ state }) => state !== 'fixed').map(({ id }) => id));
  const stopping = day.reasons.filter(({ reason, attempts }) => attempts > 0 && !told.has(reason));
  const overcome = day.reasons.filter(({ attempts }) => attempts === 0);
  return [
    ...(stopping.length === 0 ? [] : [{ kind: 'note' as const, text: restSentence(stopping) }]),
    ...(overcome.length === 0 ? [] : [{ kind: 'note' as const, text: overcomeSentence(overcome) }]),
  ];
}

function restSentence(rest: MeasuredDay['reasons']): string {
  const named = rest.map(({ title, attempts }) => `${title} (${count(attempts)})`);
  return `Of too few users to stand out, by attempts: ${named.join(', ')}.`;
}

/** Denials that stopped nobody: the same attempt went through after them, or failed for another reason. */
function overcomeSentence(overcome: MeasuredDay['reasons']): string {
  const named = overcome.map(({ title, prompts }) => `${title} (${count(prompts)})`);
  return `Denied prompts that were not what an attempt ended with: ${named.join(', ')}.`;
}

const SHOWN = 10;

/** Attempts and unable users have one reason each, so they add up; users do not. */
function foldedRows(rest: MeasuredDay['reasons']): TableRow[] {
  if (rest.length === 0) return [];
  const sum = (of: 'unableUsers' | 'attempts') => rest.reduce((total, reason) => total + reason[of], 0);
  const cells = [UNMEASURED, count(sum('unableUsers')), count(sum('attempts'))];
  return [{ name: counted(rest.length, 'more reason'), detail: '', cells, total: false }];
}

/** The reasons of the day, most frequent first. */
function asTable(day: MeasuredDay): Block {
  return {
    kind: 'table',
    id: 'reasons',
    title: 'What stopped them',
    subtitle: 'Most frequent first; a user can stand under several, and is unable under one.',
    nameColumn: 'Reason',
    columns: ['Users', 'Unable', 'Attempts'],
    rows: [
      ...day.reasons.slice(0, SHOWN).map(({ title, cause, users, unableUsers, attempts }) => ({
        name: title,
        detail: causeBeside({ title, cause }),
        cells: [count(users), count(unableUsers), count(attempts)],
        total: false,
      })),
      ...foldedRows(day.reasons.slice(SHOWN)),
      {
        name: 'All',
        detail: '',
        cells: ['', count(day.unable.users), count(failedAttempts(day))],
        total: true,
      },
    ],
  };
}

/** The cause beside a reason's title; nothing where both are called the same. */
function causeBeside({ title, cause }: Pick<MeasuredDay['reasons'][number], 'title' | 'cause'>): string {
  return CAUSES[cause].title === title ? '' : CAUSES[cause].title;
}
