/** One tick for several tenants with a queue: their turns are left to whichever instances take them from it. */
import type { TimeLeft } from '../core/ports.ts';
import {
  type HandedOver,
  hasBegun,
  inTurn,
  numberOf,
  partWaiting,
  shareOf,
  type Trouble,
  type Turn,
  troubleOf,
  type Work,
} from '../core/turns.ts';
import { comingTurn, WORKS } from './one-turn.ts';
import type { Several, Tenant } from './open-tenants.ts';
import { runTurns, type TickSummary, tellDone, walkTurns, withSettings } from './run-turns.ts';

/**
 * Hands over who is due, longest-waiting first. Nothing hangs on the queue: whose turn was handed over and
 * did not begin has it here. Where there is nobody to part them among, or by their last turns all fail, the
 * tick takes all turns itself: then it can tell whether nobody is well.
 * @throws what the ledger throws: then nothing can be stored for anybody
 */
export async function handOverTurns(
  several: Several,
  handOver: NonNullable<Several['handOver']>,
  work: Work,
  timeLeft: TimeLeft,
): Promise<TickSummary> {
  const ledger = await several.ledger();
  const turns = await ledger.turns(work);
  const waiting = inTurn(withSettings(several), turns);
  const isFailing = (known: readonly Turn[], id: string) => {
    const last = known.find(({ tenant }) => tenant === id);
    const trouble = troubleOf(last, several.clock());
    return trouble !== undefined && IS_FAILURE[trouble.kind];
  };
  if (waiting.length < 2) return await runTurns(several, work, timeLeft);
  if (waiting.every(({ id }) => isFailing(turns, id))) {
    const walked = await runTurns(several, work, timeLeft);
    // Of whom there was no time for, or too little to tell, the last turn still says so.
    const newest = await ledger.turns(work);
    const failing = waiting.map(({ id }) => id).filter((id) => isFailing(newest, id));
    return { ...walked, failed: [...new Set([...walked.failed, ...failing])] };
  }

  const before = await ledger.handedOver(work);
  const { due, expected, overdue } = partWaiting(waiting, turns, before, several.clock());
  const hasCome = ({ id }: Tenant, newest: readonly Turn[]) =>
    hasBegun(newest, { tenant: id, after: numberOf(turns, id) });

  // What is handed over is in the queue only when the tick ends. So the overdue have no more time than would
  // be theirs if the tick served all, and those who are due wait for them for no longer.
  const left = timeLeft();
  const theirs = overdue.length * shareOf(left, waiting.length, WORKS[work].leastMs);
  const notTheirs = Math.max(0, left - theirs);
  const summary = await walkTurns(several, work, {
    waiting: overdue,
    async comingOf(tenant) {
      // An instance may have come to it meanwhile.
      const newest = await ledger.turns(work);
      if (hasCome(tenant, newest)) return undefined;
      several.log('turnOverdue', { tenant: tenant.id, work });
      return comingTurn(newest, tenant.id, several.clock());
    },
    timeLeft: () => timeLeft() - notTheirs,
    runLeft: timeLeft,
  });

  const newest = overdue.length === 0 ? turns : await ledger.turns(work);
  const unserved = overdue.filter((tenant) => !hasCome(tenant, newest));
  const isIn = (some: readonly Tenant[], { tenant }: HandedOver) => some.some(({ id }) => id === tenant);
  // After a second message there is no third: whoever has had both stays overdue until the turn begins.
  const stillOut = before.filter((each) => isIn(expected, each) || (each.again && isIn(unserved, each)));
  const once = unserved.filter(({ id }) => !stillOut.some(({ tenant }) => tenant === id));
  const at = several.clock();
  const handed = inTurn([...due, ...once], newest).map(
    (tenant): HandedOver => ({
      tenant: tenant.id,
      after: numberOf(newest, tenant.id),
      at,
      again: once.includes(tenant),
    }),
  );
  // Written down first: who dies before the messages are out is one whose messages got lost.
  await ledger.keepHandedOver(work, [...stillOut, ...handed]);
  handOver(handed.map(({ tenant, after }) => ({ work, tenant, after })));
  const done = { ...summary, unserved: [], handedOver: handed.map(({ tenant }) => tenant) };
  tellDone(several, work, done);
  return done;
}

/** Trouble that a turn ends with where it ends in an error. */
const IS_FAILURE = {
  refused: true,
  unexpected: true,
  unavailable: false,
  undelivered: false,
} as const satisfies Record<Trouble['kind'], boolean>;
