/** Every row says by which schema it was written; older rows are read through one step per schema. */
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { integer, type Row } from './row.ts';

/** Step `i` turns a row of schema `i + 1` into one of schema `i + 2`. Schema 1 is the first. */
const UPGRADES: readonly ((row: Row) => Row)[] = [];

/**
 * The row as the present schema would have written it.
 * @throws Error for a row that a newer version wrote
 */
export function upgrade(row: Row, what: string): Row {
  const schema = integer(row, 'schema', what);
  if (schema > STORED_SCHEMA || schema < 1) {
    throw new Error(
      `${what} has schema ${schema}; this version of MFA Digest reads schemas 1 to ${STORED_SCHEMA}. ` +
        'Run the version that wrote it or a later one, or point TABLES at another store.',
    );
  }
  return UPGRADES.slice(schema - 1).reduce((older, step) => step(older), row);
}
