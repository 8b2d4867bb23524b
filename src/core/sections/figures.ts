/** Four figures beside what is usual, the rate and the coverage: what every mail and page shows at least. */
import { count, counted, percent, share, UNMEASURED } from '../format.ts';
import { type Day, isMeasured, type MeasuredDay } from '../report.ts';
import type { Figure, Section } from './block.ts';
import { coverageSentence } from './reading.ts';
import { usualAndChange, usualSentence } from './usual.ts';

export const figures: Section<Day> = ({ report, day }) => {
  if (!isMeasured(day)) {
    return [
      {
        kind: 'figures',
        figures: LABELS.map((label) => ({
          label,
          value: UNMEASURED,
          note: 'not measured',
          usual: '',
          tone: 'calm' as const,
        })),
        sentences: [`Challenge success ${UNMEASURED}. Coverage: nothing was read.`],
      },
    ];
  }
  const alarming = report.verdict?.level === 'act' && day.unable.users > 0;
  const usual = day.baseline ?? undefined;
  const figure = (label: string, users: number, note: string, usually: number | undefined): Figure => ({
    label,
    value: count(users),
    note,
    usual: usualAndChange(usually, users, day.state === 'partial'),
    tone: 'calm',
  });
  const partOfChallenged = (label: string, users: number, usually: number | undefined) =>
    figure(label, users, ofChallenged(day, users), usually);
  return [
    {
      kind: 'figures',
      figures: [
        figure(
          LABELS[0],
          day.challenged.users,
          `of ${counted(day.totals.users, 'user')}`,
          usual?.challengedUsers,
        ),
        partOfChallenged(LABELS[1], day.completed.firstTry.users, usual?.firstTryUsers),
        partOfChallenged(LABELS[2], day.completed.afterRetry.users, usual?.afterRetryUsers),
        {
          ...partOfChallenged(LABELS[3], day.unable.users, usual?.unableUsers),
          tone: alarming ? 'bad' : 'calm',
        },
      ],
      sentences: [rateSentence(day), overlapSentence(day), usualSentence(day), coverageSentence(day)].filter(
        (sentence) => sentence !== '',
      ),
    },
  ];
};

const LABELS = ['Challenged users', 'First try', 'After a retry', 'Unable users'] as const;

function ofChallenged(day: MeasuredDay, users: number): string {
  const rate = share(users, day.challenged.users);
  return rate === null ? 'none challenged' : `${percent(rate)} of them`;
}

/** Somebody who got in at first try and failed later is counted as both: the reader who adds up is told. */
function overlapSentence({ challenged, completed, unable }: MeasuredDay): string {
  const sum = completed.firstTry.users + completed.afterRetry.users + unable.users;
  return sum > challenged.users ? 'Some users stand under more than one of these.' : '';
}

function rateSentence(day: MeasuredDay): string {
  if (day.rate === null) return `Challenge success ${UNMEASURED}, as no attempt was challenged.`;
  const usual = day.baseline?.rate ?? null;
  const usually = usual === null ? '' : `, usually ${percent(usual)}`;
  return `Challenge success ${percent(day.rate)}${usually}: ${count(day.outcomes.completed.attempts)} of ${counted(day.challenged.attempts, 'challenged attempt')} completed.`;
}
