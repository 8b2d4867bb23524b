/** `history`: the figures of a range of days. */
import type { HistoryFormat } from '../form-names.ts';
import { renderHistory } from '../forms.ts';
import { historyReport } from '../history-report.ts';
import { detailFor, historyRange } from '../http/answer-history.ts';
import { EXIT, type ExitCode } from './program.ts';
import { dayFlag, type Session } from './session.ts';
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
    const given = (flag: string, day: string | undefined) =>
      day === undefined ? undefined : dayFlag(flag, day);
    const { from, to } = historyRange(
      given('--from', flags.from),
      given('--to', flags.to),
      flags.detail,
      today,
    );
    const report = await historyReport(app, from, to, detailFor(flags.format, flags.detail, { from, to }));
    const { body } = await renderHistory(report, flags.format, app.settings);
    await writeOutput(session.terminal, flags.out, body);
    return EXIT.done;
  });
}
