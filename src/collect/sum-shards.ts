/** A day that was read in shards, as the sum of those of its newest whole reading. */
import type { App } from '../app.ts';
import { finishTally } from '../core/finish-tally.ts';
import type { PassProgress } from '../core/passes.ts';
import { addPlaced, addRejected } from '../core/placed.ts';
import type { ChunkHeader, ShardCounts, ShardHeader } from '../core/ports.ts';
import type { CountedDay } from '../core/published-day.ts';
import type { ShardTally } from '../core/shard-tally.ts';
import type { StoredDay } from '../core/stored-day.ts';
import { dayCalendar } from './day-calendar.ts';
import { shardMark } from './shard-mark.ts';

export type SummedShards = { readonly counted: CountedDay; readonly headers: readonly ChunkHeader[] };

/** The newest reading that is whole and was divided. */
export function dividedPass(passes: readonly PassProgress[]): DividedPass | undefined {
  return passes.filter(isDivided).at(-1);
}

type DividedPass = PassProgress & { readonly newest: { readonly shards: number } };

function isDivided(pass: PassProgress): pass is DividedPass {
  return pass.isWhole && pass.newest.shards !== undefined;
}

/**
 * Undefined where shards are missing that are counted as they would be now: the exclusions or the
 * classifier changed since, and without facts only another reading can tell.
 * @throws DamagedChunk
 */
export async function sumShards(
  app: App,
  day: string,
  given: {
    readonly headers: readonly ChunkHeader[];
    readonly passes: readonly PassProgress[];
    readonly before: StoredDay | undefined;
  },
): Promise<SummedShards | undefined> {
  const { headers, passes, before } = given;
  const pass = dividedPass(passes);
  if (pass === undefined) return undefined;
  const { shards } = pass.newest;
  const { zone } = dayCalendar(app, before, headers);
  const mark = shardMark(app, { startedAt: pass.startedAt, shards, zone });
  const stored = await app.store.shardHeaders(day);
  const mine = stored.filter((shard) => shard.pass === pass.number && shard.mark === mark);
  if (mine.length !== shards + 1) return undefined;
  const tallies: ShardTally[] = [];
  for (const shard of mine) tallies.push(await app.store.shardTally(day, shard));
  const readings = passes.filter(isDivided).map((each) => (each === pass ? mine : shardsOf(each, stored)));
  const tallied = finishTally(tallies);
  return {
    counted: { counts: countsOf(mine, readings), tallied, agreement: agreementOf(mine, readings) },
    headers,
  };
}

/** Of an earlier reading, however they were counted: each once. */
function shardsOf(pass: PassProgress, stored: readonly ShardHeader[]): readonly ShardHeader[] {
  const ofPass = stored.filter((shard) => shard.pass === pass.number && shard.startedAt === pass.startedAt);
  return [...new Map(ofPass.map((shard) => [shard.number, shard])).values()];
}

/** What the newest reading shows is the day; what was received, and what cannot be told apart, counts of all of them. */
function countsOf(
  newest: readonly ShardHeader[],
  readings: readonly (readonly ShardHeader[])[],
): ShardCounts {
  const all = readings.flat().map(({ counts }) => counts);
  return {
    records: sumOf(all, ({ records }) => records),
    rows: sumOf(newest, ({ counts }) => counts.rows),
    unkeyed: sumOf(all, ({ unkeyed }) => unkeyed),
    rejected: all.reduce<ShardCounts['rejected']>(
      (sum, { rejected }) => addRejected(sum, rejected).byCause,
      {},
    ),
    placed: newest.map(({ counts }) => counts.placed).reduce(addPlaced),
  };
}

/**
 * Without facts nobody can say which rows came again, only how many: shard by shard, those of the newest
 * reading ÷ the most that one ever showed. Readings that were divided otherwise are compared as a whole.
 */
function agreementOf(
  newest: readonly ShardHeader[],
  readings: readonly (readonly ShardHeader[])[],
): number | null {
  const rowsOf = (shards: readonly ShardHeader[]) => sumOf(shards, ({ counts }) => counts.rows);
  const alike = readings.filter(([first]) => first?.of === newest[0]?.of);
  const most = sumOf(newest, ({ number }) =>
    Math.max(...alike.flat().map((shard) => (shard.number === number ? shard.counts.rows : 0))),
  );
  const known = Math.max(most, ...readings.map(rowsOf));
  return known === 0 ? null : rowsOf(newest) / known;
}

function sumOf<T>(list: readonly T[], of: (value: T) => number): number {
  return list.reduce((sum, value) => sum + of(value), 0);
}
