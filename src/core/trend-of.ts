import type { Day, Report, TrendDay } from './report.ts';

/** The range's headlines; those of the days themselves where the trend does not cover them. */
export function trendOf(report: Report): readonly TrendDay[] {
  const covered = new Set(report.trend.map(({ day }) => day));
  return report.days.every(({ day }) => covered.has(day)) ? report.trend : report.days.map(headlineOf);
}

function headlineOf(day: Day): TrendDay {
  const { state, revision, restated } = day;
  return {
    day: day.day,
    zone: day.zone,
    state,
    revision,
    signIns: day.totals.signIns,
    attempts: day.totals.attempts,
    users: day.totals.users,
    challengedAttempts: day.challenged.attempts,
    challengedUsers: day.challenged.users,
    completed: day.outcomes.completed.attempts,
    denied: day.outcomes.denied.attempts,
    abandoned: day.interrupted.abandoned.attempts,
    unableUsers: day.unable.users,
    rate: day.rate,
    restated,
    healed: null,
  };
}
