/** What an instance does with a shard that was handed over to it. */
import type { App } from '../app.ts';
import { createCalendar } from '../core/day.ts';
import { passesOf } from '../core/passes.ts';
import type { TimeLeft } from '../core/ports.ts';
import { readWindow } from '../core/published-day.ts';
import { readShard } from './read-shard.ts';
import { shardMark } from './shard-mark.ts';
import type { ShardMessage } from './shard-message.ts';

/**
 * Nothing where it is stored already, or its reading is no longer the newest. Who handed it over sees
 * that it is stored, and publishes.
 * @throws Error where it could not be read in time, SourceError where it could not be read: try it again
 */
export async function takeShard(app: App, message: ShardMessage, timeLeft: TimeLeft): Promise<void> {
  const { day, zone, pass, startedAt, of, number } = message;
  const newest = passesOf(await app.store.chunkHeaders(day)).at(-1);
  const isItsReading =
    newest?.number === pass && newest.startedAt === startedAt && newest.newest.shards === of;
  if (!isItsReading || newest.isWhole) return;
  const mark = shardMark(app, { startedAt, shards: of, zone });
  const stored = await app.store.shardHeaders(day);
  if (stored.some((shard) => shard.pass === pass && shard.mark === mark && shard.number === number)) return;
  const calendar = createCalendar(zone);
  const window = readWindow(calendar.window(day));
  const isTimeUp = () => app.stop.aborted || timeLeft() <= 0;
  const reading = { calendar, window, startedAt, shard: { of, number, pass, startedAt, mark } };
  if (!(await readShard(app, day, reading, { timeLeft, isTimeUp })))
    throw new Error(`Shard ${number} of ${of} of ${day} could not be read in time; it is tried again.`);
}
