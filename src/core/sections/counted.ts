/** What was counted and how far it can be trusted: coverage, what is open, what was left out, what is unknown. */
import { count, counted as counting, listed, percent, weekday } from '../format.ts';
import type { MeasuredDay } from '../report.ts';
import { REJECTIONS } from '../sign-in.ts';
import { OUTCOME_TITLES, REJECTION_TITLES } from '../titles.ts';
import type { Section } from './block.ts';
import { crossCheckSentence } from './cross-check.ts';
import { readingSentence, unstableSentence } from './reading.ts';

export const counted: Section<MeasuredDay> = ({ day }) => [
  {
    kind: 'list',
    title: 'What was counted',
    subtitle: 'How far these figures can be trusted.',
    entries: ENTRIES.flatMap(({ term, text }) => {
      const said = text(day);
      return said === '' ? [] : [{ term: typeof term === 'string' ? term : term(day), text: said }];
    }),
  },
];

/** Unlisted wording is shown verbatim; this many of each kind, the rest by number. */
const VERBATIM = 5;

type Entry = {
  readonly term: string | ((day: MeasuredDay) => string);
  /** Empty: there is nothing to say, and the entry is left out. */
  readonly text: (day: MeasuredDay) => string;
};

const ENTRIES: readonly Entry[] = [
  { term: 'Coverage', text: coverage },
  { term: 'Cross-check', text: (day) => crossCheckSentence(day.coverage) },
  { term: 'State', text: state },
  { term: 'Still open', text: stillOpen },
  { term: 'Rejected', text: rejected },
  {
    term: ({ unlisted }) => counting(unlisted.texts.length, 'unlisted text'),
    text: ({ unlisted }) =>
      verbatim(
        unlisted.texts.map(
          ({ text, outcome, signIns }) =>
            `“${text}”, ${times(signIns)}: counted as ${OUTCOME_TITLES[outcome].toLowerCase()}`,
        ),
      ),
  },
  {
    term: ({ unlisted }) => counting(unlisted.codes.length, 'unlisted code'),
    text: ({ unlisted }) => verbatim(unlisted.codes.map(({ code, signIns }) => `${code}, ${times(signIns)}`)),
  },
  {
    term: ({ unlisted }) => counting(unlisted.methods.length, 'unlisted method'),
    text: ({ unlisted }) =>
      verbatim(unlisted.methods.map(({ text, signIns }) => `“${text}”, ${times(signIns)}`)),
  },
  {
    term: 'More unlisted',
    text: ({ unlisted }) =>
      unlisted.more === 0
        ? ''
        : `${counting(unlisted.more, 'more entry', 'more entries')} did not fit into the report.`,
  },
  { term: 'Left out', text: leftOut },
];

function coverage(day: MeasuredDay): string {
  const { totals } = day;
  const { duplicates } = day.coverage;
  const made = `${counting(totals.signIns, 'sign-in')} made ${counting(totals.attempts, 'attempt')} by ${counting(totals.users, 'user')}`;
  const dropped = `${duplicates === 0 ? 'no' : count(duplicates)} ${duplicates === 1 ? 'duplicate' : 'duplicates'} dropped, ${day.coverage.rejected.total === 0 ? 'none' : count(day.coverage.rejected.total)} rejected`;
  return `${readingSentence(day)} ${made}; ${dropped}.`;
}

function state(day: MeasuredDay): string {
  const name = weekday(day.day);
  const { passes, agreement } = day.coverage;
  const agreed =
    agreement !== null && agreement < 1 && passes > 1
      ? ` The last of ${count(passes)} readings found ${percent(agreement)} of the known sign-ins.`
      : '';
  if (day.state === 'sealed') return `Sealed: ${name} is final.${agreed}`;
  if (day.state === 'partial')
    return `Partial: ${name} is read on until it is whole; until then every count may still change.`;
  const unstable = unstableSentence(day);
  return unstable === ''
    ? `Open: ${name} is read again until 48 hours after its end, then sealed; figures may still grow.${agreed}`
    : `Open: ${name} is read again and not sealed while that is so. ${unstable} What was shown once stays counted.`;
}

function stillOpen({ interrupted }: MeasuredDay): string {
  const pending = interrupted.pending.attempts;
  return pending === 0
    ? ''
    : `${counting(pending, 'attempt')} ${pending === 1 ? 'is' : 'are'} pending and in no rate.`;
}

function rejected({ coverage: { rejected: rejects } }: MeasuredDay): string {
  if (rejects.total === 0) return '';
  const causes = REJECTIONS.flatMap((cause) => {
    const records = rejects.byCause[cause] ?? 0;
    return records === 0 ? [] : [`${count(records)} ${REJECTION_TITLES[cause]}`];
  });
  return `${counting(rejects.total, 'record')} could not be used: ${listed(causes)}.`;
}

function leftOut({ coverage: { nonInteractive, outOfScope, excluded, outsideWindow } }: MeasuredDay): string {
  const parts = [
    { records: nonInteractive, of: counting(nonInteractive, 'non-interactive sign-in') },
    { records: outOfScope, of: counting(outOfScope, 'record of other logs', 'records of other logs') },
    { records: excluded, of: `${counting(excluded, 'sign-in')} excluded by EXCLUDE_USERS or EXCLUDE_APPS` },
    { records: outsideWindow, of: counting(outsideWindow, 'record of other days', 'records of other days') },
  ].flatMap(({ records, of }) => (records === 0 ? [] : [of]));
  return parts.length === 0 ? 'Nothing.' : `${listed(parts)}.`;
}

function verbatim(entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const rest = entries.length - VERBATIM;
  return `${entries.slice(0, VERBATIM).join('. ')}.${rest > 0 ? ` And ${count(rest)} more, in the JSON.` : ''}`;
}

function times(signIns: number): string {
  return signIns === 1 ? 'once' : `${count(signIns)} times`;
}
