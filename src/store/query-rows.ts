/** Queries, whose answer may come in any number of pages. */
import type { TableClient } from '@azure/data-tables';
import type { Row } from './row.ts';
import { tableError } from './table-call.ts';

export type RowQuery = {
  readonly filter: string;
  readonly select?: readonly string[];
  /** Rows per reply; the service's own limit is 1,000. */
  readonly pageSize?: number;
};

/** Every row of a query in key order: pages are followed to the last token, short and empty ones too. */
export async function* queryRows(table: TableClient, action: string, query: RowQuery): AsyncGenerator<Row> {
  const { filter, select, pageSize } = query;
  const queryOptions = { filter, ...(select && { select: [...select] }) };
  const pages = table.listEntities({ queryOptions }).byPage(pageSize ? { maxPageSize: pageSize } : {});
  try {
    for await (const page of pages) yield* page;
  } catch (error) {
    throw tableError(action, error);
  }
}

/** The rows of a query, each as its value, in key order; without those that have none. */
export async function readRows<Value>(
  table: TableClient,
  action: string,
  query: RowQuery,
  of: (row: Row) => Value | undefined,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  for await (const row of queryRows(table, action, query)) {
    const value = of(row);
    if (value !== undefined) values.push(value);
  }
  return values;
}
