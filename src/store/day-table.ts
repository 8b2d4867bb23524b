/** `MfaDays`: one row per published day, replaced as a whole or not at all. */
import { odata, type TableClient } from '@azure/data-tables';
import type { Store } from '../core/ports.ts';
import { fromEntity, HEADLINE_SELECT, toEntity, toHeadline } from './day-entity.ts';
import { toKey } from './keys.ts';
import { readRows, tableCall } from './table-call.ts';

type DayTable = Pick<Store, 'headlines' | 'days' | 'day' | 'publish'>;

export function dayTable(table: TableClient, tenant: string): DayTable {
  const partition = toKey(tenant);

  const between = (from: string, to: string): string =>
    odata`PartitionKey eq ${partition} and RowKey ge ${toKey(from)} and RowKey le ${toKey(to)}`;

  return {
    async headlines(from, to) {
      const query = { filter: between(from, to), select: HEADLINE_SELECT };
      return readRows(table, `Reading headlines from ${from} to ${to}`, query, toHeadline);
    },

    async days(from, to) {
      // A day is about 20 KB, so a page of 50 is about a megabyte.
      const query = { filter: between(from, to), pageSize: 50 };
      return readRows(table, `Reading days from ${from} to ${to}`, query, fromEntity);
    },

    async day(day) {
      const read = () => table.getEntity(partition, toKey(day));
      const row = await tableCall(`Reading day ${day}`, read, [404]);
      return row && fromEntity(row);
    },

    async publish(day, replaces) {
      const entity = toEntity(tenant, day);
      const action = `Publishing day ${day.day}`;
      if (replaces === undefined) {
        return (await tableCall(action, () => table.createEntity(entity), [409])) !== undefined;
      }
      const { etag } = replaces;
      if (etag === undefined || replaces.day !== day.day) {
        throw new Error(`${action}: what it replaces must be the same day as read from the store.`);
      }
      const replace = () => table.updateEntity(entity, 'Replace', { etag });
      return (await tableCall(action, replace, [404, 412])) !== undefined;
    },
  };
}
