/** Stored days → the one report value that everything is rendered from. */
import { acksShown } from './acks-shown.ts';
import { LOOK_AHEAD, LOOK_BACK } from './attempts.ts';
import { CLASSIFIER } from './classify.ts';
import { addDays, type Calendar, daysBetween, HOUR, instantText, startedHours } from './day.ts';
import { isLost } from './due.ts';
import { traitsShown } from './figures-shown.ts';
import { type MeasuredDayOptions, measuredDay } from './measured-day.ts';
import { headlineOf, NO_FIGURES } from './metrics.ts';
import type { Ack } from './ports.ts';
import { CAUSE_NAMES } from './reasons.ts';
import {
  type AU,
  type Count,
  DIMENSIONS,
  type Headline,
  INTERRUPTS,
  OUTCOMES,
  type Person,
  type Privacy,
  REQUIRED,
  RESULT_LISTS,
  type Report,
  type TrendDay,
  type Unmeasured,
  type UnmeasuredDay,
} from './report.ts';
import type { StoredDay } from './stored-day.ts';
import { verdictOf } from './verdict.ts';
import { NOTHING_TOLD, sinceTold, type WhatWasTold } from './what-was-told.ts';

export type ReportOptions = {
  readonly version: string;
  readonly tenant: { readonly id: string; readonly name: string | null };
  readonly privacy: Privacy;
  readonly now: number;
  readonly calendar: Calendar;
  readonly retentionDays: number;
  readonly issueMinUsers: number;
};

/** Days of the strip in a digest, the day itself included. */
export const TREND_DAYS = 14;

/** What is known beside the stored days; what is left out is nothing. */
export type KnownBeside = {
  /** What readers were told of each day. */
  readonly told?: WhatWasTold;
  readonly acks?: readonly Ack[];
  /** Of the day of a digest, worst first. */
  readonly people?: readonly Person[];
  /** What stopped the newest reading of the day of a digest. */
  readonly problem?: string | null;
};

/**
 * The report of one day asked for. `days`: that day, where it is stored, and the 89 before it, which
 * it is judged by and of which the last two weeks are its trend.
 */
export function composeDigestReport(
  day: string,
  days: readonly StoredDay[],
  options: ReportOptions,
  beside: KnownBeside = {},
): Report {
  const stored = days.find((each) => each.day === day);
  const { told = NOTHING_TOLD, problem = null } = beside;
  const known =
    stored === undefined ? unmeasuredDay(day, options) : measuredDay(stored, judgedBy(days, options, beside));
  const shown = { ...known, problem };
  const trend = calendarTrend(addDays(day, 1 - TREND_DAYS), day, days.map(headlineOf), options, told);
  return { ...frame(options), verdict: verdictOf(shown, options.issueMinUsers), days: [shown], trend };
}

/**
 * The report of a range: its headlines, and the days in full where they are given. Each of those is
 * judged by the days of the range before it alone, so the first of them have nothing to compare with.
 */
export function composeHistoryReport(
  range: { readonly from: string; readonly to: string },
  headlines: readonly Headline[],
  stored: readonly StoredDay[] | undefined,
  options: ReportOptions,
  {
    peopleOf = () => [],
    ...beside
  }: Pick<KnownBeside, 'told' | 'acks'> & { readonly peopleOf?: (day: string) => readonly Person[] } = {},
): Report {
  const byDay = new Map(stored?.map((day) => [day.day, day]));
  const judged = judgedBy(stored ?? [], options, beside);
  const shown = (day: string) => {
    const known = byDay.get(day);
    return known === undefined
      ? unmeasuredDay(day, options)
      : measuredDay(known, { ...judged, people: peopleOf(day) });
  };
  return {
    ...frame(options),
    verdict: null,
    days: stored === undefined ? [] : daysBetween(range.from, range.to).map(shown),
    trend: calendarTrend(range.from, range.to, headlines, options, beside.told ?? NOTHING_TOLD),
  };
}

function judgedBy(
  days: readonly StoredDay[],
  { issueMinUsers, privacy }: ReportOptions,
  { told = NOTHING_TOLD, acks = [], people = [] }: KnownBeside,
): MeasuredDayOptions {
  // An issue tells the same traits as its reason, but is judged beside the breakdowns as they were counted.
  const judging = days.map((day) => ({ ...day, figures: traitsShown(day.figures, privacy) }));
  return { days: judging, issueMinUsers, told, acks: acksShown(acks, privacy), people, privacy };
}

/** The report of all days found in files: only those, each judged by those before it; the calendar between them as trend. */
export function composeFilesReport(
  stored: readonly StoredDay[],
  options: ReportOptions,
  peopleOf: (day: string) => readonly Person[] = () => [],
): Report {
  const last = stored.at(-1)?.day;
  const first = stored[0]?.day;
  const headlines = stored.map(headlineOf);
  const earliest = last === undefined ? undefined : addDays(last, 1 - LONGEST_TREND);
  const from = first !== undefined && earliest !== undefined && first < earliest ? earliest : first;
  return {
    ...frame(options),
    verdict: null,
    days: stored.map((day) => measuredDay(day, judgedBy(stored, options, { people: peopleOf(day.day) }))),
    trend:
      from === undefined || last === undefined
        ? []
        : calendarTrend(from, last, headlines, options, NOTHING_TOLD),
  };
}

/** A stray record of another year must not draw a trend of thousands of empty days. */
const LONGEST_TREND = 400;

function frame(options: ReportOptions): Omit<Report, 'verdict' | 'days' | 'trend'> {
  return {
    schema: 1,
    product: { name: 'mfa-digest', version: options.version, classifier: CLASSIFIER },
    generatedAt: instantText(options.now),
    tenant: { ...options.tenant },
    privacy: options.privacy,
  };
}

function calendarTrend(
  from: string,
  to: string,
  headlines: readonly Headline[],
  options: ReportOptions,
  told: WhatWasTold,
): TrendDay[] {
  const byDay = new Map(headlines.map((headline) => [headline.day, headline]));
  return daysBetween(from, to).map((day) =>
    sinceTold(byDay.get(day) ?? missingHeadline(day, options), told(day)),
  );
}

function missingHeadline(day: string, options: ReportOptions): Headline {
  return {
    day,
    zone: options.calendar.zone,
    state: isLost(day, options) ? 'lost' : 'missing',
    revision: 0,
    ...NO_FIGURES,
  };
}

/** A day nobody collected: every figure `null`, every list empty. */
function unmeasuredDay(day: string, options: ReportOptions): UnmeasuredDay {
  const { from, to } = options.calendar.window(day);
  const state = isLost(day, options) ? 'lost' : 'missing';
  return {
    day,
    zone: options.calendar.zone,
    window: { from: instantText(from), to: instantText(to), hours: (to - from) / HOUR },
    state,
    revision: 0,
    collectedAt: null,
    source: null,
    classifier: null,
    problem: null,
    coverage: { ...UNREAD, readFrom: instantText(from - LOOK_BACK), readTo: instantText(to + LOOK_AHEAD) },
    totals: noCount(),
    required: forEach(REQUIRED, noCount),
    results: forEach(RESULT_LISTS, noCount),
    outcomes: forEach(OUTCOMES, noCount),
    interrupted: forEach(INTERRUPTS, noAU),
    challenged: noAU(),
    completed: { firstTry: noAU(), afterRetry: noAU() },
    unable: { users: null, byCause: forEach(CAUSE_NAMES, () => null) },
    rate: null,
    causes: CAUSE_NAMES.map((cause) => ({ cause, ...noAU() })),
    reasons: [],
    satisfied: [],
    methods: [],
    breakdowns: forEach(DIMENSIONS, () => ({ rows: [], other: null })),
    hours: startedHours({ from, to }).map((at) => ({ from: instantText(at), ...UNMEASURED_HOUR })),
    unlisted: { texts: [], codes: [], methods: [], more: null },
    found: [],
    friction: { promptsMedian: null, promptsP95: null, phishingResistant: null },
    baseline: null,
    issues: [],
    findings: [],
    people: [],
    restated: null,
  };
}

const UNMEASURED_HOUR = { signIns: null, attempts: null, completed: null, denied: null, abandoned: null };

const UNREAD = {
  complete: false,
  passes: null,
  agreement: null,
  records: null,
  signIns: null,
  duplicates: null,
  outsideWindow: null,
  nonInteractive: null,
  outOfScope: null,
  excluded: null,
  late: null,
  rejected: { total: null, byCause: {} },
  crossCheck: null,
} as const;

const noCount = (): Unmeasured<Count> => ({ signIns: null, attempts: null, users: null });
const noAU = (): Unmeasured<AU> => ({ attempts: null, users: null });

function forEach<K extends string, V>(names: readonly K[], value: () => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value()])) as Record<K, V>;
}
