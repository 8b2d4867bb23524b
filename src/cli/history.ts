/** `history`: the figures of a range of days. */
import { UsageError } from '../errors.ts';
import type { HistoryFormat } from '../form-names.ts';
import { renderHistory } from '../forms.ts';
import { historyReport } from '../history-report.ts';
import { detailFor, historyRange } from '../http/answer-history.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';
import { writeOutput } from './terminal.ts';

export type HistoryFlags = {
  readonly from?: string;
  readonly to?: string;
  readonly detail: 'headline' | 'full';
  readonly format: HistoryFormat;
  readonly out?: string;
};

export async function historyCommand(session: Session, flags: HistoryFlags): Promise<ExitCode> {
  return await session.withApp(async (app) => {
    const today = app.calendar.dayOf(app.clock());
    const { from, to } = rangeOf(flags, today);
    const report = await historyReport(app, from, to, detailFor(flags.format, flags.detail, { from, to }));
    const { body } = await renderHistory(report, flags.format, app.settings);
    await writeOutput(session.terminal, flags.out, body);
    const partial = report.trend.filter((day) => day.state === 'partial').map(({ day }) => day);
    if (partial.length > 0) session.warn(`Partial: ${partial.join(', ')}.`);
    return partial.length > 0 ? EXIT.incomplete : EXIT.done;
  });
}

/** The range as over HTTP; what is wrong with it is told of the flags. */
function rangeOf({ from, to, detail }: HistoryFlags, today: string): { from: string; to: string } {
  try {
    return historyRange(from, to, detail, today);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.code, `--${error.message}`, { field: `--${error.field}`, cause: error });
  }
}
