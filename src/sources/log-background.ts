/** How many sign-ins of a day are not interactive. They are counted by the engine: to read them would cost what it saves. */
import { instantText } from '../core/day.ts';
import type { Clock, Window } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { AskLogs } from './log-client.ts';
import { BACKGROUND_TABLE } from './log-columns.ts';
import { backgroundQuery } from './log-query.ts';

/** Tries and answer together, ms: a day is not to wait long for a number beside it. */
const LIMIT_MS = 30_000;

/**
 * `undefined` and a line in the log for whatever goes wrong; never an error. A workspace that does not
 * have the table is told once: nobody need send those rows there.
 */
export function createLogBackgroundCount({
  ask,
  clock,
  log,
}: {
  readonly ask: AskLogs;
  readonly clock: Clock;
  readonly log: Log;
}): (day: Window) => Promise<number | undefined> {
  let isRefusalTold = false;
  return async (day) => {
    function uncounted(reason: string): undefined {
      log('nonInteractiveUncounted', { day: instantText(day.from).slice(0, 10), reason });
    }
    const ends = clock() + LIMIT_MS;
    try {
      const { table, tooMuch } = await ask(backgroundQuery(day), { timeLeft: () => ends - clock() });
      if (table === undefined) return uncounted(tooMuch);
      const count = Number(table.rows[0]?.[0] ?? Number.NaN);
      return Number.isSafeInteger(count) && count >= 0 ? count : uncounted('no count');
    } catch (error) {
      // Not worth a day, whatever it is; it may hold the request with its token, so it is not told.
      const isRefused = error instanceof SourceError && error.kind === 'refused';
      if (!isRefused) return uncounted(error instanceof SourceError ? error.kind : 'unexpected');
      if (!isRefusalTold) uncounted(`the workspace has no table ${BACKGROUND_TABLE}, or it may not be read`);
      isRefusalTold = true;
      return undefined;
    }
  };
}
