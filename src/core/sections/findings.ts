/** Whom to check: security findings, apart from who could not get in. */
import { FINDING_KINDS } from '../finding-kinds.ts';
import { count } from '../format.ts';
import type { Finding, MeasuredDay } from '../report.ts';
import type { Block, IssueBlock, Section } from './block.ts';
import { FINDING_PILLS, findingWords, namesWords, worstFindings } from './issue-words.ts';

const SHOWN = 3;
const PEOPLE_NAMED = 5;

export const findings: Section<MeasuredDay> = ({ day }) => {
  if (day.findings.length === 0) return [];
  const worst = worstFindings(day.findings);
  const rest = worst.slice(SHOWN);
  return [
    {
      kind: 'heading',
      title: 'Needs a look',
      subtitle: 'Security findings. They may be attacks, not trouble; a user can stand under several.',
    },
    ...worst.slice(0, SHOWN).map(findingCard),
    ...(rest.length === 0 ? [] : [restNote(rest)]),
  ];
};

function findingCard({ kind, severity, users, people }: Finding): IssueBlock {
  const { title, meaning, nextStep } = FINDING_KINDS[kind];
  const names = namesWords(people, { shown: PEOPLE_NAMED, all: users });
  return {
    kind: 'issue',
    about: 'security',
    // Reasons are called so too.
    id: `finding-${kind}`,
    pill: FINDING_PILLS[severity],
    since: '',
    title,
    number: count(users),
    numberWord: users === 1 ? 'user' : 'users',
    facts: names === '' ? [] : [names],
    shape: '',
    meaning,
    nextStep,
    week: undefined,
  };
}

function restNote(rest: readonly Finding[]): Block {
  const named = rest.map((finding) => `${findingWords(finding)}. ${FINDING_KINDS[finding.kind].nextStep}`);
  return { kind: 'note', text: named.join(' ') };
}
