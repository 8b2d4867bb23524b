import { type Day, isMeasured, type Level, type Report } from '../report.ts';

/** The verdict's level, or what the figures alone say where the report carries no verdict. */
export function levelOf(report: Report, day: Day): Level {
  if (report.verdict !== null) return report.verdict.level;
  if (!isMeasured(day) || day.state === 'partial') return 'incomplete';
  return day.unable.users > 0 ? 'watch' : 'quiet';
}
