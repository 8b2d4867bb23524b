/** The compiled scanner from disk, where `npm ci` or `npm run build` put it; `undefined` where it is not there. */
import { readFileSync } from 'node:fs';

export const wasm: Uint8Array<ArrayBuffer> | undefined = read(
  new URL('../../dist/gen/scan.wasm', import.meta.url),
);

function read(file: URL): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
