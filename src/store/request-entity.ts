/** A request to collect a day ↔ its row in `MfaState`. */
import type { CollectRequest } from '../core/ports.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { toKey } from './keys.ts';
import { flag, type Row, text } from './row.ts';
import { upgrade } from './upgrade.ts';

export function requestEntity(tenant: string, { day, force, requestedAt }: CollectRequest) {
  const keys = { partitionKey: toKey(tenant), rowKey: toKey('request', day) };
  return { ...keys, schema: STORED_SCHEMA, day, force, requestedAt };
}

/** @throws DamagedRow if a column is missing or broken; SettingsError if a newer version wrote the row */
export function toRequest(row: Row): CollectRequest {
  const what = 'A request row of MfaState';
  const current = upgrade(row, what);
  return {
    day: text(current, 'day', what),
    force: flag(current, 'force', what),
    requestedAt: text(current, 'requestedAt', what),
  };
}
