/** An acknowledgement of an issue ↔ its row in `MfaState`. */
import type { Ack } from '../core/ports.ts';
import { REASON_NAMES, type ReasonName } from '../core/reasons.ts';
import { STORED_SCHEMA } from '../core/stored-day.ts';
import { toKey } from './keys.ts';
import { type Row, text, word } from './row.ts';
import { upgrade } from './upgrade.ts';

export function ackEntity(tenant: string, { reason, until, by, note }: Ack) {
  return { ...ackKeys(tenant, reason), schema: STORED_SCHEMA, reason, until, by, note };
}

export function ackKeys(tenant: string, reason: ReasonName) {
  return { partitionKey: toKey(tenant), rowKey: toKey('ack', reason) };
}

/** @throws DamagedRow if a column is missing or broken; SettingsError if a newer version wrote the row */
export function toAck(row: Row): Ack {
  const what = 'An acknowledgement row of MfaState';
  const current = upgrade(row, what);
  return {
    reason: word(current, 'reason', REASON_NAMES, what),
    until: text(current, 'until', what),
    by: text(current, 'by', what),
    note: text(current, 'note', what),
  };
}
