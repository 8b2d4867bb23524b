/** `MfaFacts`: the chunks of the days that are not sealed yet. Inserted, never changed: the keys are the lock. */
import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { Store } from '../core/ports.ts';
import { chunkPartition, fromEntity, HEADER_SELECT, toEntity, toHeader } from './chunk-entity.ts';
import { text } from './row.ts';
import { queryRows, readRows, tableCall } from './table-call.ts';

type FactTable = Pick<Store, 'insertChunk' | 'chunkHeaders' | 'chunks' | 'dropChunks'>;

/** Chunks read in one reply: each may be near a megabyte, and only one reply is held at a time. */
const CHUNKS_A_PAGE = 4;

/** Operations that one transaction takes. */
const LARGEST_TRANSACTION = 100;

export function factTable(table: TableClient, tenant: string): FactTable {
  const ofDay = (day: string): string => odata`PartitionKey eq ${chunkPartition(tenant, day)}`;

  return {
    async insertChunk(day, chunk) {
      const entity = toEntity(tenant, day, chunk);
      const action = `Storing chunk ${chunk.chunk} of pass ${chunk.pass} of ${day}`;
      return (await tableCall(action, () => table.createEntity(entity), [409])) !== undefined;
    },

    async chunkHeaders(day) {
      const query = { filter: ofDay(day), select: HEADER_SELECT };
      return readRows(table, `Reading the progress of ${day}`, query, (row) => toHeader(day, row));
    },

    async *chunks(day) {
      const query = { filter: ofDay(day), pageSize: CHUNKS_A_PAGE };
      for await (const row of queryRows(table, `Reading the facts of ${day}`, query))
        yield fromEntity(day, row);
    },

    async dropChunks(day) {
      const action = `Removing the facts of ${day}`;
      const partitionKey = chunkPartition(tenant, day);
      const query = { filter: ofDay(day), select: ['partitionKey', 'rowKey'] };
      const keys = await readRows(table, action, query, (row) => text(row, 'rowKey', `A chunk of ${day}`));
      for (let first = 0; first < keys.length; first += LARGEST_TRANSACTION) {
        const some = keys.slice(first, first + LARGEST_TRANSACTION);
        const deletes = some.map((rowKey): TransactionAction => ['delete', { partitionKey, rowKey }]);
        if ((await tableCall(action, () => table.submitTransaction(deletes), [404])) !== undefined) continue;
        // Someone removes the same rows: a transaction fails as a whole, so each is removed for itself.
        for (const rowKey of some) {
          await tableCall(action, () => table.deleteEntity(partitionKey, rowKey), [404]);
        }
      }
    },
  };
}
