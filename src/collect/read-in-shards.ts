/** Reads a divided day shard by shard, or hands the shards over to other instances and waits for them. */
import type { App } from '../app.ts';
import type { ShardHeader, TimeLeft } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import type { Pass } from './pass.ts';
import { readShard } from './read-shard.ts';
import { shardMark } from './shard-mark.ts';
import type { HandOver } from './shard-message.ts';

/** `elsewhere`: its shards are others' to read. */
export type ShardsRead = 'whole' | 'outOfTime' | 'overtaken' | 'elsewhere';

/** Shards that were handed over and are not stored after so long are read here: a queue may lose or give up one. */
const PATIENCE = 30 * 60_000;

/**
 * One after another, each once: those that are stored are not read again.
 * @throws SourceError, which names the shard
 */
export async function readInShards(
  app: App,
  day: string,
  { pass, of }: { readonly pass: Pass; readonly of: number },
  time: { readonly timeLeft: TimeLeft | undefined; readonly isTimeUp: () => boolean },
): Promise<ShardsRead> {
  const { number, window, calendar, startedAt } = pass;
  const mark = shardMark(app, { startedAt, shards: of, zone: calendar.zone });
  const missing = missingShards(of, await app.store.shardHeaders(day), { pass: number, mark });
  if (app.handOver !== undefined && missing.length > 0) {
    const elsewhere = await leaveToOthers(app, day, { pass, of, missing, handOver: app.handOver });
    if (elsewhere !== undefined) return elsewhere;
  }
  for (const shard of missing) {
    if (time.isTimeUp()) return 'outOfTime';
    const header = { of, number: shard, pass: number, startedAt, mark };
    try {
      const reading = { calendar, window, startedAt, shard: header };
      if (!(await readShard(app, day, reading, time))) return 'outOfTime';
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const { kind, message, waitMs } = error;
      throw new SourceError(kind, `Shard ${shard} of ${of}: ${message}`, error, waitMs);
    }
    if (!(await pass.beat())) return 'overtaken';
  }
  return (await pass.finish()) ? 'whole' : 'overtaken';
}

function missingShards(
  of: number,
  stored: readonly ShardHeader[],
  mine: Pick<ShardHeader, 'pass' | 'mark'>,
): readonly number[] {
  const done = new Set(
    stored.filter(({ pass, mark }) => pass === mine.pass && mark === mine.mark).map(({ number }) => number),
  );
  return Array.from({ length: of + 1 }, (_, number) => number).filter((number) => !done.has(number));
}

/** Hands them over, once. Undefined where nobody is waited for any more. */
async function leaveToOthers(
  app: App,
  day: string,
  given: {
    readonly pass: Pass;
    readonly of: number;
    readonly missing: readonly number[];
    readonly handOver: HandOver;
  },
): Promise<ShardsRead | undefined> {
  const { pass, of, missing, handOver } = given;
  const { startedAt, calendar, handedOver } = pass;
  if (handedOver === undefined) {
    // Written down first: who dies in between hands over nothing, and they are read here later.
    if (!(await pass.handOver())) return 'overtaken';
    const tenant = app.settings.oneOfSeveral?.id;
    const message = { day, zone: calendar.zone, pass: pass.number, startedAt, of };
    handOver(missing.map((number) => ({ ...(tenant !== undefined && { tenant }), ...message, number })));
    app.log('shardsHandedOver', { day, pass: pass.number, shards: missing.length });
    return 'elsewhere';
  }
  if (Math.abs(app.clock() - handedOver) < PATIENCE) return (await pass.letGo()) ? 'elsewhere' : 'overtaken';
  for (const shard of missing) app.log('shardOverdue', { day, pass: pass.number, shard, shards: of });
  return undefined;
}
