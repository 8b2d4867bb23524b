/** What readers were told of days, and what has become of those days since (design §7, "restated"). */
import { addDays } from './day.ts';
import { isSendDay } from './due-digest.ts';
import type { Sent } from './ports.ts';
import type { Headline, KnownAs, Restated, RestatedWhy, TrendDay } from './report.ts';
import { wentOut } from './went-out.ts';

/**
 * By day: the headline as the newest mail showed it; `untold` where a mail about the day was due and
 * none is on record as sent; `undefined` where nothing was told, and nothing had to be.
 */
export type WhatWasTold = (day: string) => Headline | 'untold' | undefined;

export type TellingOptions = {
  /** The oldest day whose daily mail may still go out: from it on no day is untold. */
  readonly oldestDue: string;
  readonly digestOn: readonly number[];
};

/** For reports that nobody was ever sent, such as those of files. */
export const NOTHING_TOLD: WhatWasTold = () => undefined;

/** `sent`: the deliveries of the days in question, of the 13 days after them, and of some before. */
export function whatWasTold(sent: readonly Sent[], { oldestDue, digestOn }: TellingOptions): WhatWasTold {
  const delivered = sent
    .flatMap((row) => wentOut(row) ?? [])
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const told = new Map(delivered.flatMap((mail) => mail.told).map((headline) => [headline.day, headline]));
  const skipped = new Set(sent.filter(({ status }) => status === 'skipped').map(({ day }) => day));
  return (day) => {
    const known = told.get(day);
    if (known !== undefined) return known;
    // Before the first mail there were no readers, and a quiet day that was skipped was told by silence.
    const wasDue = day < oldestDue && isSendDay(addDays(day, 1), digestOn) && !skipped.has(day);
    return wasDue && delivered.some((mail) => mail.day < day) ? 'untold' : undefined;
  };
}

/** The headline as it now stands, against what was told of the day. */
export function sinceTold(now: Headline, told: ReturnType<WhatWasTold>): TrendDay {
  return { ...now, restated: restated(now, told), healed: healed(now, told) };
}

/** As it was told, it is kept: without what is only known by comparing. */
export function asHeadline({ restated: _restated, healed: _healed, ...headline }: TrendDay): Headline {
  return headline;
}

const FIGURES = [
  'signIns',
  'attempts',
  'users',
  'challengedAttempts',
  'challengedUsers',
  'completed',
  'denied',
  'abandoned',
  'unableUsers',
  'rate',
] as const satisfies readonly (keyof Headline)[];

function restated(now: Headline, told: ReturnType<WhatWasTold>): Restated | null {
  if (told === undefined || told === 'untold' || told.revision === now.revision) return null;
  const figures: Restated['figures'] = {};
  for (const name of FIGURES) {
    const [before, after] = [told[name], now[name]];
    // A gap is no figure: from "not measured" nothing can have grown.
    if (before !== null && after !== null && before !== after) figures[name] = [before, after];
  }
  return Object.keys(figures).length === 0 ? null : { from: told.revision, why: whyOf(now, told), figures };
}

/** The number of sign-ins tells: a reading only ever adds, unless somebody asks for less. */
function whyOf(now: Headline, told: Headline): RestatedWhy {
  if (!IS_WHOLE[told.state]) return 'restRead';
  const more = (now.signIns ?? 0) - (told.signIns ?? 0);
  if (more === 0) return 'detailsCompleted';
  return more > 0 ? 'lateRecords' : 'collectedAgain';
}

const IS_WHOLE = {
  open: true,
  sealed: true,
  partial: false,
  missing: false,
  lost: false,
} as const satisfies Record<Headline['state'], boolean>;

function healed({ state }: Headline, told: ReturnType<WhatWasTold>): KnownAs | null {
  if (told === undefined || !IS_WHOLE[state]) return null;
  if (told === 'untold') return told;
  return told.state === 'open' || told.state === 'sealed' ? null : told.state;
}
