import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { type Embedded, openEmbedded, ROWS_FILE } from './embedded.ts';

/**
 * The embedded server on a copy of its folder, which is removed with it: to look without changing
 * anything, and while another process has the folder open. No file yet: no rows.
 */
export async function openEmbeddedCopy(folder: string): Promise<Embedded> {
  const copy = await mkdtemp(join(tmpdir(), 'mfa-digest-copy-'));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await copyFile(join(folder, ROWS_FILE), join(copy, ROWS_FILE)).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    });
    const embedded = await openEmbedded(copy);
    return { ...embedded, close: () => embedded.close().finally(remove) };
  } catch (error) {
    await remove();
    if (!(error instanceof UsageError)) throw error;
    const { code, message, cause } = error;
    throw new UsageError(code, message.replaceAll(copy, folder), { field: 'TABLES', cause });
  }
}
