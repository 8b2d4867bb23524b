/** The compiled scanner from disk, where `npm ci` or `npm run build` put it; `undefined` where it is not there. */
import { readFileSync } from 'node:fs';

/** For memory of one thread, and for memory that threads share. */
export const wasm: Readonly<Record<'own' | 'shared', Uint8Array<ArrayBuffer> | undefined>> = {
  own: read('scan-own.wasm'),
  shared: read('scan-shared.wasm'),
};

function read(name: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(new URL(`../../dist/gen/${name}`, import.meta.url)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
