import type { TurnMessage } from '../core/turns.ts';
import { isObject } from '../sources/read-fields.ts';

/** `undefined` for what is none. */
export function toTurnMessage(value: unknown): TurnMessage | undefined {
  if (!isObject(value)) return undefined;
  const { work, tenant, after } = value;
  if (work !== 'collect' && work !== 'deliver') return undefined;
  if (typeof tenant !== 'string' || typeof after !== 'number') return undefined;
  return Number.isSafeInteger(after) && after >= 0 ? { work, tenant, after } : undefined;
}
