/** `digest`: a stored day in the form asked for; sends nothing. */
import { digestReport } from '../digest-report.ts';
import type { DigestFormat } from '../form-names.ts';
import { renderDigest } from '../forms.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { begunDay, dayFlag, type Session } from './session.ts';
import { writeOutput } from './terminal.ts';

export type DigestFlags = { readonly day: string; readonly format: DigestFormat; readonly out?: string };

export async function digestCommand(session: Session, flags: DigestFlags): Promise<ExitCode> {
  const day = flags.day === 'latest' ? flags.day : dayFlag('--day', flags.day);
  return await session.withApp(async (app) => {
    if (day !== 'latest') begunDay(app, '--day', day);
    const report = await digestReport(app, day);
    const { body } = await renderDigest(report, flags.format, app.settings);
    await writeOutput(session.terminal, flags.out, body);
    const [shown] = report.days;
    if (shown?.state === 'open' || shown?.state === 'sealed') return EXIT.done;
    session.warn(
      `${shown?.day} ${shown?.state === 'partial' ? 'is partial' : `was not collected (${shown?.state})`}.`,
    );
    return EXIT.incomplete;
  });
}
