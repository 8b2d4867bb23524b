/** `collect`: what is due, or the days named. */
import type { App } from '../app.ts';
import { daysBetween } from '../core/day.ts';
import { UsageError } from '../errors.ts';
import { collect } from '../run.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { forEachTenant } from './for-each-tenant.ts';
import { begunDay, dayFlag, lastWholeDay, type Session } from './session.ts';

export type CollectFlags = {
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly force?: boolean;
  readonly acceptFewer?: boolean;
};

export async function collectCommand(session: Session, flags: CollectFlags): Promise<ExitCode> {
  const named = daysNamed(flags);
  const stop = new AbortController();
  session.terminal.onInterrupt(() => {
    session.tell('Stopping after this batch; run it again to go on.');
    stop.abort();
  });
  const collecting = async (app: App): Promise<ExitCode> => {
    const days = named && daysBegun(app, named);
    const summary = await collect(app, {
      ...(days === undefined ? {} : { days }),
      force: flags.force === true,
      acceptFewer: flags.acceptFewer === true,
      byHand: true,
      isAsOf: session.isAsOf,
    });
    if (stop.signal.aborted) return EXIT.interrupted;
    for (const { day, problem } of summary.days)
      if (problem !== undefined) session.warn(`${day}  ${problem}`);
    for (const { day, rejected } of summary.days)
      if (rejected > 0) session.warn(`${day}  ${rejected} records could not be read`);
    if (summary.heldUntil !== undefined)
      session.warn(`The source asks to be left alone until ${summary.heldUntil}; run it again then.`);
    else if (summary.days.length === 0) session.tell('Nothing is due.');
    const whole =
      summary.heldUntil === undefined &&
      summary.days.every(
        ({ state, problem, rejected }) =>
          (state === 'open' || state === 'sealed') && problem === undefined && rejected === 0,
      );
    return whole ? EXIT.done : EXIT.incomplete;
  };
  return await forEachTenant(session, (each) => each.withApp(collecting, { stop: stop.signal }));
}

type Named = { readonly from: string; readonly to: string | undefined; readonly flag: '--day' | '--from' };

/** What the flags alone tell, before anything is opened. */
function daysNamed({ day, from, to }: CollectFlags): Named | undefined {
  if (day !== undefined && (from !== undefined || to !== undefined))
    throw badRange('--day', 'either --day, or --from with --to; got both');
  if (day !== undefined) return { from: dayFlag('--day', day), to: day, flag: '--day' };
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw badRange('--from', 'the first day beside --to; got nothing');
  return {
    from: dayFlag('--from', from),
    to: to === undefined ? undefined : dayFlag('--to', to),
    flag: '--from',
  };
}

/** Newest first, as with what is due. */
function daysBegun(app: App, { from, to, flag }: Named): string[] {
  const first = begunDay(app, flag, from);
  const last = to === undefined ? lastWholeDay(app) : begunDay(app, flag === '--day' ? flag : '--to', to);
  if (first > last) throw badRange('--from', `a day up to ${last}; got ${first}`);
  return daysBetween(first, last).reverse();
}

function badRange(field: string, expected: string): UsageError {
  return new UsageError('badRange', `${field}: expected ${expected}.`, { field });
}
