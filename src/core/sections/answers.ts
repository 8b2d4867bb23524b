/** The three questions of whoever opens a digest: what is new, whom do I help, whom do I check. */
import type { Audience } from '../audiences.ts';
import { count, counted } from '../format.ts';
import type { MeasuredDay } from '../report.ts';
import { isNews } from '../verdict.ts';
import type { Entry } from './block.ts';
import { findingWords, issueWords, namesWords, worstFindings } from './issue-words.ts';

const QUESTIONS = {
  new: { term: 'What is new', answer: whatIsNew },
  help: { term: 'Whom to help', answer: whomToHelp },
  check: { term: 'Whom to check', answer: whomToCheck },
} as const satisfies Record<string, { term: string; answer: (day: MeasuredDay) => string }>;

/** Whom to check is not the help desk's to know, and whom to help not the task of those who check. */
const ASKED_BY = {
  everyone: ['new', 'help', 'check'],
  security: ['new', 'check'],
  helpdesk: ['new', 'help'],
} as const satisfies Record<Audience, readonly (keyof typeof QUESTIONS)[]>;

/** None on a day without challenges and findings: there is nothing to ask. */
export function answers(day: MeasuredDay, audience: Audience): Entry[] {
  if (day.challenged.attempts === 0 && day.findings.length === 0) return [];
  return ASKED_BY[audience].map((question) => {
    const { term, answer } = QUESTIONS[question];
    return { term, text: answer(day) };
  });
}

const ISSUES_NAMED = 3;
const FINDINGS_NAMED = 3;
const PEOPLE_NAMED = 3;

function whatIsNew({ issues }: MeasuredDay): string {
  const [worst, ...others] = issues.filter(isNews);
  if (worst !== undefined) {
    const rest = others.length + 1 - ISSUES_NAMED;
    return [
      `${issueWords(worst)}.`,
      worst.shape ?? '',
      ...others.slice(0, ISSUES_NAMED - 1).map((issue) => `${issueWords(issue)}.`),
      rest > 0 ? `And ${count(rest)} more.` : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' ');
  }
  const standing = issues.filter(({ state }) => state !== 'fixed').length;
  return standing === 0
    ? 'Nothing stands out.'
    : `Nothing: of ${counted(standing, 'issue')} none is new, worse or back, and not acknowledged.`;
}

function whomToHelp({ unable, reasons, people }: MeasuredDay): string {
  if (unable.users === 0) return 'Nobody.';
  const named = people.filter((person) => person.unable).map(({ user }) => user);
  const [most] = reasons.toSorted((a, b) => b.unableUsers - a.unableUsers);
  const mostly =
    most === undefined || most.unableUsers === 0 || unable.users === 1
      ? ''
      : `, ${count(most.unableUsers)} of them with “${most.title}”`;
  return `${counted(unable.users, 'user')} could not get in${mostly}${namesAfter(named, unable.users)}.`;
}

function whomToCheck({ findings }: MeasuredDay): string {
  if (findings.length === 0) return 'Nobody.';
  const worst = worstFindings(findings);
  const rest = worst.slice(FINDINGS_NAMED);
  const named = worst
    .slice(0, FINDINGS_NAMED)
    .map((finding) => `${findingWords(finding)}${namesAfter(finding.people, finding.users)}`);
  return `${named.join('. ')}.${rest.length === 0 ? '' : ` And ${counted(rest.length, 'other finding')}.`}`;
}

function namesAfter(named: readonly string[], all: number): string {
  const words = namesWords(named, { shown: PEOPLE_NAMED, all });
  return words === '' ? '' : ` (${words})`;
}
