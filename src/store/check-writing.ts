import type { Tables } from './connect-tables.ts';
import { tableCall } from './table-call.ts';

/** No row of ours has these keys: days, chunks and all else are named otherwise (keys.ts). */
const NOBODY = { partition: 'doctor', row: 'nothing' } as const;

/**
 * Whether rows may be written into all three tables: removes one that is not there. Whoever may write is
 * told 404, and whoever may only read 403; nothing is changed in either case.
 * @throws SettingsError where they may not
 */
export async function checkWriting(tables: Tables): Promise<void> {
  for (const table of Object.values(tables)) {
    const action = `Looking whether ${table.tableName} may be written`;
    await tableCall(action, () => table.deleteEntity(NOBODY.partition, NOBODY.row), [404]);
  }
}
