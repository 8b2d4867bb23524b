/** The three questions of whoever opens a digest: what is new, whom do I help, whom do I check. */
import { count, counted } from '../format.ts';
import type { MeasuredDay } from '../report.ts';
import { isNews } from '../verdict.ts';
import type { Entry } from './block.ts';
import { findingWords, issueWords, namesWords, worstFindings } from './issue-words.ts';

/** None on a day without challenges and findings: there is nothing to ask. */
export function answers(day: MeasuredDay): Entry[] {
  if (day.challenged.attempts === 0 && day.findings.length === 0) return [];
  return [
    { term: 'What is new', text: whatIsNew(day) },
    { term: 'Whom to help', text: whomToHelp(day) },
    { term: 'Whom to check', text: whomToCheck(day) },
  ];
}

const ISSUES_NAMED = 3;
const FINDINGS_NAMED = 3;
const PEOPLE_NAMED = 3;

function whatIsNew({ issues }: MeasuredDay): string {
  const news = issues.filter(isNews);
  if (news.length > 0) {
    const rest = news.length - ISSUES_NAMED;
    const more = rest > 0 ? ` And ${count(rest)} more.` : '';
    return `${news.slice(0, ISSUES_NAMED).map(issueWords).join('. ')}.${more}`;
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
