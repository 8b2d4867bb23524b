/** Every row says by which schema it was written; older rows are read through one step per schema. */
import { SettingsError } from '../errors.ts';
import { DamagedRow } from './damaged-row.ts';
import { integer, type Row } from './row.ts';

/** Turns a row of one schema into one of the next; it may hold only the columns that were selected. */
export type UpgradeStep = (row: Row) => Row;

/**
 * Step `i` leads from schema `i + 1` to `i + 2`; schema 1 is the first. A column that may be absent
 * needs no step: `STORED_SCHEMA` rises when a reader could not tell an old row by what it lacks.
 */
export const UPGRADES: readonly UpgradeStep[] = [];

/**
 * The row as the present schema would have written it.
 * @throws SettingsError for a row that a newer version wrote; DamagedRow for one of no schema
 */
export function upgrade(row: Row, what: string, steps: readonly UpgradeStep[] = UPGRADES): Row {
  const schema = integer(row, 'schema', what);
  const newest = steps.length + 1;
  if (schema > newest) throw newerVersion(what, `schema ${schema}`, `schemas 1 to ${newest}`);
  if (schema < 1) throw new DamagedRow(`${what} has schema ${schema}; the first one is 1.`);
  return steps.slice(schema - 1).reduce((older, step) => step(older), row);
}

/** Not damage: nothing may be written over it. What helps is another version, or another store. */
export function newerVersion(what: string, has: string, reads: string): SettingsError {
  return new SettingsError([
    `TABLES: ${what} has ${has}; this version of MFA Digest reads ${reads}. ` +
      'Run the version that wrote it or a later one, or point TABLES at another store.',
  ]);
}
