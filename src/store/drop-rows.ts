import type { TableClient } from '@azure/data-tables';
import { queryRows, type RowQuery } from './query-rows.ts';
import { type Row, text } from './row.ts';
import { tableCall } from './table-call.ts';

/** Deletions under way at once. They are not sent as one transaction: that fails as a whole, this goes on. */
const AT_ONCE = 8;

/**
 * Removes the rows of a query that `isOld` says so of. One that is gone is as good as removed, and one
 * that has changed since it was looked at is another row by now, and stays.
 */
export async function dropRows(
  table: TableClient,
  action: string,
  { filter, select = [] }: RowQuery,
  isOld: (row: Row) => boolean = () => true,
): Promise<void> {
  const rows: { partitionKey: string; rowKey: string; etag: string }[] = [];
  for await (const row of queryRows(table, action, {
    filter,
    select: ['partitionKey', 'rowKey', ...select],
  })) {
    if (!isOld(row)) continue;
    const [partitionKey, rowKey] = [text(row, 'partitionKey', action), text(row, 'rowKey', action)];
    rows.push({ partitionKey, rowKey, etag: text(row, 'etag', action) });
  }
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const some = rows.slice(first, first + AT_ONCE);
    await Promise.all(
      some.map(({ partitionKey, rowKey, etag }) =>
        tableCall(action, () => table.deleteEntity(partitionKey, rowKey, { etag }), [404, 412]),
      ),
    );
  }
}
