/** A word kept under a name ↔ its row in `MfaState`. */
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { toKey } from './keys.ts';
import { type Row, text } from './row.ts';
import { upgrade } from './upgrade.ts';

export function noteEntity(tenant: string, name: string, value: string) {
  return { partitionKey: toKey(tenant), rowKey: toKey('note', name), schema: STORED_SCHEMA, value };
}

/** @throws DamagedRow if a column is missing or broken; SettingsError if a newer version wrote the row */
export function toNote(row: Row): string {
  const what = 'A note row of MfaState';
  return text(upgrade(row, what), 'value', what);
}
