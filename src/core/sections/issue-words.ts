/** Issues and findings in the words and signs that every form uses. */
import { FINDING_KINDS, type Severity } from '../finding-kinds.ts';
import { count, counted, listed, shortDay, shortened } from '../format.ts';
import type { Finding, Issue } from '../report.ts';
import type { Pill } from './block.ts';
import { usualWords } from './usual.ts';

export const ISSUE_PILLS = {
  new: { sign: '+', word: 'New', tone: 'bad' },
  worse: { sign: '▲', word: 'Worse', tone: 'bad' },
  back: { sign: '↺', word: 'Back', tone: 'warn' },
  steady: { sign: '=', word: 'Steady', tone: 'calm' },
  better: { sign: '▼', word: 'Better', tone: 'good' },
  fixed: { sign: '✓', word: 'Fixed', tone: 'good' },
} as const satisfies Record<Issue['state'], Pill>;

export const FINDING_PILLS = {
  high: { sign: '!', word: 'Check now', tone: 'bad' },
  medium: { sign: '!', word: 'Check today', tone: 'warn' },
} as const satisfies Record<Severity, Pill>;

/** Since when it stands out, or when it last did. */
export function sinceWords({ state, firstDay, lastDay }: Issue): string {
  if (state === 'new') return 'not in the 28 days before';
  if (state === 'back') return 'after more than a week';
  if (state === 'fixed') return `last stood out on ${shortDay(lastDay)}`;
  return `since ${shortDay(firstDay)}`;
}

/** `Push did not reach the phone (new, 58 users, usually none)`. */
export function issueWords({ state, title, users, baselineUsers }: Issue): string {
  const usual = baselineUsers === null ? '' : `, ${usualWords(baselineUsers)}`;
  return `${title} (${ISSUE_PILLS[state].word.toLowerCase()}, ${counted(users, 'user')}${usual})`;
}

/** `Reported as fraud: 2 users`. */
export function findingWords({ kind, users }: Finding): string {
  return `${FINDING_KINDS[kind].title}: ${counted(users, 'user')}`;
}

/** The severe ones first, each in the order of their table. */
export function worstFindings(findings: readonly Finding[]): Finding[] {
  const severe = findings.filter(({ severity }) => severity === 'high');
  return [...severe, ...findings.filter(({ severity }) => severity !== 'high')];
}

/** Characters of a name among others; the JSON holds the whole. */
const LONGEST_NAME = 40;

export function shortName(name: string): string {
  return shortened(name, LONGEST_NAME);
}

/** `a…n@contoso.example, b…k@contoso.example and 62 more`; empty where nobody is named. */
export function namesWords(
  named: readonly string[],
  { shown, all }: { readonly shown: number; readonly all: number },
): string {
  const some = named.slice(0, shown).map(shortName);
  const rest = all - some.length;
  return some.length > 0 && rest > 0 ? `${some.join(', ')} and ${count(rest)} more` : listed(some);
}
