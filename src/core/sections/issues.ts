/** What stands out: a card per issue, worst first, with what is usual, what they share, and one next step. */
import { count, counted, percent, share } from '../format.ts';
import { REASONS } from '../reasons.ts';
import type { Issue, MeasuredDay } from '../report.ts';
import type { Block, IssueBlock, Section } from './block.ts';
import { ISSUE_PILLS, issueWords, sinceWords } from './issue-words.ts';
import { usualWords } from './usual.ts';

const SHOWN = 5;

/** A quiet day in its short form has a table of reasons instead. */
export const issues: Section<MeasuredDay> = ({ day, short }) => {
  const open = openIssues(day);
  if (short || open.length === 0) return [];
  const rest = open.slice(SHOWN);
  return [
    {
      kind: 'heading',
      title: 'What stopped them',
      subtitle: `${counted(failedAttempts(day), 'attempt')} ended denied or abandoned. Most blocked users first; a user can stand under several reasons, and is unable under one.`,
    },
    ...open.slice(0, SHOWN).map((issue) => issueCard(issue, day)),
    ...(rest.length === 0 ? [] : [restNote(rest)]),
  ];
};

/** Those that stand out and are not acknowledged. */
export function openIssues({ issues: all }: MeasuredDay): Issue[] {
  return all.filter(({ state, acknowledged }) => state !== 'fixed' && acknowledged === null);
}

export function failedAttempts(day: MeasuredDay): number {
  return day.outcomes.denied.attempts + day.interrupted.abandoned.attempts;
}

function issueCard(issue: Issue, day: MeasuredDay): IssueBlock {
  const { id, state, title, users, unableUsers, attempts, baselineUsers, nextStep } = issue;
  const prompts = day.reasons.find(({ reason }) => reason === id)?.prompts ?? 0;
  const part = share(attempts, failedAttempts(day)) ?? 0;
  const { meaning, likelyCause } = REASONS[id];
  return {
    kind: 'issue',
    about: 'trouble',
    id,
    pill: ISSUE_PILLS[state],
    since: sinceWords(issue),
    title,
    number: count(unableUsers),
    numberWord: 'unable',
    facts: [
      `${counted(users, 'user')} affected (${usualWords(baselineUsers)})`,
      counted(attempts, 'attempt'),
      ...(prompts > 0 ? [`${counted(prompts, 'prompt')} denied`] : []),
    ],
    shape: issue.shape ?? '',
    meaning: `${meaning} ${likelyCause}`,
    nextStep,
    bar: { part, text: `${percent(part)} of all attempts that did not get through` },
  };
}

function restNote(rest: readonly Issue[]): Block {
  const named = rest.map(issueWords);
  return { kind: 'note', text: `And ${counted(rest.length, 'more issue')}. ${named.join('. ')}.` };
}
