/** A generated file once more, compressed: written once, or found again in a folder that was kept. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Input } from './generated-input.ts';

/** At zlib's own level, as `gzip` does it. Path, and size in bytes. */
export async function gzippedInput(
  { path, records, flavour }: Input,
  tell: (line: string) => void,
): Promise<{ path: string; bytes: number }> {
  const packed = `${path}.gz`;
  const kept = await stat(packed).catch(() => undefined);
  if (kept !== undefined) return { path: packed, bytes: kept.size };
  tell(`compressing ${records} ${flavour} records`);
  const large = { highWaterMark: 1024 * 1024 };
  await pipeline(createReadStream(path, large), createGzip(), createWriteStream(`${packed}.part`));
  await rename(`${packed}.part`, packed);
  return { path: packed, bytes: (await stat(packed)).size };
}
