/** One tick for several tenants: each has its turn, and what goes wrong in it stays there. */
import type { App } from '../app.ts';
import { instantText } from '../core/day.ts';
import type { TimeLeft } from '../core/ports.ts';
import {
  inTurn,
  nextNumber,
  type Trouble,
  type TroubleKind,
  type Turn,
  troubleSince,
  type Work,
} from '../core/turns.ts';
import { SettingsError, SourceError } from '../errors.ts';
import { withoutSecrets } from '../logger.ts';
import { collectInTurn, LONGEST_SILENCE } from './collect-in-turn.ts';
import { deliverInTurn } from './deliver-in-turn.ts';
import type { Ledger, Several, Tenant } from './open-tenants.ts';
import { takeTurns } from './take-turns.ts';

/** What a turn found. */
export type TurnResult = {
  /** False: there is more to do, and no time for it in this turn. */
  readonly isDone: boolean;
  /** `unknown`: it could not tell, so what was known before stands. */
  readonly trouble: Omit<Trouble, 'since'> | 'unknown' | undefined;
  /** It ended in an error. */
  readonly isFailure?: boolean;
};

export type InTurn = (
  app: App,
  time: {
    /** Of the tenant's share. */
    readonly shareLeft: TimeLeft;
    /** Of the run. */
    readonly runLeft: TimeLeft;
    readonly before: Trouble | undefined;
  },
) => Promise<TurnResult>;

/**
 * `patienceMs`: so much longer than its share is waited for a turn before the others go on beside it. What
 * is collected is tallied after its time is up. Delivering is mostly waiting for others, and goes on as
 * long as the run does: a mail that is cut short would have to be sent once more, marked.
 *
 * `leastMs`: a share is no smaller. A source answers within seconds, and what has not come by the end of a
 * turn is asked for again: among two hundred tenants with a share of two seconds nobody would ever get on.
 */
const WORKS = {
  collect: { inTurn: collectInTurn, patienceMs: 60_000, leastMs: LONGEST_SILENCE },
  deliver: { inTurn: deliverInTurn, patienceMs: 0, leastMs: 0 },
} as const satisfies Record<Work, { inTurn: InTurn; patienceMs: number; leastMs: number }>;

export type TickSummary = {
  readonly tenants: number;
  /** Ids of those that had a turn, in that order. */
  readonly served: readonly string[];
  /** How long their turns took, ms by id. */
  readonly usedMs: ReadonlyMap<string, number>;
  /** Of those for which no time was left. */
  readonly unserved: readonly string[];
  /** Of those whose turn ended in an error, or never began as their settings are wrong. */
  readonly failed: readonly string[];
  /** Of those in trouble: these, and those whose source or mail server is. */
  readonly troubled: readonly string[];
};

/** Never rejects for what is wrong with a tenant. @throws what the ledger throws: then nothing can be stored for anybody */
export async function runTurns(several: Several, work: Work, timeLeft: TimeLeft): Promise<TickSummary> {
  const ledger = await several.ledger();
  const turns = await ledger.turns(work);
  const known = new Map(turns.map((turn) => [turn.tenant, turn]));
  const failed = new Set<string>();
  const troubled = new Set<string>();
  const usedMs = new Map<string, number>();
  let number = nextNumber(turns);

  for (const { id, problems } of several.all) {
    if (problems.length === 0) continue;
    failed.add(id);
    troubled.add(id);
    several.log('tenantFailed', { tenant: id, work, kind: 'settings', reason: problems.join('; ') });
  }

  const { inTurn: takeTurn, ...limits } = WORKS[work];
  const waiting = inTurn(
    several.all.filter(({ problems }) => problems.length === 0),
    turns,
  );
  const { served, unserved } = await takeTurns(
    waiting,
    async (tenant, shareLeft) => {
      const left = timeLeft();
      const before = known.get(tenant.id)?.trouble;
      const turn = { work, tenant: tenant.id, number: number++, beganAt: now(several) };
      // Its number is kept first: should the process die of this turn, others come before it next time.
      await kept(several, ledger, { ...turn, endedAt: undefined, trouble: before });
      const {
        isDone,
        trouble: found,
        isFailure = false,
      } = await resultOf(tenant, takeTurn, {
        shareLeft,
        runLeft: timeLeft,
        before,
      });
      usedMs.set(tenant.id, (usedMs.get(tenant.id) ?? 0) + left - timeLeft());
      const endedAt = now(several);
      const trouble = found === 'unknown' ? before : troubleSince(found, before, endedAt);
      if (isFailure) failed.add(tenant.id);
      if (trouble === undefined) troubled.delete(tenant.id);
      else troubled.add(tenant.id);
      if (found !== 'unknown' && found !== undefined)
        several.log('tenantFailed', { tenant: tenant.id, work, kind: found.kind, reason: found.says });
      const ended: Turn = { ...turn, endedAt, trouble };
      known.set(tenant.id, ended);
      await kept(several, ledger, ended);
      return isDone;
    },
    { timeLeft, ...limits },
  );
  const summary = {
    tenants: several.all.length,
    served: served.map(({ id }) => id),
    usedMs,
    unserved: unserved.map(({ id }) => id),
    failed: [...failed],
    troubled: [...troubled],
  };
  several.log('tenantsDone', {
    work,
    tenants: summary.tenants,
    served: served.length,
    unserved: unserved.length,
    failed: failed.size,
    troubled: troubled.size,
  });
  return summary;
}

function now({ clock }: Several): string {
  return instantText(clock());
}

async function resultOf(tenant: Tenant, takeTurn: InTurn, time: Parameters<InTurn>[1]): Promise<TurnResult> {
  try {
    return await takeTurn(await tenant.open(), time);
  } catch (error) {
    return { isDone: true, trouble: { kind: kindOf(error), says: saysOf(error) }, isFailure: true };
  }
}

function kindOf(error: unknown): TroubleKind {
  if (error instanceof SettingsError) return 'refused';
  return error instanceof SourceError ? error.kind : 'unexpected';
}

function saysOf(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}

/** Without it nothing is lost but the order of turns, so the others go on. */
async function kept(several: Several, ledger: Ledger, turn: Turn): Promise<void> {
  try {
    await ledger.keepTurn(turn);
  } catch (error) {
    several.log('tenantFailed', {
      tenant: turn.tenant,
      work: turn.work,
      kind: 'ledger',
      reason: saysOf(error),
    });
  }
}
