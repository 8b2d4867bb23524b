/** src/scan/assembly/ → WebAssembly, by the AssemblyScript compiler; the same bytes at each run. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const FOLDER = new URL('../src/scan/assembly/', import.meta.url);
const OPTIONS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--importMemory',
];
/** For the memory of one thread, and for one that threads share: in pages of 64 KiB, as src/scan/assembly.ts has it. */
const MEMORIES = {
  own: [],
  shared: ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '32768'],
} as const;
export type ScannerMemory = keyof typeof MEMORIES;

/** @throws Error with what the compiler says of the sources */
export async function compileScanner(memory: ScannerMemory): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  let said = '';
  const { error } = await asc.main(['scan.ts', '--outFile', 'scan.wasm', ...OPTIONS, ...MEMORIES[memory]], {
    stderr: {
      write(text) {
        said += String(text);
      },
    },
    readFile: async (name) => await readFile(fileURLToPath(new URL(name, FOLDER)), 'utf8').catch(() => null),
    writeFile: (_, content) => {
      if (typeof content !== 'string') wasm = content;
    },
    listFiles: () => [],
  });
  if (error !== null || wasm === undefined)
    throw new Error(`src/scan/assembly/ does not compile: ${said}`, { cause: error });
  return wasm;
}
