/** How much is asked of people, and how well their answers protect them. */
import { count, counted as counting, listed, percent, share, shortened } from '../format.ts';
import { METHODS, type MethodName } from '../methods.ts';
import type { MeasuredDay } from '../report.ts';
import type { Section } from './block.ts';

/** Methods and applications named in a sentence. */
const NAMED = 3;
/** Characters of an application's name within it. */
const LONGEST_NAME = 40;

/** None on a quiet day in its short form. */
export const friction: Section<MeasuredDay> = ({ day, short }) => {
  const entries = ENTRIES.flatMap(({ term, text }) => {
    const said = text(day);
    return said === '' ? [] : [{ term, text: said }];
  });
  if (short || entries.length === 0) return [];
  return [
    {
      kind: 'list',
      title: 'Friction and strength',
      subtitle: 'How much is asked of people, and how well their answers protect them.',
      entries,
    },
  ];
};

type FrictionEntry = {
  readonly term: string;
  /** Empty: nothing was measured, and the entry is left out. */
  readonly text: (day: MeasuredDay) => string;
};

const ENTRIES: readonly FrictionEntry[] = [
  { term: 'Prompts per user', text: promptsPerUser },
  { term: 'Retries', text: retries },
  { term: 'Phishing-resistant', text: phishingResistant },
  { term: 'Single factor', text: singleFactor },
];

function promptsPerUser({ friction: { promptsMedian, promptsP95 } }: MeasuredDay): string {
  if (promptsMedian === null) return '';
  return `Median ${count(promptsMedian)}, 95th percentile ${count(promptsP95)}, per challenged user.`;
}

function retries({ outcomes, completed, methods }: MeasuredDay): string {
  const all = outcomes.completed.attempts;
  if (all === 0) return '';
  const some = completed.afterRetry.attempts;
  const parts = mostFirst(methods.map(({ method, afterRetry }) => [titleOf(method), afterRetry.attempts]));
  return `${count(some)} of ${counting(all, 'completed attempt')} (${percent(share(some, all))}) needed a retry${among(parts, some)}.`;
}

function phishingResistant({ outcomes, friction: { phishingResistant: some } }: MeasuredDay): string {
  const all = outcomes.completed.attempts;
  if (all === 0) return '';
  return `${count(some)} of ${counting(all, 'completed attempt')} (${percent(share(some, all))}) by a method that cannot be phished.`;
}

function singleFactor({ outcomes, breakdowns: { app } }: MeasuredDay): string {
  const some = outcomes.singleFactor.attempts;
  if (some === 0) return 'No attempt got in with one factor.';
  const parts = mostFirst(
    app.rows.map(({ name, singleFactor: attempts }) => [shortened(name, LONGEST_NAME), attempts]),
  );
  return `${counting(some, 'attempt')} got in with one factor${among(parts, some)}.`;
}

type Part = readonly [name: string, attempts: number];

const titleOf = (method: MethodName): string => METHODS[method].title;

function mostFirst(parts: readonly Part[]): Part[] {
  return parts.filter(([, attempts]) => attempts > 0).toSorted(([, a], [, b]) => b - a);
}

/** `: App notification 61, Passkey 20 and others 15`; the parts add up to the whole. */
function among(parts: readonly Part[], whole: number): string {
  if (parts.length === 0) return '';
  const named = parts.slice(0, NAMED);
  const rest = whole - named.reduce((sum, [, attempts]) => sum + attempts, 0);
  const words = named.map(([name, attempts]) => `${name} ${count(attempts)}`);
  return `: ${listed([...words, ...(rest > 0 ? [`others ${count(rest)}`] : [])])}`;
}
