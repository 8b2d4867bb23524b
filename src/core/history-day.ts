/** A day of a range as a reader meets it: figures as text, state and change as pills. */
import { isWorse } from './baseline.ts';
import { HOUR } from './day.ts';
import { count, hours, isWeekend, longDay, percent, shortDay } from './format.ts';
import type { HistoryFigures } from './history/history-figures.ts';
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
  readonly signIns: number | undefined;
  /** Attempts. */
  readonly challenged: number | undefined;
  readonly completed: number | undefined;
  readonly denied: number | undefined;
  readonly abandoned: number | undefined;
  /** Success of challenged attempts, 0 to 1; also `undefined` on a day without a challenge. */
  readonly rate: number | undefined;
  readonly unable: number | undefined;
  /** Many more users were unable than usual; false where nothing is known to compare with. */
  readonly standsOut: boolean;
  /** What its columns tell beside the headline, where they are at hand. */
  readonly figures: HistoryFigures | undefined;
  /** The day in full, where it is at hand. */
  readonly whole: MeasuredDay | undefined;
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

/** The same day beside its headline, as far as it is at hand. */
export type DayBeside = {
  readonly figures: HistoryFigures | undefined;
  /** It alone knows first tries, retries, hours and applications. */
  readonly whole: MeasuredDay | undefined;
};

/** `withYear`: its range is so long that a date without one would be two days. */
export function historyDay(
  headline: TrendDay,
  { figures, whole }: DayBeside,
  { links, withYear }: { readonly links: Links; readonly withYear: boolean },
): HistoryDay {
  return {
    day: headline.day,
    label: withYear ? longDay(headline.day) : shortDay(headline.day),
    href: links.digest(headline.day),
    state: headline.state,
    pills: [...statePill(headline, whole), ...changePill(headline)],
    weekend: isWeekend(headline.day),
    gap: headline.signIns === null,
    signIns: headline.signIns ?? undefined,
    challenged: headline.challengedAttempts ?? undefined,
    completed: headline.completed ?? undefined,
    denied: headline.denied ?? undefined,
    abandoned: headline.abandoned ?? undefined,
    rate: headline.rate ?? undefined,
    unable: headline.unableUsers ?? undefined,
    standsOut: isWorse(headline.unableUsers ?? 0, whole?.baseline?.unableUsers ?? null),
    figures,
    whole,
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

function statePill({ state }: Headline, whole: MeasuredDay | undefined): Pill[] {
  if (state === 'sealed') return [];
  const { sign, word } = STATE_TITLES[state];
  return [{ sign, word: `${word}${hoursRead(whole)}`, tone: PILL_TONES[state] }];
}

/** `, 17 of 24 h` of a partial day that was read from its beginning and not to its end. */
function hoursRead(whole: MeasuredDay | undefined): string {
  if (whole?.state !== 'partial') return '';
  const { coverage, window } = whole;
  const read = (Date.parse(coverage.readTo) - Date.parse(window.from)) / HOUR;
  const isFromStart = Date.parse(coverage.readFrom) <= Date.parse(window.from);
  return isFromStart && read > 0 && read < window.hours ? `, ${hours(read)} of ${hours(window.hours)} h` : '';
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
