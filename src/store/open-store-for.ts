/** Opens the store that the settings name: Table Storage, or the embedded server where TABLES is not set. */
import { CLOUDS } from '../core/clouds.ts';
import type { Store } from '../core/ports.ts';
import { cloudCredential } from '../credential.ts';
import type { Log } from '../logger.ts';
import type { Settings } from '../settings.ts';
import { openStore } from './open-store.ts';

/** Where the embedded server keeps its rows, in the current folder. */
export const EMBEDDED_FOLDER = '.data';

export async function openStoreFor(settings: Settings, tenant: string, log?: Log): Promise<Store> {
  if (settings.tables !== undefined) {
    const credential = () =>
      cloudCredential({ authority: CLOUDS[settings.cloud].authority, tenantId: settings.tenantId });
    return await openStore({ tables: settings.tables, tenant, credential, log });
  }
  // A development dependency: not in the bundle that runs in Azure, where TABLES is required.
  const { openEmbedded } = await import('./embedded.ts');
  const embedded = await openEmbedded(EMBEDDED_FOLDER);
  const store = await openStore({
    tables: embedded.connectionString,
    tenant,
    credential: () => {
      throw new Error('The embedded store needs no credential.');
    },
    flush: embedded.flush,
    log,
  });
  return { ...store, close: () => embedded.close() };
}
