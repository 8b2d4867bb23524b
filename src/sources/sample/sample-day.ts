/** What a calendar date means at Contoso. */
export type SampleDay = {
  readonly date: string;
  /** Midnight UTC, ms since 1970. */
  readonly midnight: number;
  /** Days since 1970-01-01. */
  readonly number: number;
  /** Whole weeks since 1970-01-01, a Thursday, counted from Mondays. */
  readonly week: number;
  /** 0 Monday … 6 Sunday. */
  readonly weekday: number;
  readonly kind: 'working' | 'saturday' | 'sunday';
  /** Share of people who sign in with a phishing-resistant credential: grows through the invented year. */
  readonly takeUp: number;
  /** Share of prompts that run out of time at first: grows faster and faster through the invented year. */
  readonly unanswered: number;
};

const DAY_MS = 86_400_000;

/**
 * The invented year begins on 1 July: the trends start anew there, in the quiet of summer.
 * @param date `YYYY-MM-DD`, UTC
 * @throws RangeError where it is no date
 */
export function sampleDay(date: string): SampleDay {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight) || dateOf(midnight) !== date) {
    throw new RangeError(`sample day: expected a date such as 2026-11-16, got "${date}"`);
  }
  const number = midnight / DAY_MS;
  const weekday = (((number + 3) % 7) + 7) % 7;
  const progress = yearProgress(midnight);
  return {
    date,
    midnight,
    number,
    week: Math.floor((number + 3) / 7),
    weekday,
    kind: weekday === 6 ? 'sunday' : weekday === 5 ? 'saturday' : 'working',
    takeUp: 0.08 + 0.5 * progress,
    unanswered: 0.004 + 0.1 * progress ** 2,
  };
}

/** The date `days` later, `YYYY-MM-DD`; negative for earlier. */
export function dateAfter(date: string, days: number): string {
  return dateOf(sampleDay(date).midnight + days * DAY_MS);
}

/** The UTC date of an instant, ms since 1970. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** 0 on 1 July, nearly 1 on 30 June. */
function yearProgress(midnight: number): number {
  const date = new Date(midnight);
  const year = date.getUTCMonth() < 6 ? date.getUTCFullYear() - 1 : date.getUTCFullYear();
  return (midnight - Date.UTC(year, 6, 1)) / (366 * DAY_MS);
}
