/** `collect`: what is due, or the days named. */
import type { App } from '../app.ts';
import { daysBetween } from '../core/day.ts';
import { UsageError } from '../errors.ts';
import { collect } from '../run.ts';
import { EXIT, type ExitCode } from './program.ts';
import { dayFlag, lastWholeDay, type Session } from './session.ts';

export type CollectFlags = {
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly force?: boolean;
  readonly acceptFewer?: boolean;
};

export async function collectCommand(session: Session, flags: CollectFlags): Promise<ExitCode> {
  return await session.withApp(async (app) => {
    const days = daysNamed(app, flags);
    let stopped = false;
    session.terminal.onInterrupt(() => {
      session.tell('Stopping after this batch; run it again to go on.');
      stopped = true;
    });
    const summary = await collect(app, {
      ...(days === undefined ? {} : { days }),
      force: flags.force === true,
      acceptFewer: flags.acceptFewer === true,
      byHand: true,
      isTimeUp: () => stopped,
    });
    if (stopped) return EXIT.interrupted;
    for (const { day, problem } of summary.days)
      if (problem !== undefined) session.warn(`${day}  ${problem}`);
    for (const { day, rejected } of summary.days)
      if (rejected > 0) session.warn(`${day}  ${rejected} records could not be read`);
    if (summary.days.length === 0) session.tell('Nothing is due.');
    const whole = summary.days.every(
      ({ state, problem, rejected }) =>
        (state === 'open' || state === 'sealed') && problem === undefined && rejected === 0,
    );
    return whole ? EXIT.done : EXIT.incomplete;
  });
}

/** Newest first, as with what is due. */
function daysNamed(app: App, { day, from, to }: CollectFlags): string[] | undefined {
  const today = app.calendar.dayOf(app.clock());
  if (day !== undefined && (from !== undefined || to !== undefined)) {
    throw new UsageError('badRange', '--day: expected either --day, or --from with --to; got both.', {
      field: '--day',
    });
  }
  if (day !== undefined) return [dayFlag('--day', day, today)];
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined)
    throw new UsageError('badRange', '--from: expected the first day beside --to; got nothing.', {
      field: '--from',
    });
  const first = dayFlag('--from', from, today);
  const last = to === undefined ? lastWholeDay(app) : dayFlag('--to', to, today);
  if (first > last)
    throw new UsageError('badRange', `--from: expected a day up to ${last}; got ${first}.`, {
      field: '--from',
    });
  return daysBetween(first, last).reverse();
}
