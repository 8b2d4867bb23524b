import type { Report } from '../core/report.ts';

/** The report itself (contract §2), two spaces deep, ending in a line break. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
