/**
 * Bundles the Functions app: `dist/` is then the whole app, without node_modules, and
 * `dist/functions/*.js` are its entry points whether it starts from there or from the repository.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle, type Metafile } from 'esbuild';
import { generate } from './generate.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Contract of the issue "the built app loads fast": what the host reads before the first invocation. */
const MOST_BYTES_AT_START = 1_300_000;

/** Never to be read at start: read where a source or channel that needs it is chosen, or not at all. */
const NOT_AT_START = [
  'csv-parse',
  'azurite',
  'commander',
  'nodemailer',
  '@azure/identity',
  '@azure/storage-blob',
  '@azure/msal-node',
];

const FUNCTIONS = ['collect', 'take-over', 'send-digest', 'digest', 'history', 'health', 'days'] as const;

export type Built = {
  /** Bytes of each file, by its path in the folder. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Files that loading all functions reads, and their bytes together. */
  readonly atStart: { readonly files: readonly string[]; readonly bytes: number };
  /** Packages and sources in those files, largest first. */
  readonly partsAtStart: readonly (readonly [part: string, bytes: number])[];
  /** Folders of the packages that any file holds code of, from the repository's root; ascending. */
  readonly packages: readonly string[];
};

/**
 * Builds the app into a folder.
 * @throws Error if what is read at start is too much, or holds a package that has no business there
 */
export async function build(folder: string): Promise<Built> {
  await generate(new URL('../dist/gen/', import.meta.url));
  await rm(join(folder, 'functions'), { recursive: true, force: true });
  await rm(join(folder, 'chunks'), { recursive: true, force: true });
  const { metafile } = await bundle({
    absWorkingDir: ROOT,
    entryPoints: FUNCTIONS.map((name) => `functions/${name}.ts`),
    outdir: folder,
    outbase: '.',
    entryNames: '[dir]/[name]',
    // Beside the functions, not among them: the host loads every functions/*.js as an entry point.
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: ['bundle'],
    // The host's own module; without it the library registers nothing.
    external: ['@azure/functions-core'],
    legalComments: 'none',
    // Readable traces are worth more than the names; white space and comments are worth nothing.
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
  });
  await writeManifest(folder);

  const built = describe(metafile);
  const intruders = NOT_AT_START.filter((name) => built.partsAtStart.some(([part]) => part === name));
  if (intruders.length > 0) {
    throw new Error(
      `The app reads ${intruders.join(', ')} at start; expected an import() on the path that needs it.`,
    );
  }
  if (built.atStart.bytes > MOST_BYTES_AT_START) {
    throw new Error(
      `The app reads ${kilobytes(built.atStart.bytes)} at start; expected at most ${kilobytes(MOST_BYTES_AT_START)}. ` +
        `Largest: ${built.partsAtStart
          .slice(0, 5)
          .map(([part, bytes]) => `${part} ${kilobytes(bytes)}`)
          .join(', ')}.`,
    );
  }
  return built;
}

/** What makes the folder an app of its own. */
async function writeManifest(folder: string): Promise<void> {
  const { name, version, license } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const manifest = { name, version, license, private: true, type: 'module', main: 'functions/*.js' };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(folder, '.funcignore'), 'gen\n');
  await cp(join(ROOT, 'host.json'), join(folder, 'host.json'));
}

function describe({ outputs }: Metafile): Built {
  const files = new Map(
    Object.entries(outputs).map(([path, output]) => [shortPath(path), { path, output }] as const),
  );
  const atStart = new Set(FUNCTIONS.map((name) => `functions/${name}.js`));
  // A Set may grow while it is walked: what an added file imports is visited too.
  for (const file of atStart) {
    for (const { kind, path, external } of files.get(file)?.output.imports ?? []) {
      if (kind === 'import-statement' && external !== true) atStart.add(shortPath(path));
    }
  }
  const parts = new Map<string, number>();
  for (const file of atStart) {
    for (const [input, { bytesInOutput }] of Object.entries(files.get(file)?.output.inputs ?? {})) {
      const part = partOf(input);
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  }
  return {
    sizes: Object.fromEntries([...files].map(([file, { output }]) => [file, output.bytes])),
    atStart: {
      files: [...atStart],
      bytes: [...atStart].reduce((sum, file) => sum + (files.get(file)?.output.bytes ?? 0), 0),
    },
    partsAtStart: [...parts].sort(([, a], [, b]) => b - a),
    packages: packagesOf(Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))),
  };
}

function packagesOf(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((input) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** `functions/x.js` or `chunks/y.js`, wherever the folder lies. */
function shortPath(path: string): string {
  return path.split('/').slice(-2).join('/');
}

/** The package an input belongs to, or its path where it is ours. */
function partOf(input: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000)} KB`;
}

if (import.meta.main) {
  const { sizes, atStart, partsAtStart } = await build(join(ROOT, 'dist'));
  for (const [file, bytes] of Object.entries(sizes).sort(([, a], [, b]) => b - a)) {
    console.log(
      `${kilobytes(bytes).padStart(8)}  dist/${file}${atStart.files.includes(file) ? '' : '  (when needed)'}`,
    );
  }
  const largest = partsAtStart.slice(0, 8).map(([part, bytes]) => `${part} ${kilobytes(bytes)}`);
  console.log(`${kilobytes(atStart.bytes).padStart(8)}  read at start: ${largest.join(', ')} …`);
}
