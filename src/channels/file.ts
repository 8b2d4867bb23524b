/** Writes the digest into a folder: `digest-<day>-<kind>.eml` and `.html`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel } from '../core/ports.ts';
import { DeliveryError } from '../errors.ts';
import { checkFolder, writeWhole } from '../write-whole.ts';

/** `to`: who the mail would be for. */
export function openFileChannel(folder: string, to: readonly string[] = []): Channel {
  return {
    name: 'file',
    async send(message) {
      const base = join(folder, `digest-${message.day}-${message.kind}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeWhole(`${base}.eml`, await message.eml({ channel: 'file', to }));
        await writeWhole(`${base}.html`, message.html);
      } catch (error) {
        throw new DeliveryError(
          'file',
          `The digest could not be written into ${folder} (setting OUT).`,
          error,
        );
      }
      return undefined;
    },
    async check() {
      try {
        await checkFolder(folder);
      } catch (error) {
        throw new DeliveryError(
          'file',
          `The folder ${folder} cannot be written. Let OUT name one that this account may write in.`,
          error,
        );
      }
    },
  };
}
