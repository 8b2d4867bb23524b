/** A turn for each of several tenants, within the time of one run. */
import type { TimeLeft } from '../core/ports.ts';
import { shareOf } from '../core/turns.ts';

/** False: there is more to do, and no time for it in this turn. */
export type TakeTurn<Waiting> = (waiting: Waiting, timeLeft: TimeLeft) => Promise<boolean>;

export type TurnsTaken<Waiting> = {
  /** Those that came up at all. */
  readonly served: readonly Waiting[];
  /** Those for which no time was left: they come first in the next run. */
  readonly unserved: readonly Waiting[];
};

/**
 * Each in the order given, one after another: its share is what is left of the run, parted among those
 * still waiting but not into less than `leastMs`, so that nobody can use up another's time, and what one
 * leaves goes to those after it. Who was stopped by its share has another turn once all have had theirs, as
 * long as there is time.
 *
 * A turn that does not stop when its share is used up is waited for `patienceMs` longer; then the others go
 * on beside it, and it is waited for at the end.
 */
export async function takeTurns<Waiting>(
  waiting: readonly Waiting[],
  takeTurn: TakeTurn<Waiting>,
  {
    timeLeft,
    patienceMs,
    leastMs,
  }: { readonly timeLeft: TimeLeft; readonly patienceMs: number; readonly leastMs: number },
): Promise<TurnsTaken<Waiting>> {
  const served = new Set<Waiting>();
  const underway: Promise<boolean>[] = [];
  let lap = waiting;
  while (lap.length > 0 && timeLeft() > 0) {
    const stopped: Waiting[] = [];
    for (const [index, one] of lap.entries()) {
      const left = timeLeft();
      if (left <= 0) break;
      const share = shareOf(left, lap.length - index, leastMs);
      served.add(one);
      const turn = takeTurn(one, () => timeLeft() - (left - share));
      underway.push(turn);
      const isDone = await within(share + patienceMs, turn);
      if (isDone === false) stopped.push(one);
    }
    lap = stopped;
  }
  await Promise.all(underway);
  return { served: [...served], unserved: waiting.filter((one) => !served.has(one)) };
}

/** `undefined` where it takes longer; it goes on all the same. */
export async function within<Ended>(ms: number, turn: Promise<Ended>): Promise<Ended | undefined> {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const limit = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([turn, over]);
  } finally {
    clearTimeout(limit);
  }
}
