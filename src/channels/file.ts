/** Writes the digest into a folder: `digest-<day>-<kind>.eml` and `.html`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel } from '../core/ports.ts';
import { DeliveryError } from '../errors.ts';
import { writeWhole } from '../write-whole.ts';

export function openFileChannel(folder: string): Channel {
  return {
    name: 'file',
    async send(message) {
      const base = join(folder, `digest-${message.day}-${message.kind}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeWhole(`${base}.eml`, await message.eml('file'));
        await writeWhole(`${base}.html`, message.html);
      } catch (error) {
        throw new DeliveryError(
          'file',
          `The digest could not be written into ${folder} (setting OUT).`,
          error,
        );
      }
    },
  };
}
