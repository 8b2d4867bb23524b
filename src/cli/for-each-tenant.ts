import { EXIT, type ExitCode } from './exit.ts';
import type { Session } from './session.ts';
import { tellFailure } from './tell-failure.ts';

/** What is to be mended first decides the exit code of all, as the doctor has it. */
const WORST_FIRST = [
  EXIT.interrupted,
  EXIT.unexpected,
  EXIT.usage,
  EXIT.refused,
  EXIT.undelivered,
  EXIT.incomplete,
] as const satisfies readonly ExitCode[];

/**
 * The command for the one tenant, or for each of several one after another: what goes wrong with one is
 * told, and the others go on. Interrupted, it ends.
 */
export async function forEachTenant(
  session: Session,
  command: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const [only, ...others] = (await session.tenants()) ?? [];
  if (only === undefined) return await command(session);
  if (others.length === 0) return await command(session.forTenant(only));
  const exits: ExitCode[] = [];
  for (const tenant of [only, ...others]) {
    session.warn(`${tenant.id}:`);
    try {
      exits.push(await command(session.forTenant(tenant)));
    } catch (error) {
      exits.push(tellFailure(error, session.terminal));
    }
    if (exits.includes(EXIT.interrupted)) break;
  }
  return WORST_FIRST.find((exit) => exits.includes(exit)) ?? EXIT.done;
}
