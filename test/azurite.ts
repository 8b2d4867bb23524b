/** Azurite's table server in this process, on a folder that is removed with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../src/store/embedded.ts';

export type Azurite = { readonly connectionString: string; close(): Promise<void> };

export async function startAzurite(): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-tables-'));
  const { connectionString, close } = await openEmbedded(folder);
  return {
    connectionString,
    async close() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}
