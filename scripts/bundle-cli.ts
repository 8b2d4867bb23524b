/** The command line as one bundle: half the time to start, and 30 MiB less, which counts where files are read. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Writes `cli.js` and its chunks into the folder, which is emptied before. Needs dist/gen/ written. */
export async function bundleCli(folder: URL): Promise<void> {
  const outdir = fileURLToPath(folder);
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: ['src/cli.ts'],
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['bundle'],
    legalComments: 'none',
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
  });
}
