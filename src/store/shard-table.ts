/** Counted shards of readings, beside the chunks in `MfaFacts`, and removed with them. */
import { randomUUID } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import type { Store } from '../core/ports.ts';
import { DamagedChunk } from '../errors.ts';
import { changeRows } from './change-rows.ts';
import { chunkPartition } from './chunk-entity.ts';
import { DamagedRow, type TellDamaged, unlessDamaged } from './damaged-row.ts';
import { insertOnce } from './insert-once.ts';
import { prefixRange, shardKey } from './keys.ts';
import { toPeople } from './people-entity.ts';
import { type RowQuery, readRows } from './query-rows.ts';
import { fitting, type Row, text } from './row.ts';
import {
  peopleColumns,
  pieceKey,
  SHARD_PEOPLE,
  shardEntity,
  shardPeopleKey,
  toCounted,
  toShardHeader,
} from './shard-entity.ts';
import { tableCall } from './table-call.ts';

type ShardTable = Pick<
  Store,
  'insertShard' | 'shardHeaders' | 'shardTally' | 'changeShardPeople' | 'dropShardPeopleBefore'
>;

/** A shard that is damaged counts as never written, and may be written anew. */
export function shardTable(table: TableClient, tenant: string, tell: TellDamaged): ShardTable {
  const headerOf = (day: string) => (row: Row) => unlessDamaged(() => toShardHeader(day, row), tell);

  async function changePeople(
    query: RowQuery,
    change: Parameters<Store['changeShardPeople']>[0],
  ): Promise<number> {
    let unread = 0;
    await changeRows(table, 'Changing the people of shards', query, (row) => {
      const stored = unlessDamaged(() => ({ day: text(row, 'day', WHAT), people: toPeople(row) }), tell);
      if (stored === undefined) {
        unread += 1;
        return undefined;
      }
      const people = change(stored.day, stored.people);
      if (people === undefined) return undefined;
      return {
        partitionKey: text(row, 'partitionKey', WHAT),
        rowKey: text(row, 'rowKey', WHAT),
        schema: row.schema,
        startedAt: row.startedAt,
        day: stored.day,
        ...peopleColumns(people),
      };
    });
    return unread;
  }

  return {
    async insertShard(day, shard) {
      const action = `Storing shard ${shard.number} of ${shard.of} of pass ${shard.pass} of ${day}`;
      const { pieces, people, head } = shardEntity(tenant, day, shard, randomUUID());
      // Nobody else has their keys: one that was stored although its answer was lost is written once more.
      for (const entity of [...pieces, people])
        await tableCall(action, () => table.upsertEntity(fitting(entity, action), 'Replace'));
      return await insertOnce({ table, action, entity: head }, headerOf(day));
    },

    async shardHeaders(day) {
      const { from, to } = prefixRange('shard');
      const filter = odata`PartitionKey eq ${chunkPartition(tenant, day)} and RowKey ge ${from} and RowKey lt ${to}`;
      return readRows(table, `Reading the shards of ${day}`, { filter }, (row) => {
        const header = headerOf(day)(row);
        if (header === undefined) return undefined;
        const { set: _set, pieces: _pieces, check: _check, ...told } = header;
        return told;
      });
    },

    async shardTally(day, shard) {
      const action = `Reading shard ${shard.number} of ${shard.of} of ${day}`;
      const partition = chunkPartition(tenant, day);
      const read = async (key: string): Promise<Row> => {
        const row = await tableCall(action, () => table.getEntity(partition, key), [404]);
        if (row === undefined) throw new DamagedRow(`${action} failed: a part of it is not there.`);
        return row;
      };
      try {
        const place = toShardHeader(day, await read(shardKey(shard)));
        const pieces: Row[] = [];
        for (let piece = 0; piece < place.pieces; piece += 1)
          pieces.push(await read(pieceKey(place.set, piece)));
        const people = toPeople(await read(shardPeopleKey(place.set)));
        return { ...toCounted(day, pieces, place), people };
      } catch (error) {
        if (!(error instanceof DamagedRow)) throw error;
        throw new DamagedChunk(error.message, { cause: error });
      }
    },

    changeShardPeople: (change) => {
      const days = prefixRange(tenant);
      const { from, to } = prefixRange(SHARD_PEOPLE);
      const filter = odata`PartitionKey ge ${days.from} and PartitionKey lt ${days.to} and RowKey ge ${from} and RowKey lt ${to}`;
      return changePeople({ filter }, change);
    },

    async dropShardPeopleBefore(day) {
      const { from, to } = prefixRange(SHARD_PEOPLE);
      const filter = odata`RowKey ge ${from} and RowKey lt ${to} and day lt ${day}`;
      await changePeople({ filter }, (_, people) => (people.length === 0 ? undefined : []));
    },
  };
}

const WHAT = 'The people of a shard';
