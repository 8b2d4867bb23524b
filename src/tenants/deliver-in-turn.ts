import { deliver } from '../run.ts';
import type { InTurn } from './one-turn.ts';

/** Delivers what is due for one tenant; with the time of the run, as a mail that is begun is not cut short. */
export const deliverInTurn: InTurn = async (app, { runLeft, before }) => {
  const delivered = await deliver(app, { timeLeft: runLeft });
  const failed = delivered.find(({ status }) => status === 'failed' || status === 'unknown');
  if (failed !== undefined) {
    const { day, channel, reason = 'it was not delivered' } = failed;
    return { isDone: true, trouble: { kind: 'undelivered', says: `${day} through ${channel}: ${reason}` } };
  }
  // What did not go out stays so until something does.
  const isSilent = delivered.length === 0 && before?.kind === 'undelivered';
  return { isDone: true, trouble: isSilent ? 'unknown' : undefined };
};
