/**
 * Conditional writes. One may be stored although its answer was lost, and is then tried again: so each
 * carries an id of its own, and where the service says that a row stands there already, or that it has
 * changed, the row is read back. With our id in it, it is ours.
 */
import { randomUUID } from 'node:crypto';
import type { TableClient, TableEntity } from '@azure/data-tables';
import { fitting, type Row, text } from './row.ts';
import { tableCall } from './table-call.ts';

export type RowWrite = {
  readonly table: TableClient;
  readonly action: string;
  readonly entity: TableEntity;
};

/**
 * Inserts a row. False: another's stands there. One that cannot be read, of which `of` gives
 * `undefined`, counts as never written and is replaced.
 */
export async function insertOnce(
  write: RowWrite,
  of: (row: Row) => unknown,
  select?: readonly string[],
): Promise<boolean> {
  const { table, action } = write;
  const marked = withWriter(write);
  if ((await tableCall(action, () => table.createEntity(marked), [409])) !== undefined) return true;
  const standing = await readBack(write, select);
  if (standing === undefined) return false;
  if (standing.writer === marked.writer) return true;
  if (of(standing) !== undefined) return false;
  return await replaceOnce(write, text(standing, 'etag', action));
}

/** Replaces the row of that version as a whole. False: it has changed, or is gone. */
export async function replaceOnce(write: RowWrite, etag: string): Promise<boolean> {
  const { table, action } = write;
  const marked = withWriter(write);
  const replace = () => table.updateEntity(marked, 'Replace', { etag });
  if ((await tableCall(action, replace, [404, 412])) !== undefined) return true;
  return (await readBack(write, []))?.writer === marked.writer;
}

function withWriter({ entity, action }: RowWrite) {
  return fitting({ ...entity, writer: randomUUID() }, action);
}

/** The row that stands there, if any: whole, or its writer and the columns selected. */
async function readBack(
  { table, action, entity }: RowWrite,
  select: readonly string[] | undefined,
): Promise<Row | undefined> {
  const queryOptions = select && { select: ['writer', ...select] };
  const read = () =>
    table.getEntity(entity.partitionKey, entity.rowKey, { ...(queryOptions && { queryOptions }) });
  return await tableCall(action, read, [404]);
}
