/** The digests and pages that the golden files, the browser tests and the pictures all show. */
import { composeDigest, type Digest } from '../../src/core/digest.ts';
import { composeHistory, type HistoryPage } from '../../src/core/history.ts';
import type { Day, MeasuredDay, Report, TrendDay } from '../../src/core/report.ts';
import { judgedDay } from './judged-day.ts';
import {
  emptyDay,
  gapDay,
  gapHeadline,
  headline,
  quietDay,
  report,
  trend,
  troubleDay,
  wholeDay,
} from './report-builder.ts';

/** Where the invented tenant reaches its digest. */
export const BASE_URL = 'https://mfa.contoso.example';

export const SAMPLE_REPORTS = {
  trouble: ofDay(
    judgedDay(),
    sinceMailed(trend(troubleDay(), 14)),
    'act',
    '64 of 1,386 challenged users could not get through MFA; 17 is usual for a Monday.',
  ),
  quiet: ofDay(quietDay(), trend(quietDay(), 14), 'quiet', '80 of 81 users got through MFA.'),
  partial: ofDay(
    partialDay(),
    trend(partialDay(), 14),
    'incomplete',
    'So far 64 of 1,386 users could not get through MFA.',
  ),
  missing: ofDay(gapDay('missing'), gapTrend('missing'), 'incomplete', 'Mon 23 Nov is not collected yet.'),
  lost: ofDay(gapDay('lost'), gapTrend('lost'), 'incomplete', 'Mon 23 Nov was never collected and is lost.'),
  zero: ofDay(emptyDay(), trend(emptyDay(), 14), 'quiet', 'Nobody was asked for MFA.'),
} as const satisfies Record<string, Report>;
export type SampleName = keyof typeof SAMPLE_REPORTS;
export const SAMPLE_NAMES = Object.keys(SAMPLE_REPORTS) as SampleName[];

export function sampleDigest(name: SampleName): Digest {
  return composeDigest(SAMPLE_REPORTS[name], { baseUrl: BASE_URL });
}

/** Thirty days with a gap and a partial day; `detail` full holds every day whole. */
export function sampleHistory(detail: 'headline' | 'full' = 'full'): HistoryPage {
  const headlines = sinceMailed(trend(troubleDay(), 30));
  const days = detail === 'full' ? headlines.map(wholeDay) : [];
  return composeHistory(report({ days, trend: headlines }), { baseUrl: BASE_URL });
}

function ofDay(
  day: Day,
  trendOfDay: TrendDay[],
  level: NonNullable<Report['verdict']>['level'],
  text: string,
): Report {
  return report({ days: [day], trend: trendOfDay, verdict: { level, text } });
}

/** Two days are not as they were last mailed: one was missing then, one has grown since. */
function sinceMailed(days: TrendDay[]): TrendDay[] {
  return days.map((day) => {
    if (day.day === '2026-11-18') return { ...day, healed: 'missing' };
    if (day.day !== '2026-11-20') return day;
    const { signIns, unableUsers } = day;
    if (signIns === null || unableUsers === null) return day;
    const figures: NonNullable<TrendDay['restated']>['figures'] = {
      signIns: [signIns - 12, signIns],
      unableUsers: [unableUsers - 1, unableUsers],
    };
    return { ...day, restated: { from: 2, why: 'lateRecords', figures } };
  });
}

/** The trouble day, of which only the first 17 hours and 12 minutes were read. */
function partialDay(): MeasuredDay {
  const judged = judgedDay({ state: 'partial' });
  const issues = judged.issues.filter(({ state }) => state !== 'better' && state !== 'fixed');
  const day = { ...judged, issues };
  return { ...day, coverage: { ...day.coverage, complete: false, readTo: '2026-11-23T17:12:00Z' } };
}

function gapTrend(state: 'missing' | 'lost'): TrendDay[] {
  const day = troubleDay();
  return [...trend(day, 14).slice(0, -1), { ...gapHeadline(headline(day).day, state) }];
}
