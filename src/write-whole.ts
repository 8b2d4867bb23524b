/** Writes a file whole or not at all: beside it under another name first, then renamed. */
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** @throws the file system's error; then no part of the file is left */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const target = await targetOf(path);
  if (target === undefined) {
    await writeFile(path, content);
    return;
  }
  const beside = `${target}.${process.pid}.part`;
  try {
    await writeFile(beside, content);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/**
 * Whether files could be written into a folder, which may have to be made first; nothing is made.
 * @throws the file system's error where they could not
 */
export async function checkFolder(folder: string): Promise<void> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = await stat(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined && path !== dirname(path)) continue;
    if (found?.isDirectory() !== true)
      throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' });
    await access(path, constants.W_OK | constants.X_OK);
    return;
  }
}

/**
 * The file to replace: behind a link, so that the link stays one. Undefined for what is no file
 * (`/dev/null`, `/dev/stdout`, a pipe): that can only be written through, never replaced.
 */
async function targetOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return path;
  if (found.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
  return found.isFile() ? await realpath(path) : undefined;
}
