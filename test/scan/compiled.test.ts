/** The scanner that runs is the one that stands in the sources. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileScanner } from '../../scripts/compile-scanner.ts';

it.each(['own', 'shared'] as const)(
  'dist/gen/scan-%s.wasm is what src/scan/assembly/ compiles to, the same at each run',
  async (memory) => {
    const [built, compiled] = await Promise.all([
      readFile(new URL(`../../dist/gen/scan-${memory}.wasm`, import.meta.url)),
      compileScanner(memory),
    ]);
    // Where they differ: npm run generate.
    expect(Buffer.from(compiled).equals(built)).toBe(true);
  },
);
