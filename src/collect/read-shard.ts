/** Reads one shard of a day, counts it and stores what was counted: its facts are in memory meanwhile, and nowhere else. */
import type { App } from '../app.ts';
import { createFacts } from '../core/facts.ts';
import { placeRows } from '../core/placed.ts';
import type { ShardHeader, TimeLeft, Window } from '../core/ports.ts';
import { tallyOptions } from '../core/published-day.ts';
import { tallyShard } from '../core/tally.ts';
import { exclusions } from '../exclusions.ts';
import type { Pass } from './pass.ts';

type ShardReading = Pick<Pass, 'calendar' | 'startedAt'> & {
  readonly window: Window;
  readonly shard: Omit<ShardHeader, 'counts'>;
};

/**
 * False where the time was used up first: nothing of it is kept, and it starts anew. Where somebody else
 * has stored it meanwhile, theirs stands.
 * @throws SourceError
 */
export async function readShard(
  app: App,
  day: string,
  { calendar, window, startedAt, shard }: ShardReading,
  { timeLeft, isTimeUp }: { readonly timeLeft: TimeLeft | undefined; readonly isTimeUp: () => boolean },
): Promise<boolean> {
  const facts = createFacts();
  const { of, number } = shard;
  for await (const { records, readTo = 0 } of app.source.read(window, undefined, timeLeft, { of, number })) {
    for (const record of records) facts.add(record);
    if (readTo < window.to && isTimeUp()) return false;
  }
  const exclude = exclusions(app.settings);
  const options = tallyOptions({ day, calendar, exclude, readAt: startedAt });
  const { people, ...tally } = tallyShard(facts, options);
  const { records, rows, rejected, unkeyed } = facts;
  const counts = { records, rows, rejected, unkeyed, placed: placeRows(facts, options.window, exclude) };
  // As with facts, names are kept until the day is sealed; where nobody is ever shown, not even so long.
  const kept = app.settings.privacy === 'aggregate' ? [] : people;
  await app.store.insertShard(day, { ...shard, counts, tally: { ...tally, people: kept } });
  app.log('shardKept', { day, pass: shard.pass, shard: number, shards: of, records });
  return true;
}
