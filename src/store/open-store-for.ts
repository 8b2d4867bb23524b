/** Opens the store that the settings name: Table Storage, or the embedded server where TABLES is not set. */
import { CLOUDS } from '../core/clouds.ts';
import type { Store } from '../core/ports.ts';
import type { Turns } from '../core/turns.ts';
import { cloudCredential, homeTenant } from '../credential.ts';
import { UsageError } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { Settings } from '../settings.ts';
import { checkFolder } from '../write-whole.ts';
import type { Embedded } from './embedded.ts';
import { openStore } from './open-store.ts';

/** Where the embedded server keeps its rows, in the current folder. */
export const EMBEDDED_FOLDER = '.data';

/** Time limit of one try, ms, where somebody only looks, and waits for it. */
const LOOK_MS = 10_000;

export async function openStoreFor(
  settings: Settings,
  tenant: string,
  log?: Log,
  { changesNothing = false }: { readonly changesNothing?: boolean | undefined } = {},
): Promise<Store & Turns> {
  if (settings.tables !== undefined) {
    const credential = () =>
      cloudCredential({ authority: CLOUDS[settings.cloud].authority, tenantId: homeTenant(settings) });
    const looking = changesNothing ? { changesNothing, requestTimeoutMs: LOOK_MS } : {};
    return await openStore({ tables: settings.tables, tenant, credential, log, ...looking });
  }
  // A development dependency: not in the bundle that runs in Azure, where TABLES is required.
  const embedded = changesNothing
    ? await (await import('./open-embedded-copy.ts')).openEmbeddedCopy(EMBEDDED_FOLDER)
    : await openEmbeddedServer();
  const store = await openStoreIn(embedded, tenant, log);
  return { ...store, close: () => embedded.close() };
}

/** The server alone, for several tenants: each opens its store in it, and whoever opened it closes it. */
export async function openEmbeddedServer(): Promise<Embedded> {
  return await (await import('./embedded.ts')).openEmbedded(EMBEDDED_FOLDER);
}

export async function openStoreIn(embedded: Embedded, tenant: string, log?: Log): Promise<Store & Turns> {
  const store = await openStore({
    tables: embedded.connectionString,
    tenant,
    credential: () => {
      throw new Error('The embedded store needs no credential.');
    },
    flush: embedded.flush,
    log,
  });
  return { ...store, checkWriting: checkEmbeddedWriting };
}

async function checkEmbeddedWriting(): Promise<void> {
  try {
    await checkFolder(EMBEDDED_FOLDER);
  } catch (cause) {
    throw new UsageError(
      'noFolder',
      `The embedded store keeps its rows in the folder ${EMBEDDED_FOLDER}, which cannot be written. Make it a folder that this account may write in, or set TABLES.`,
      { field: 'TABLES', cause },
    );
  }
}
