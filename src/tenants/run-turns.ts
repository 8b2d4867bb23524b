/** One tick for several tenants: each has its turn, and what goes wrong in it stays there. */
import type { TimeLeft } from '../core/ports.ts';
import { inTurn, nextNumber, type Turn, troubleBefore, type Work } from '../core/turns.ts';
import { type ComingTurn, oneTurn, WORKS } from './one-turn.ts';
import type { Several, Tenant } from './open-tenants.ts';
import { takeTurns } from './take-turns.ts';

export type TickSummary = {
  readonly tenants: number;
  /** Ids of those that had a turn, in that order. */
  readonly served: readonly string[];
  /** How long their turns took, ms by id. */
  readonly usedMs: ReadonlyMap<string, number>;
  /** Of those for which no time was left. */
  readonly unserved: readonly string[];
  /** Of those left to other instances. */
  readonly handedOver: readonly string[];
  /** Of those whose turn ended in an error, or never began as their settings are wrong. */
  readonly failed: readonly string[];
  /** Of those in trouble: these, and those whose source or mail server is. */
  readonly troubled: readonly string[];
};

/** Never rejects for what is wrong with a tenant. @throws what the ledger throws: then nothing can be stored for anybody */
export async function runTurns(several: Several, work: Work, timeLeft: TimeLeft): Promise<TickSummary> {
  const turns = await (await several.ledger()).turns(work);
  const known = new Map(turns.map((turn) => [turn.tenant, turn]));
  let number = nextNumber(turns);
  const summary = await walkTurns(several, work, {
    waiting: inTurn(withSettings(several), turns),
    comingOf: async ({ id }, last) => ({
      number: number++,
      trouble: last === undefined ? troubleBefore(known.get(id), several.clock()) : last.trouble,
    }),
    timeLeft,
    runLeft: timeLeft,
  });
  tellDone(several, work, summary);
  return summary;
}

/** Those whose settings are right. */
export function withSettings({ all }: Several): readonly Tenant[] {
  return all.filter(({ problems }) => problems.length === 0);
}

/** Of those that wait, in their order; of the others it says that their settings are wrong. @throws what `comingOf` throws */
export async function walkTurns(
  several: Several,
  work: Work,
  {
    waiting,
    comingOf,
    timeLeft,
    runLeft,
  }: {
    readonly waiting: readonly Tenant[];
    /** Asked when it comes up; `last`: its turn in this walk. `undefined`: it needs none any more. */
    readonly comingOf: (tenant: Tenant, last: Turn | undefined) => Promise<ComingTurn | undefined>;
    /** What is parted among them. */
    readonly timeLeft: TimeLeft;
    readonly runLeft: TimeLeft;
  },
): Promise<TickSummary> {
  const ledger = await several.ledger();
  const taken = new Map<string, Turn>();
  const failed = new Set<string>();
  const troubled = new Set<string>();
  const usedMs = new Map<string, number>();

  for (const { id, problems } of several.all) {
    if (problems.length === 0) continue;
    failed.add(id);
    troubled.add(id);
    several.log('tenantFailed', { tenant: id, work, kind: 'settings', reason: problems.join('; ') });
  }

  const { patienceMs, leastMs } = WORKS[work];
  const { served, unserved } = await takeTurns(
    waiting,
    async (tenant, shareLeft) => {
      const { id } = tenant;
      const coming = await comingOf(tenant, taken.get(id));
      if (coming === undefined) return true;
      const left = runLeft();
      const { turn, isDone, isFailure } = await oneTurn(
        several,
        ledger,
        { tenant, work, coming },
        { shareLeft, runLeft },
      );
      taken.set(id, turn);
      usedMs.set(id, (usedMs.get(id) ?? 0) + left - runLeft());
      if (isFailure) failed.add(id);
      if (turn.trouble === undefined) troubled.delete(id);
      else troubled.add(id);
      return isDone;
    },
    { timeLeft, patienceMs, leastMs },
  );
  return {
    tenants: several.all.length,
    served: served.map(({ id }) => id).filter((id) => taken.has(id)),
    usedMs,
    unserved: unserved.map(({ id }) => id),
    handedOver: [],
    failed: [...failed],
    troubled: [...troubled],
  };
}

export function tellDone(several: Several, work: Work, summary: TickSummary): void {
  const { tenants, served, unserved, handedOver, failed, troubled } = summary;
  several.log('tenantsDone', {
    work,
    tenants,
    served: served.length,
    unserved: unserved.length,
    ...(several.handOver && { handedOver: handedOver.length }),
    failed: failed.length,
    troubled: troubled.length,
  });
}
