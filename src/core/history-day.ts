/** A day of a range as a reader meets it: figures as text, state and change as pills. */
import { count, isWeekend, percent, shortDay } from './format.ts';
import type { Links } from './links.ts';
import type { Headline, MeasuredDay, TrendDay } from './report.ts';
import type { Pill } from './sections/block.ts';
import { CHANGE_TITLES, STATE_TITLES } from './titles.ts';

/** One calendar day of the range. Figures are `undefined` where they were not measured. */
export type HistoryDay = {
  readonly day: string;
  readonly label: string;
  readonly href: string | undefined;
  readonly state: Headline['state'];
  /** Its state, and whether it is as it was last mailed; none for a sealed day that is. */
  readonly pills: readonly Pill[];
  readonly weekend: boolean;
  /** No figures: missing or lost. */
  readonly gap: boolean;
  /** Success of challenged attempts, 0 to 1; also `undefined` on a day without a challenge. */
  readonly rate: number | undefined;
  readonly unable: number | undefined;
  readonly denied: number | undefined;
  readonly abandoned: number | undefined;
  readonly text: {
    readonly signIns: string;
    readonly challengedUsers: string;
    readonly challengedAttempts: string;
    readonly completed: string;
    readonly firstTry: string;
    readonly afterRetry: string;
    readonly denied: string;
    readonly abandoned: string;
    readonly unable: string;
    readonly rate: string;
  };
};

/** `whole`: the same day in full, where it is at hand; it alone knows first tries and retries. */
export function historyDay(headline: TrendDay, whole: MeasuredDay | undefined, links: Links): HistoryDay {
  return {
    day: headline.day,
    label: shortDay(headline.day),
    href: links.digest(headline.day),
    state: headline.state,
    pills: [...statePill(headline), ...changePill(headline)],
    weekend: isWeekend(headline.day),
    gap: headline.signIns === null,
    rate: headline.rate ?? undefined,
    unable: headline.unableUsers ?? undefined,
    denied: headline.denied ?? undefined,
    abandoned: headline.abandoned ?? undefined,
    text: {
      signIns: count(headline.signIns),
      challengedUsers: count(headline.challengedUsers),
      challengedAttempts: count(headline.challengedAttempts),
      completed: count(headline.completed),
      firstTry: count(whole?.completed.firstTry.users ?? null),
      afterRetry: count(whole?.completed.afterRetry.users ?? null),
      denied: count(headline.denied),
      abandoned: count(headline.abandoned),
      unable: count(headline.unableUsers),
      rate: percent(headline.rate),
    },
  };
}

function statePill({ state }: Headline): Pill[] {
  return state === 'sealed' ? [] : [{ ...STATE_TITLES[state], tone: PILL_TONES[state] }];
}

function changePill({ restated, healed }: TrendDay): Pill[] {
  if (healed !== null) return [{ ...CHANGE_TITLES.healed, tone: 'good' }];
  return restated === null ? [] : [{ ...CHANGE_TITLES.restated, tone: 'calm' }];
}

const PILL_TONES = {
  missing: 'calm',
  partial: 'warn',
  open: 'calm',
  sealed: 'calm',
  lost: 'bad',
} as const satisfies Record<Headline['state'], Pill['tone']>;
