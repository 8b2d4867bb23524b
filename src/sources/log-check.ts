/** Whether sign-ins could be read from the workspace now: asks for one row. */
import type { Clock, SourceState } from '../core/ports.ts';
import type { AskLogs } from './log-client.ts';
import { LOG_TABLE } from './log-columns.ts';
import { anyQuery } from './log-query.ts';

/** Somebody waits for the answer, retries included, ms. */
const LIMIT_MS = 20_000;

/** @throws SourceError refused (role, workspace, table) or unavailable */
export async function checkLogs({
  origin,
  ask,
  clock,
}: {
  readonly origin: string;
  readonly ask: AskLogs;
  readonly clock: Clock;
}): Promise<SourceState> {
  const ends = clock() + LIMIT_MS;
  const answer = await ask(anyQuery(), { timeLeft: () => ends - clock() });
  if (answer.table === undefined) throw answer.error;
  if (answer.table.rows.length > 0)
    return { says: `Sign-ins can be read from ${origin} (${LOG_TABLE}).`, isDegraded: false };
  return {
    says: `${LOG_TABLE} can be read from ${origin} and is empty: a diagnostic setting of Microsoft Entra ID must send SignInLogs there.`,
    isDegraded: true,
  };
}
