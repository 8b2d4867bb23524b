/** What stands out: a card per issue, worst first, with what is usual, what they share, and one next step. */
import { addDays } from '../day.ts';
import { compactCount, count, counted, isWeekend, shortDay, UNMEASURED, weekday } from '../format.ts';
import { type Cause, REASONS } from '../reasons.ts';
import type { Issue, MeasuredDay } from '../report.ts';
import { isNews } from '../verdict.ts';
import type { Block, IssueBlock, Section, Week } from './block.ts';
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
    ...toldIssues(day).map((issue) => issueCard(issue, day)),
    ...(rest.length === 0 ? [] : [restNote(rest)]),
  ];
};

/** For those who check: only what somebody may have done to a user. */
export const declinedIssues: Section<MeasuredDay> = ({ day, short }) => {
  const declined = openIssues(day).filter(({ cause }) => SECURITY_CAUSES.has(cause));
  if (short || declined.length === 0) return [];
  return [
    {
      kind: 'heading',
      title: 'Declined, reported, blocked',
      subtitle: 'Issues that can be attacks. A user can stand under several reasons.',
    },
    ...declined.slice(0, SHOWN).map((issue) => issueCard(issue, day)),
  ];
};

const SECURITY_CAUSES: ReadonlySet<Cause> = new Set(['declined', 'blocked']);

/** Those that a card tells of. */
export function toldIssues(day: MeasuredDay): Issue[] {
  return openIssues(day).slice(0, SHOWN);
}

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
      `${counted(users, 'user')} affected`,
      usualWords(baselineUsers),
      `${count(attempts)} of ${counted(failedAttempts(day), 'failed attempt')}`,
      ...(prompts > 0 ? [`${counted(prompts, 'prompt')} denied`] : []),
    ],
    shape: issue.shape ?? '',
    meaning: `${meaning} ${likelyCause}`,
    nextStep,
    week: weekOf(issue, day.day),
  };
}

/** Nothing to draw while no other day is known. */
function weekOf(issue: Issue, lastDay: string): Week | undefined {
  const { week } = issue;
  if (week.filter((users) => users !== null).length < 2) return undefined;
  return {
    title: `Users, ${week.length} days`,
    days: week.map((users, index) => {
      const day = addDays(lastDay, index + 1 - week.length);
      const current = day === lastDay;
      return {
        label: shortDay(day),
        initial: weekday(day).slice(0, 1),
        weekend: isWeekend(day),
        current,
        users: users ?? undefined,
        usersText: users === null ? UNMEASURED : compactCount(users),
        tone: current && isNews(issue) ? 'bad' : 'calm',
      };
    }),
  };
}

function restNote(rest: readonly Issue[]): Block {
  const named = rest.map(issueWords);
  return { kind: 'note', text: `And ${counted(rest.length, 'more issue')}. ${named.join('. ')}.` };
}
