/** Writes a file whole or not at all: beside it under another name first, then renamed. */
import { rename, rm, writeFile } from 'node:fs/promises';

/** @throws the file system's error; then no part of the file is left */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
