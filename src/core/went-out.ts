import type { Sent } from './ports.ts';

/** The delivery as its readers have it for certain, whatever becomes of an attempt to repeat it; `undefined`: nobody knows. */
export function wentOut(row: Sent): Sent | undefined {
  if (row.status === 'sent') return row;
  return row.wentOut === undefined
    ? undefined
    : { ...row, status: 'sent', at: row.wentOut, wentOut: undefined };
}
