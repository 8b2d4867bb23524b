/** Ranges of invented days of the invented tenant Contoso, in which every sum of the contract holds. */
import { addDays, createCalendar, HOUR, instantText, startedHours } from '../../src/core/day.ts';
import type { HistoryReport } from '../../src/core/history.ts';
import type { MethodName } from '../../src/core/methods.ts';
import { dayColumns } from '../../src/core/metrics.ts';
import type { ReasonName } from '../../src/core/reasons.ts';
import { type Day, isMeasured, type MeasuredDay, type State, type TrendDay } from '../../src/core/report.ts';
import {
  au,
  counts,
  DAY,
  emptyDay,
  gapDay,
  gapHeadline,
  headline,
  method,
  reason,
  report,
  row,
} from './report-builder.ts';

export type RangeOptions = {
  /** Days back from the last that are not as the others: sealed, and open for the last two. */
  readonly states?: Readonly<Record<number, State>>;
  readonly zone?: string;
  /** Nobody signed in. */
  readonly idle?: boolean;
};

/** `days` days that end with Mon 23 Nov 2026, in full. */
export function rangeInFull(days: number, options: RangeOptions = {}): HistoryReport {
  const made = Array.from({ length: days }, (_, index) => rangeDay(days - 1 - index, options));
  return report({ days: made, trend: made.map(trendDay) });
}

/** The same as a page of so many days gets it: headlines and columns. */
export function rangeInColumns(days: number, options: RangeOptions = {}): HistoryReport {
  const { days: whole, ...rest } = rangeInFull(days, options);
  const wide = whole.filter(isMeasured).map((day) => ({ ...headline(day), columns: dayColumns(day) }));
  return { ...rest, days: [], wide };
}

function trendDay(day: Day): TrendDay {
  if (isMeasured(day)) return headline(day);
  return { ...gapHeadline(day.day, day.state), zone: day.zone };
}

function rangeDay(back: number, { states = {}, zone = 'UTC', idle = false }: RangeOptions): Day {
  const day = addDays(DAY, -back);
  const state = states[back] ?? (back < 2 ? 'open' : 'sealed');
  const { from, to } = createCalendar(zone).window(day);
  const window = { from: instantText(from), to: instantText(to), hours: (to - from) / HOUR };
  if (state === 'missing' || state === 'lost') return gapDay(state, { day, zone, window });
  const base = emptyDay({ day, zone, window, state });
  const hours = startedHours({ from, to }).map((at) => instantText(at));
  if (idle) return { ...base, hours: hours.map((at) => ({ ...QUIET_HOUR, from: at })) };
  return busyDay(base, hours, back);
}

const QUIET_HOUR = { signIns: 0, attempts: 0, completed: 0, denied: 0, abandoned: 0 };

const METHODS_USED: readonly [MethodName, number][] = [
  ['push', 1_310],
  ['oathCode', 402],
  ['windowsHello', 310],
  ['passkey', 229],
  ['sms', 176],
  ['callMobile', 61],
  ['callOffice', 21],
  ['temporaryAccessPass', 18],
];

const REASONS_MET: readonly [ReasonName, number][] = [
  ['noResponse', 48],
  ['promptAbandoned', 25],
  ['wrongCode', 21],
  ['pushUndeliverable', 12],
  ['callVoicemail', 9],
  ['registrationNeeded', 6],
  ['noMethod', 6],
  ['declined', 4],
  ['unlisted', 1],
];
const ABANDONED = new Set<ReasonName>(['promptAbandoned', 'registrationNeeded']);

const APPS = [
  'Microsoft 365 web',
  'Teams',
  'Contoso VPN',
  'Salesforce',
  'Zoom',
  'Intranet',
  'Expenses',
  'Wiki',
];

/** Weekends are quiet, no two days in a row alike, and more keys are used as time goes by. */
function busyDay(base: MeasuredDay, hours: readonly string[], back: number): MeasuredDay {
  const weekend = [0, 6].includes(new Date(`${base.day}T00:00:00Z`).getUTCDay());
  const of = (usual: number, step: number) =>
    Math.round(usual * (weekend ? 0.14 : 1) * (1 + ((back * step) % 9) / 40));
  const methods = METHODS_USED.map(([name, usual], step) => {
    const completed = of(name === 'passkey' ? usual + Math.max(0, 200 - back) : usual, step + 1);
    return { ...method(name, completed, 0, 0), afterRetry: au(Math.round(completed / (20 + step))) };
  });
  const reasons = REASONS_MET.map(([name, usual], step) => {
    const attempts = of(usual, step + 2);
    const parts = spread(attempts, hours.length);
    return reason(name, attempts, attempts, attempts, { hours: parts, unableUsers: step === 0 ? 5 : 0 });
  }).filter(({ attempts }) => attempts > 0);
  const sumOf = (abandoned: boolean) =>
    sum(reasons.filter((each) => ABANDONED.has(each.reason) === abandoned).map(({ attempts }) => attempts));
  const completed = sum(methods.map((each) => each.completed.attempts));
  const [denied, abandoned] = [sumOf(false), sumOf(true)];
  const challenged = completed + denied + abandoned;
  const retried = sum(methods.map((each) => each.afterRetry.attempts));
  const single = of(553, 4);
  const outcomes = {
    completed: counts(completed, completed, completed),
    denied: counts(denied, denied, denied),
    satisfiedWithoutPrompt: counts(of(7_000, 3), of(5_871, 3), of(1_800, 3)),
    interrupted: counts(abandoned + 9, abandoned + 9, abandoned + 9),
    firstFactorFailed: counts(of(498, 5), of(380, 5), of(264, 5)),
    otherReason: counts(of(47, 1), of(32, 1), of(30, 1)),
    singleFactor: counts(single, single, single),
    unclassified: counts(of(5, 2), of(4, 2), of(3, 2)),
  };
  const totals = counts(
    sum(Object.values(outcomes).map(({ signIns }) => signIns)),
    sum(Object.values(outcomes).map(({ attempts }) => attempts)),
    of(2_300, 3),
  );
  const [perHour, completedHours, deniedHours, abandonedHours] = [
    totals.attempts,
    completed,
    denied,
    abandoned,
  ].map((total) => spread(total, hours.length));
  const unable = of(14, 7);
  const apps = APPS.map((name, index) => ({
    ...row(`a${index}`, name, 100, 50, [0, 0, 0, 0], 0),
    singleFactor: spread(single, APPS.length + 1)[index] ?? 0,
  }));
  const rest = single - sum(apps.map(({ singleFactor }) => singleFactor));
  return {
    ...base,
    totals,
    outcomes,
    interrupted: { ...base.interrupted, abandoned: au(abandoned, abandoned), pending: au(9, 9) },
    challenged: au(challenged, Math.round(challenged * 0.58)),
    completed: {
      firstTry: au(completed - retried, Math.round((completed - retried) * 0.56)),
      afterRetry: au(retried, Math.round(retried * 0.9)),
    },
    unable: { ...base.unable, users: unable },
    rate: completed / challenged,
    reasons,
    methods,
    breakdowns: {
      ...base.breakdowns,
      app: { rows: apps, other: { ...row(null, 'other', 9, 9, [0, 0, 0, 0], 0), singleFactor: rest } },
    },
    hours: hours.map((from, hour) => ({
      from,
      signIns: perHour?.[hour] ?? 0,
      attempts: perHour?.[hour] ?? 0,
      completed: completedHours?.[hour] ?? 0,
      denied: deniedHours?.[hour] ?? 0,
      abandoned: abandonedHours?.[hour] ?? 0,
    })),
    friction: {
      promptsMedian: 1,
      promptsP95: 3 + (back % 3),
      phishingResistant: sum(
        methods
          .filter(({ strength }) => strength === 'phishingResistant')
          .map((each) => each.completed.attempts),
      ),
    },
    baseline:
      back > 15
        ? null
        : { days: [], challengedUsers: 1, firstTryUsers: 1, afterRetryUsers: 1, unableUsers: 14, rate: 0.97 },
  };
}

/** Parts that add up to the whole, more of it in the middle. */
function spread(whole: number, parts: number): number[] {
  const weights = Array.from({ length: parts }, (_, part) => Math.min(part + 1, parts - part));
  const all = sum(weights);
  let [seen, given] = [0, 0];
  return weights.map((weight) => {
    seen += weight;
    const share = Math.round((whole * seen) / all) - given;
    given += share;
    return share;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
