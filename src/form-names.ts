/** The forms a report can take; `forms.ts` makes them. */

/** Of a report of one day. The first is the one for a browser. */
export const DIGEST_FORMATS = ['html', 'text', 'json', 'csv', 'card', 'eml'] as const;
export type DigestFormat = (typeof DIGEST_FORMATS)[number];

/** Of a range of days. */
export const HISTORY_FORMATS = ['html', 'json', 'csv', 'text'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** Of the days found in files, whether one or many. */
export const REPORT_FORMATS = ['json', 'text', 'html', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
