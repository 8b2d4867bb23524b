/** What an instance does with a message of the queue of SHARD_QUEUE. */
import { WORLD } from '../app.ts';
import { toShardMessage } from '../collect/shard-message.ts';
import { takeShard } from '../collect/take-shard.ts';
import type { TimeLeft } from '../core/ports.ts';
import { hasBegun, type TurnMessage, type Work } from '../core/turns.ts';
import { isObject } from '../sources/read-fields.ts';
import { deliverSummary } from './deliver-summary.ts';
import { comingTurn, oneTurn } from './one-turn.ts';
import type { Ledger, Tenants } from './open-tenants.ts';
import { toTurnMessage } from './turn-message.ts';

/**
 * Reads the shard, or takes the turn. What fails is to come again.
 * @throws Error for what is neither; as `takeShard`; what the ledger throws. Not for what goes wrong in a turn
 */
export async function takeOver(tenants: Tenants, entry: unknown, timeLeft: TimeLeft): Promise<void> {
  const turn = toTurnMessage(entry);
  if (turn !== undefined) return await takeHandedTurn(tenants, turn, timeLeft);
  const shard = toShardMessage(entry);
  if (shard !== undefined) return await takeShard(await tenants.open(shard.tenant), shard, timeLeft);
  throw new Error(
    `SHARD_QUEUE: expected a turn of a tenant or a shard of a day, got ${shapeOf(entry)}. ` +
      'Nothing but this deployment may put messages into this queue.',
  );
}

/**
 * Nothing where somebody took it since, or it cannot be taken any more. It has the time of the whole run. The mail
 * about all tenants leaves with the last turn of a tick: the next tick may be too late for it.
 */
async function takeHandedTurn({ several }: Tenants, message: TurnMessage, timeLeft: TimeLeft): Promise<void> {
  const { work, tenant: id } = message;
  const tenant = several?.all.find((one) => one.id === id);
  if (several === undefined || tenant === undefined || tenant.problems.length > 0) {
    const { log } = several ?? WORLD;
    const reason = tenant?.problems.join('; ') ?? 'Its turn was handed over, and it is in TENANTS no more.';
    log('tenantFailed', { tenant: id, work, kind: 'settings', reason });
    return;
  }
  const ledger = await several.ledger();
  const turns = await ledger.turns(work);
  if (hasBegun(turns, message)) return;
  const time = { shareLeft: timeLeft, runLeft: timeLeft };
  await oneTurn(several, ledger, { tenant, work, coming: comingTurn(turns, id, several.clock()) }, time);
  const isSummedUp = work === 'deliver' && several.summary !== undefined;
  if (isSummedUp && (await areAllOver(ledger, work))) await deliverSummary(several, timeLeft);
}

/** Whether all turns that were handed over have come to their end: before that it would look at all tenants in vain. */
async function areAllOver(ledger: Ledger, work: Work): Promise<boolean> {
  const over = (await ledger.turns(work)).filter(({ endedAt }) => endedAt !== undefined);
  return (await ledger.handedOver(work)).every((each) => hasBegun(over, each));
}

/** Fields that our messages have: of another, even the name of a field may be a secret. */
const FIELDS = ['work', 'tenant', 'after', 'day', 'zone', 'pass', 'startedAt', 'of', 'number'] as const;

/** What it is, without a word of what it says. */
function shapeOf(entry: unknown): string {
  if (typeof entry === 'string') return `a text of ${entry.length} characters`;
  if (Array.isArray(entry)) return `a list of ${entry.length}`;
  if (!isObject(entry)) return entry === null ? 'null' : typeof entry;
  const known = FIELDS.filter((name) => Object.hasOwn(entry, name));
  const others = Object.keys(entry).length - known.length;
  const parts = [...known, ...(others > 0 ? [`${others} unknown`] : [])];
  return `an object ${parts.length === 0 ? 'without fields' : `with the fields ${parts.join(', ')}`}`;
}
