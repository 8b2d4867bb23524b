/** The bytes of a file on disk, read ahead while those before are worked on. */
import { open } from 'node:fs/promises';
import type { ByteRange } from './archive-inputs.ts';
import type { Bytes } from './read-bytes.ts';

/** Bytes read at a time. There are two such buffers for a whole file: new ones would cost collecting them. */
const CHUNK = 1024 * 1024;

/** A chunk is good until the next one is asked for. */
export async function* readFile(path: string, range?: ByteRange): Bytes {
  const file = await open(path);
  const size = range === undefined ? CHUNK : Math.min(CHUNK, Math.max(0, range.to - range.from));
  let at = range?.from;
  const read = (into: Buffer) => {
    const length = at === undefined || range === undefined ? size : Math.min(size, range.to - at);
    const reading = file.read(into, 0, length, at ?? null);
    // Whoever asks for the chunk is told; until then nobody waits for it.
    reading.catch(() => {});
    return reading;
  };
  let [ahead, spare] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let reading = read(ahead);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const chunk = ahead.subarray(0, bytesRead);
      if (at !== undefined) at += bytesRead;
      [ahead, spare] = [spare, ahead];
      reading = read(ahead);
      yield chunk;
    }
  } finally {
    await reading.catch(() => {});
    await file.close();
  }
}
