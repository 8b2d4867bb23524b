/** The scanner that runs is the one that stands in the sources. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileScanner } from '../../scripts/compile-scanner.ts';

it('dist/gen/scan.wasm is what src/scan/assembly/ compiles to, the same at each run', async () => {
  const [built, compiled] = await Promise.all([
    readFile(new URL('../../dist/gen/scan.wasm', import.meta.url)),
    compileScanner(),
  ]);
  // Where they differ: npm run generate.
  expect(Buffer.from(compiled).equals(built)).toBe(true);
});
