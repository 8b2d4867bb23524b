import type { App } from '../app.ts';
import { troubleOf } from '../core/turns.ts';
import { openStoreFor } from '../store/open-store-for.ts';
import { LEDGER } from '../tenants/open-tenants.ts';
import { troubleSentence } from '../tenants/tenants-health.ts';
import { type Line, ok, warn } from './line.ts';

/** What the turns of one of several tenants found wrong, as health has it. */
export async function checkTurns({ settings, clock }: App, id: string): Promise<readonly Line[]> {
  const ledger = await openStoreFor(settings, LEDGER, undefined, { changesNothing: true });
  try {
    const turns = [...(await ledger.turns('collect')), ...(await ledger.turns('deliver'))];
    const mine = turns.filter(({ tenant }) => tenant === id);
    const troubles = mine.flatMap((turn) => troubleOf(turn, clock()) ?? []);
    if (mine.length === 0) return [ok('It has not had a turn yet.')];
    if (troubles.length === 0) return [ok('Its last turns found nothing wrong.')];
    return troubles.map((trouble) =>
      warn(troubleSentence(trouble), 'The next turns try again; where it stays so, see the lines above.'),
    );
  } finally {
    await ledger.close();
  }
}
