/** `MfaDays`: one row per published day, replaced as a whole or not at all. */
import { odata, type TableClient } from '@azure/data-tables';
import type { Store } from '../core/ports.ts';
import { type TellDamaged, unlessDamaged } from './damaged-row.ts';
import {
  fromEntity,
  HEADLINE_SELECT,
  toEntity,
  toHeadline,
  toWideHeadline,
  WIDE_HEADLINE_SELECT,
} from './day-entity.ts';
import { dropRows } from './drop-rows.ts';
import { insertOnce, replaceOnce } from './insert-once.ts';
import { toKey } from './keys.ts';
import { readRows } from './query-rows.ts';
import type { Row } from './row.ts';
import { tableCall } from './table-call.ts';

type DayTable = Pick<
  Store,
  'headlines' | 'wideHeadlines' | 'days' | 'day' | 'publishings' | 'publish' | 'dropDays'
>;

/** A day is about 20 KB, so a page of 50 is about a megabyte. */
const DAYS_A_PAGE = 50;

export function dayTable(table: TableClient, tenant: string, tell: TellDamaged): DayTable {
  const partition = toKey(tenant);
  const dayOf = (row: Row) => unlessDamaged(() => fromEntity(row), tell);
  const headlineOf = (row: Row) => unlessDamaged(() => toHeadline(row), tell);
  const wideHeadlineOf = (row: Row) => unlessDamaged(() => toWideHeadline(row), tell);

  const between = (from: string, to: string): string =>
    odata`PartitionKey eq ${partition} and RowKey ge ${toKey(from)} and RowKey le ${toKey(to)}`;

  return {
    async headlines(from, to) {
      const query = { filter: between(from, to), select: HEADLINE_SELECT };
      return readRows(table, `Reading headlines from ${from} to ${to}`, query, headlineOf);
    },

    async wideHeadlines(from, to) {
      const query = { filter: between(from, to), select: [...WIDE_HEADLINE_SELECT] };
      return readRows(table, `Reading figures from ${from} to ${to}`, query, wideHeadlineOf);
    },

    async days(from, to) {
      const query = { filter: between(from, to), pageSize: DAYS_A_PAGE };
      return readRows(table, `Reading days from ${from} to ${to}`, query, dayOf);
    },

    async day(day) {
      const read = () => table.getEntity(partition, toKey(day));
      const row = await tableCall(`Reading day ${day}`, read, [404]);
      return row && dayOf(row);
    },

    async publishings(from) {
      // Whole rows, although few columns are asked for: a day whose tally is damaged is to be read again.
      const filter = odata`PartitionKey eq ${partition} and RowKey ge ${toKey(from)}`;
      const query = { filter, pageSize: DAYS_A_PAGE };
      return readRows(table, 'Reading when days were published', query, (row) => {
        const stored = dayOf(row);
        if (stored === undefined) return undefined;
        const { day, windowTo, state, collectedAt, lastReadAt, classifier, exclusions } = stored;
        return { day, windowTo, state, collectedAt, lastReadAt, classifier, exclusions };
      });
    },

    async publish(day, replaces) {
      const write = { table, action: `Publishing day ${day.day}`, entity: toEntity(tenant, day) };
      if (replaces === undefined) return await insertOnce(write, dayOf);
      if (replaces.etag === undefined || replaces.day !== day.day) {
        throw new Error(`${write.action}: what it replaces must be the same day as read from the store.`);
      }
      return await replaceOnce(write, replaces.etag);
    },

    async dropDays(before) {
      const filter = odata`PartitionKey eq ${partition} and RowKey lt ${toKey(before)}`;
      await dropRows(table, `Removing days before ${before}`, { filter });
    },
  };
}
