/** What the timers do: for the one tenant of a deployment as ever, for several each in its turn. */
import type { TimeLeft } from '../core/ports.ts';
import type { Work } from '../core/turns.ts';
import { collect, deliver } from '../run.ts';
import { deliverSummary } from './deliver-summary.ts';
import { handOverTurns } from './hand-over-turns.ts';
import type { Several, Tenants } from './open-tenants.ts';
import { runTurns, type TickSummary } from './run-turns.ts';

/** @throws as `collect` does for one tenant; for several only where every one of them failed */
export async function collectTick(tenants: Tenants, timeLeft: TimeLeft): Promise<TickSummary | undefined> {
  const { several } = tenants;
  if (several !== undefined) return someWell(await turnsOf(several, 'collect', timeLeft));
  await collect(await tenants.open(), { timeLeft });
  return undefined;
}

/** As above for `deliver`. */
export async function deliverTick(tenants: Tenants, timeLeft: TimeLeft): Promise<TickSummary | undefined> {
  const { several } = tenants;
  if (several !== undefined) {
    const summary = await turnsOf(several, 'deliver', timeLeft);
    await deliverSummary(several, timeLeft);
    return someWell(summary);
  }
  await deliver(await tenants.open(), { timeLeft });
  return undefined;
}

/** Taken here, or with a queue left to other instances. */
function turnsOf(several: Several, work: Work, timeLeft: TimeLeft): Promise<TickSummary> {
  const { handOver } = several;
  return handOver === undefined
    ? runTurns(several, work, timeLeft)
    : handOverTurns(several, handOver, work, timeLeft);
}

/** A tick that fails raises an alarm for the whole deployment: one tenant is told by health, and by the summary. */
function someWell(summary: TickSummary): TickSummary {
  const { tenants, failed } = summary;
  if (failed.length === tenants)
    throw new Error(`All of ${tenants} tenants failed; the log has a line for each (tenantFailed).`);
  return summary;
}
