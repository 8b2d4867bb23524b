/** One answer of the Logs query API as a table. Partial results are never data. */
import { isObject } from './read-fields.ts';

export type LogTable = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
};

/** Why an answer with status 200 is none: a few words, nothing of the body. `isPartial`: rows are missing. */
export type NoTable = { readonly what: string; readonly isPartial: boolean };

/** What the service hands out at most (azure-monitor-docs, `azure-monitor-limits-workspaces.md`, 2025-01): more may be missing. */
const ROW_LIMIT = 500_000;

/**
 * `{"tables":[{"name":"PrimaryResult","columns":[{"name","type"}],"rows":[[…]]}]}`, and an `error` beside it
 * where something was left out (azure-monitor-docs, `logs/api/response-format.md`, 2024-08). The engine
 * may also put an object that tells of a failure where a row is expected (Kusto, "Partial query failures").
 */
export function parseLogAnswer(
  body: string,
): { readonly table: LogTable } | ({ readonly table?: undefined } & NoTable) {
  let answer: unknown;
  try {
    answer = JSON.parse(body.startsWith('\uFEFF') ? body.slice(1) : body);
  } catch {
    return wrong(body.trim() === '' ? 'an empty body' : `${body.length} characters that are not JSON`);
  }
  if (!isObject(answer)) return wrong('JSON that is not an object');
  if (answer.error !== undefined && answer.error !== null) return partial('partial results');
  const tables: unknown[] = Array.isArray(answer.tables) ? answer.tables : [];
  const primary = tables.find((table) => isObject(table) && table.name === 'PrimaryResult');
  if (!isObject(primary)) return wrong('JSON without the table "PrimaryResult"');
  if (!Array.isArray(primary.columns) || !Array.isArray(primary.rows))
    return wrong('a table without columns or rows');
  const columns = primary.columns.map((column: unknown) => (isObject(column) ? column.name : undefined));
  if (!columns.every((name) => typeof name === 'string')) return wrong('a column without a name');
  const rows: unknown[] = primary.rows;
  if (rows.length >= ROW_LIMIT) return partial(`${rows.length} rows, the most that are handed out`);
  if (!rows.every((row) => Array.isArray(row))) return partial('a failure in place of a row');
  if (!rows.every((row) => row.length === columns.length)) return wrong('a row of another length');
  return { table: { columns, rows } };
}

function wrong(what: string) {
  return { what, isPartial: false };
}

function partial(what: string) {
  return { what, isPartial: true };
}
