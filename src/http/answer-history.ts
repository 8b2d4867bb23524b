import { addDays } from '../core/day.ts';
import { UsageError } from '../errors.ts';
import type { HistoryFormat } from '../form-names.ts';
import { renderHistory } from '../forms.ts';
import { type HistoryDetail, historyReport, MOST_DAYS_IN_FULL } from '../history-report.ts';
import { acceptedFormat } from './accepted-format.ts';
import { guarded } from './answering.ts';
import { choice, parameter, readDay } from './read-query.ts';
import { contentReply } from './reply.ts';

/** The forms of `GET /api/history`; the first is the one for a browser. */
const FORMATS = ['html', 'json', 'csv'] as const;
const DETAILS = ['headline', 'full'] as const;
type Detail = (typeof DETAILS)[number];

const DEFAULT_DAYS = 90;
/** The longest range that is answered, in days, by detail: with `full` each day is a report of its own. */
export const MOST_DAYS = { headline: 400, full: MOST_DAYS_IN_FULL } as const satisfies Record<Detail, number>;

/** `GET /api/history`: the figures of a range of days. */
export const answerHistory = guarded('reads', async (app, { query, headers }) => {
  const detail = choice(query, 'detail', DETAILS) ?? 'headline';
  const format = choice(query, 'format', FORMATS) ?? acceptedFormat(headers.get('accept'), FORMATS);
  const today = app.calendar.dayOf(app.clock());
  const { from, to } = historyRange(parameter(query, 'from'), parameter(query, 'to'), detail, today);

  const history = await renderHistory(
    await historyReport(app, from, to, detailFor(format, detail, { from, to })),
    format,
    app.settings,
  );
  return contentReply(history, {
    Vary: 'Accept',
    ...(format === 'csv'
      ? { 'Content-Disposition': `attachment; filename="history-${from}-${to}.${history.extension}"` }
      : {}),
  });
});

/**
 * What a form needs: those for people tell first tries from retries, which only whole days know, as far
 * as so many days are answered in full; a page also draws what the columns of more days hold.
 */
export function detailFor(
  format: HistoryFormat,
  detail: Detail,
  { from, to }: { readonly from: string; readonly to: string },
): HistoryDetail {
  if (format === 'html') return 'page';
  return format === 'text' && from > addDays(to, -MOST_DAYS.full) ? 'full' : detail;
}

/**
 * The range asked for, both days included; by default the 90 days that end with the last whole day.
 * @throws UsageError `badDay`, `badRange` (order, or too long for the detail)
 */
export function historyRange(
  fromText: string | undefined,
  toText: string | undefined,
  detail: Detail,
  today: string,
): { readonly from: string; readonly to: string } {
  const to = toText === undefined ? addDays(today, -1) : readDay(toText, 'to');
  const from = fromText === undefined ? addDays(to, 1 - DEFAULT_DAYS) : readDay(fromText, 'from');
  if (from > to) {
    throw new UsageError('badRange', `from: expected a day up to ${to}; got ${from}.`, { field: 'from' });
  }
  const most = MOST_DAYS[detail];
  if (from < addDays(to, 1 - most)) {
    throw new UsageError(
      'badRange',
      `from: expected at most ${most} days with detail=${detail}, so from ${addDays(to, 1 - most)} on; got ${from}.`,
      { field: 'from' },
    );
  }
  return { from, to };
}
