/** The turn of one tenant, whoever takes it: a tick that walks them all, or an instance with a message. */
import type { App } from '../app.ts';
import { instantText } from '../core/day.ts';
import type { TimeLeft } from '../core/ports.ts';
import {
  nextNumber,
  type Trouble,
  type TroubleKind,
  type Turn,
  troubleBefore,
  troubleSince,
  type Work,
} from '../core/turns.ts';
import { SettingsError, SourceError } from '../errors.ts';
import { withoutSecrets } from '../logger.ts';
import { collectInTurn, LONGEST_SILENCE } from './collect-in-turn.ts';
import { deliverInTurn } from './deliver-in-turn.ts';
import type { Ledger, Several, Tenant } from './open-tenants.ts';

/** What a turn found. */
export type TurnResult = {
  /** False: there is more to do, and no time for it in this turn. */
  readonly isDone: boolean;
  /** `unknown`: it could not tell, so what was known before stands. */
  readonly trouble: Omit<Trouble, 'since'> | 'unknown' | undefined;
  /** It ended in an error. */
  readonly isFailure?: boolean;
};

type TurnTime = {
  /** Of the tenant's share. */
  readonly shareLeft: TimeLeft;
  /** Of the run. */
  readonly runLeft: TimeLeft;
};

export type InTurn = (
  app: App,
  time: TurnTime & { readonly before: Trouble | undefined },
) => Promise<TurnResult>;

/**
 * `patienceMs`: so much longer than its share is waited for a turn before the others go on beside it. What
 * is collected is tallied after its time is up. Delivering is mostly waiting for others, and goes on as
 * long as the run does: a mail that is cut short would have to be sent once more, marked.
 *
 * `leastMs`: a share is no smaller. A source answers within seconds, and what has not come by the end of a
 * turn is asked for again: among two hundred tenants with a share of two seconds nobody would ever get on.
 */
export const WORKS = {
  collect: { inTurn: collectInTurn, patienceMs: 60_000, leastMs: LONGEST_SILENCE },
  deliver: { inTurn: deliverInTurn, patienceMs: 0, leastMs: 0 },
} as const satisfies Record<Work, { inTurn: InTurn; patienceMs: number; leastMs: number }>;

/** What is known before a turn: its number, and what is wrong by the turns before. */
export type ComingTurn = Pick<Turn, 'number' | 'trouble'>;

/** The next turn of a tenant, numbered after all that the ledger knows. */
export function comingTurn(turns: readonly Turn[], id: string, now: number): ComingTurn {
  const last = turns.find(({ tenant }) => tenant === id);
  return { number: nextNumber(turns), trouble: troubleBefore(last, now) };
}

export type TurnTaken = Pick<TurnResult, 'isDone'> & { readonly turn: Turn; readonly isFailure: boolean };

/** Never rejects: what goes wrong is logged, and kept with the turn. */
export async function oneTurn(
  several: Several,
  ledger: Ledger,
  { tenant, work, coming }: { readonly tenant: Tenant; readonly work: Work; readonly coming: ComingTurn },
  time: TurnTime,
): Promise<TurnTaken> {
  const { number, trouble: before } = coming;
  const turn = { work, tenant: tenant.id, number, beganAt: now(several) };
  // Its number is kept first: should the process die of this turn, others come before it next time.
  await kept(several, ledger, { ...turn, endedAt: undefined, trouble: before });
  const result = await resultOf(tenant, WORKS[work].inTurn, { ...time, before });
  const { isDone, trouble: found, isFailure = false } = result;
  const endedAt = now(several);
  const trouble = found === 'unknown' ? before : troubleSince(found, before, endedAt);
  if (found !== 'unknown' && found !== undefined)
    several.log('tenantFailed', { tenant: tenant.id, work, kind: found.kind, reason: found.says });
  const ended: Turn = { ...turn, endedAt, trouble };
  await kept(several, ledger, ended);
  return { turn: ended, isDone, isFailure };
}

function now({ clock }: Several): string {
  return instantText(clock());
}

async function resultOf(tenant: Tenant, inTurn: InTurn, time: Parameters<InTurn>[1]): Promise<TurnResult> {
  try {
    return await inTurn(await tenant.open(), time);
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
