/** Reads a day's window from the pass's cursor on, batch by batch, to its end or as far as it goes. */
import type { App } from '../app.ts';
import type { TimeLeft } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import type { Pass } from './pass.ts';

/**
 * Undefined where the window was read to its end; else why it was not. What was read is kept.
 * @throws SourceError refused
 */
export async function readPass(
  app: App,
  day: string,
  pass: Pass,
  timeLeft: TimeLeft | undefined,
): Promise<string | undefined> {
  const isTimeUp = () => app.stop.aborted || (timeLeft !== undefined && timeLeft() <= 0);
  app.log('passStarted', { day, pass: pass.number, resumed: pass.cursor !== undefined });
  try {
    for await (const batch of app.source.read(pass.window, pass.cursor, timeLeft)) {
      if (!(await pass.keep(batch))) return OVERTAKEN;
      if (isTimeUp()) return await paused();
    }
    return (await pass.finish()) ? undefined : OVERTAKEN;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (isTimeUp()) return await paused();
    await pass.letGo(error.message);
    app.log('dayFailed', { day, kind: error.kind, reason: error.message });
    if (error.kind === 'refused') throw error;
    return error.message;
  }

  async function paused(): Promise<string> {
    await pass.letGo();
    app.log('passPaused', { day, pass: pass.number });
    return STOPPED;
  }
}

/** The day is someone else's to publish. */
export const OVERTAKEN = 'someone else went on with it';
/** Nothing is wrong, there was no time for more. */
export const STOPPED = 'the time is used up; the next run goes on';
