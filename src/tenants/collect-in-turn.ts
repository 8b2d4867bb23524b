import { NOTHING_WRONG } from '../collect/read-pass.ts';
import type { Log } from '../logger.ts';
import { collect } from '../run.ts';
import type { InTurn, TurnResult } from './one-turn.ts';

/** A source from which nothing came for so long is in trouble, and not just slow, ms. */
export const LONGEST_SILENCE = 30_000;

/** Collects what is due for one tenant, as far as its share goes. */
export const collectInTurn: InTurn = async (app, { shareLeft }) => {
  const share = shareLeft();
  const heard = { records: 0, reason: '' };
  // A source that uses up every share without a single sign-in is in trouble, and no day says so.
  const log: Log = (event, fields = {}) => {
    if (event === 'batchKept') heard.records += Number(fields.records);
    if (event === 'passPaused' && fields.reason !== undefined)
      heard.reason = `${fields.day}: ${fields.reason}`;
    app.log(event, fields);
  };
  const { days, heldUntil } = await collect({ ...app, log }, { timeLeft: shareLeft });

  const wrong = days.find(
    ({ isRead, problem }) => !isRead && problem !== undefined && !NOTHING_WRONG.has(problem),
  );
  if (wrong?.problem !== undefined) return unavailable(`${wrong.day}: ${wrong.problem}`);
  const isDone = shareLeft() > 0;
  const isSilent = !isDone && heard.records === 0 && days.length > 0 && !days.some(({ isRead }) => isRead);
  if (isSilent && share >= LONGEST_SILENCE)
    return unavailable(
      `The ${Math.round(share / 1000)} s of its turn were used up before a sign-in was read. ${heard.reason}`.trim(),
    );
  // Left alone as the source asked, or out of time before anything was read: nobody has looked.
  const hasLooked = !isSilent && (days.length > 0 || (heldUntil === undefined && isDone));
  return { isDone, trouble: hasLooked ? undefined : 'unknown' };
};

/** It had its turn: what is left of the run is for those who can use it. */
function unavailable(says: string): TurnResult {
  return { isDone: true, trouble: { kind: 'unavailable', says } };
}
