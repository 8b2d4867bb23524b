/** Four figures, the rate and the coverage: what every mail and page shows at least. */
import { count, counted, percent, share, UNMEASURED } from '../format.ts';
import { type Day, isMeasured, type MeasuredDay } from '../report.ts';
import type { Figure, Section } from './block.ts';
import { coverageSentence } from './reading.ts';

export const figures: Section<Day> = ({ report, day }) => {
  if (!isMeasured(day)) {
    return [
      {
        kind: 'figures',
        figures: LABELS.map((label) => ({
          label,
          value: UNMEASURED,
          note: 'not measured',
          tone: 'calm' as const,
        })),
        sentences: [`Challenge success ${UNMEASURED}. Coverage: nothing was read.`],
      },
    ];
  }
  const alarming = report.verdict?.level === 'act' && day.unable.users > 0;
  return [
    {
      kind: 'figures',
      figures: [
        figure(LABELS[0], day.challenged.users, `of ${counted(day.totals.users, 'user')}`),
        figure(LABELS[1], day.completed.firstTry.users, ofChallenged(day, day.completed.firstTry.users)),
        figure(LABELS[2], day.completed.afterRetry.users, ofChallenged(day, day.completed.afterRetry.users)),
        {
          ...figure(LABELS[3], day.unable.users, ofChallenged(day, day.unable.users)),
          tone: alarming ? 'bad' : 'calm',
        },
      ],
      sentences: [rateSentence(day), coverageSentence(day)],
    },
  ];
};

const LABELS = ['Challenged users', 'First try', 'After a retry', 'Unable users'] as const;

function figure(label: string, users: number, note: string): Figure {
  return { label, value: count(users), note, tone: 'calm' };
}

function ofChallenged(day: MeasuredDay, users: number): string {
  const rate = share(users, day.challenged.users);
  return rate === null ? 'none challenged' : `${percent(rate)} of them`;
}

function rateSentence(day: MeasuredDay): string {
  if (day.rate === null) return `Challenge success ${UNMEASURED}, as no attempt was challenged.`;
  return `Challenge success ${percent(day.rate)}: ${count(day.outcomes.completed.attempts)} of ${counted(day.challenged.attempts, 'challenged attempt')} completed.`;
}
