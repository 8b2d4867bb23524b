import { HOUR, instantText } from '../core/day.ts';
import { counted } from '../core/format.ts';
import type { Context } from './context.ts';
import { type Line, ok, warn } from './line.ts';

/** Ticks come every quarter of an hour, and one that finds a day due leaves a trace at once, ms. */
const LATE = HOUR;

/** The newest trace that a tick left in the store: a chunk, a publication, a delivery. One that finds nothing to do leaves none. */
export async function checkTick({ app, pulse }: Context): Promise<readonly Line[]> {
  const { lastCollected, lastSent, daysDue } = await pulse();
  const chunks = [...(await app.store.progress()).values()].flat().map(({ writtenAt }) => writtenAt);
  const told = [lastCollected, lastSent].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  const traces = [...chunks, ...told];
  if (traces.length === 0) return [ok('No tick has left a trace yet.')];
  const last = Math.max(...traces);
  const when = `The last trace of a tick is of ${instantText(last)}`;
  if (daysDue === 0 || app.clock() - last <= LATE)
    return [ok(`${when}; one that finds nothing to do leaves none.`)];
  return [
    warn(
      `${when}, although ${counted(daysDue, 'day')} could be read since.`,
      'Do the timers run? docs/operations.md, question 5; where nothing runs them: mfa-digest collect',
    ),
  ];
}
