import type { TableClient, TableEntity } from '@azure/data-tables';
import { queryRows, type RowQuery } from './query-rows.ts';
import { fitting, type Row, text } from './row.ts';
import { tableCall } from './table-call.ts';

/** Rounds of read and write before a contested row is given up; each lost round means another won. */
const ROUNDS = 5;

/**
 * Replaces each row of a query by what `change` makes of it; `undefined` leaves it. One that changed
 * meanwhile is read and asked about again, and one that is gone stays so. `change` must leave what it
 * has changed already: a write whose answer was lost looks like another's.
 */
export async function changeRows(
  table: TableClient,
  action: string,
  query: RowQuery,
  change: (row: Row) => TableEntity | undefined,
): Promise<void> {
  for await (const row of queryRows(table, action, query)) await changeRow(table, action, row, change);
}

async function changeRow(
  table: TableClient,
  action: string,
  first: Row,
  change: (row: Row) => TableEntity | undefined,
): Promise<void> {
  let row = first;
  for (let round = 0; round < ROUNDS; round++) {
    const changed = change(row);
    if (changed === undefined) return;
    const entity = fitting(changed, action);
    const etag = text(row, 'etag', action);
    const replace = () => table.updateEntity(entity, 'Replace', { etag });
    if ((await tableCall(action, replace, [404, 412])) !== undefined) return;
    const read = () => table.getEntity(entity.partitionKey, entity.rowKey);
    const now = await tableCall(action, read, [404]);
    if (now === undefined) return;
    row = now;
  }
  throw new Error(`${action} failed: a row changed ${ROUNDS} times meanwhile. Try again.`);
}
