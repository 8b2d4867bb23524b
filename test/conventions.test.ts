/**
 * What the tree of sources must look like: the rules as tables, each row with its reason. A rule that
 * is broken names the files; a good reason to break it is a row here, not a weaker rule.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { VERSION } from '../src/version.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** As in .gitignore: what is made, fetched or private. */
const NOT_OURS = new Set([
  'node_modules',
  'dist',
  'out',
  '.data',
  'coverage',
  '.git',
  '.azure',
  'local.settings.json',
]);

type SourceFile = {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text without its comments. */
  readonly code: string;
};

const files: readonly SourceFile[] = listFiles(ROOT).map((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, code: withoutComments(text) };
});
const typescript = files.filter(({ path }) => path.endsWith('.ts'));
/** What is shipped. */
const product = typescript.filter(({ path }) => isIn(path, ['src/', 'functions/']));

/**
 * The parts, from the outside in: each imports from itself and from those below it that are named.
 * Source: design, "imports point one way". The first row whose `holds` fits a path is its part.
 */
const PARTS = [
  { part: 'functions', holds: ['functions/'], imports: ['http', 'job'] },
  { part: 'cli', holds: ['src/cli.ts', 'src/cli/'], imports: ['http', 'job', 'scan', ...belowTheJob()] },
  { part: 'http', holds: ['src/http/'], imports: ['job', ...belowTheJob()] },
  { part: 'sources', holds: ['src/sources/'], imports: ['scan', 'ground', 'core'] },
  { part: 'scan', holds: ['src/scan/'], imports: [] },
  { part: 'store', holds: ['src/store/'], imports: ['ground', 'core'] },
  { part: 'channels', holds: ['src/channels/'], imports: ['ground', 'core'] },
  { part: 'render', holds: ['src/render/'], imports: ['ground', 'core'] },
  { part: 'core', holds: ['src/core/'], imports: [] },
  {
    part: 'ground',
    holds: [
      'src/ask/',
      'src/credential.ts',
      'src/errors.ts',
      'src/logger.ts',
      'src/nearest-name.ts',
      'src/retry-timing.ts',
      'src/setting-forms.ts',
      'src/settings-table.ts',
      'src/settings.ts',
      'src/version.ts',
      'src/write-whole.ts',
    ],
    imports: ['core'],
  },
  { part: 'job', holds: ['src/'], imports: belowTheJob() },
] as const;

function belowTheJob() {
  return ['sources', 'store', 'channels', 'render', 'ground', 'core'] as const;
}

/** Imports against the direction, and why. */
const ALLOWED_IMPORTS: Readonly<Record<string, string>> = {
  'functions/collect.ts → host.json': 'the time limit that the host keeps stands there',
  'functions/send-digest.ts → host.json': 'the same limit',
  'functions/take-over.ts → host.json': 'the same limit',
};

/** Packages that belong in one place, and why. */
const PACKAGES: readonly { readonly name: string; readonly only: readonly string[]; readonly why: string }[] =
  [
    { name: '@azure/functions', only: ['functions/'], why: 'the job runs without a Functions host too' },
    { name: '@azure/data-tables', only: ['src/store/'], why: 'one store, behind the port' },
    {
      name: '@azure/core-rest-pipeline',
      only: ['src/ask/', 'src/channels/', 'src/sources/', 'src/store/'],
      why: 'Graph, the tables and what digests are posted to are spoken to there, each by one policy of retries',
    },
    {
      name: '@azure/identity',
      only: ['src/credential.ts', 'src/store/'],
      why: 'credentials are made in one place',
    },
    {
      name: '@azure/storage-blob',
      only: ['src/sources/'],
      why: 'containers are an archive to read, and nothing is kept in one',
    },
    { name: 'azurite', only: ['src/store/'], why: 'a development dependency, loaded when chosen' },
    { name: 'commander', only: ['src/cli/'], why: 'only the terminal has flags' },
    { name: 'csv-parse', only: ['src/sources/'], why: 'records are read there and nowhere else' },
    { name: 'handlebars', only: ['src/render/'], why: 'all that is shown is rendered there' },
    { name: 'nodemailer', only: ['src/render/', 'src/channels/'], why: 'composing and sending mail' },
  ];

/** What may stand only in some places of the product, and why. */
const WORDS: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly only: readonly string[];
  readonly why: string;
}[] = [
  {
    what: 'the environment and the arguments',
    pattern: /\bprocess\.(env|argv)\b/,
    only: ['functions/', 'src/cli.ts', 'src/cli/', 'src/app.ts'],
    why: 'everything else is told what it needs',
  },
  {
    what: 'the clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/,
    only: ['functions/', 'src/cli.ts', 'src/cli/', 'src/app.ts', 'src/store/open-store.ts'],
    why: 'a run can be repeated as of any time; the store reads dates of Retry-After by the real one',
  },
  {
    what: 'chance',
    pattern: /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/,
    only: [
      'functions/',
      'src/cli.ts',
      'src/cli/',
      'src/app.ts',
      'src/sources/index.ts',
      'src/store/open-store.ts',
      'src/store/insert-once.ts',
      'src/store/shard-table.ts',
      'src/http/serve.ts',
    ],
    why: 'the same input gives the same figures; only waits, and the names of a run and of a write, vary',
  },
];

/** Files that hold several things of one subject and are named for it, and for which. */
const NAMED_FOR_THEIR_SUBJECT: Readonly<Record<string, string>> = {
  'src/cli.ts': 'the entry point',
  'src/run.ts': 'the job as a page of code',
  'src/setting-forms.ts': 'the forms that a setting may take',
  'src/settings-table.ts': 'the table of settings',
  'src/form-names.ts': 'the names of the forms that a digest, a history and a report come in',
  'src/retry-timing.ts': 'how long to wait before another try',
  'src/cli/program.ts': 'the commands and their flags',
  'src/core/due-digest.ts': 'which digest is due, as due.ts is of days',
  'src/core/format.ts': 'numbers and days as people read them',
  'src/core/metrics.ts': 'the table of figures with history',
  'src/core/ports.ts': 'what the job needs of the world, on one screen',
  'src/http/read-query.ts': 'reading the parameters of a query',
  'src/render/compile-templates.ts': 'what compiling the templates from disk and at build share',
  'src/render/templates-disk.ts': 'the templates, read from disk; the bundle has them built in',
  'src/scan/wasm-disk.ts': 'the compiled scanner, read from disk; the bundle has it built in',
  'src/render/text-layout.ts': 'columns and wrapped lines of the text form',
  'src/render/theme.ts': 'colours',
  'src/sources/graph-pacing.ts': 'how fast is asked',
  'src/sources/graph-query.ts': 'what is asked, and from where to go on',
  'src/sources/read-bytes.ts': 'bytes of any packing and encoding, before they are split',
  'src/sources/split-piece.ts': 'what all splitters hand over',
  'src/sources/split-window.ts': 'the window of bytes a splitter looks at',
  'src/store/chunk-codec.ts': 'a chunk as bytes and back',
};

/** Names that say nothing of what a file holds. */
const EMPTY_NAMES = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc']);

const HOSTS = [
  /registry\.[a-z0-9-]+\.[a-z]/i,
  /\bnpmjs\.(org|com)\b/i,
  /\byarnpkg\.com\b/i,
  /\/artifactory\//i,
];
const MACHINE_PATHS = /(?:^|[\s"'`(=])\/(?:work|root|home|Users)\/\w/;
const LEFT_UNDONE = /\b(?:TO[D]O|FIXM[E])\b/;

describe('imports point one way', () => {
  const edges = product.flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => ({
        from: file.path,
        to: posix.normalize(posix.join(posix.dirname(file.path), target)),
      })),
  );

  it('there are imports to look at', () => {
    expect(edges.length).toBeGreaterThan(100);
  });

  it('a part imports from itself and from those below it; no adapter from another', () => {
    const wrong = edges
      .filter(({ from, to }) => !mayImport(from, to))
      .map(({ from, to }) => `${from} → ${to}`)
      .filter((edge) => !(edge in ALLOWED_IMPORTS));
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(ALLOWED_IMPORTS))('the exception %s is still needed: %s', (edge) => {
    expect(edges.map(({ from, to }) => `${from} → ${to}`)).toContain(edge);
  });

  it.each(PACKAGES)('$name has one place: $why', ({ name, only }) => {
    const importers = product.filter((file) =>
      importsOf(file).some((target) => target === name || target.startsWith(`${name}/`)),
    );
    expect(importers.map(({ path }) => path).filter((path) => !isIn(path, only))).toEqual([]);
  });

  it('core imports nothing but itself', () => {
    const packages = product
      .filter(({ path }) => path.startsWith('src/core/'))
      .flatMap((file) => importsOf(file).map((target) => `${file.path}: ${target}`))
      .filter((line) => !/: \.\.?\//.test(line));
    expect(packages).toEqual([]);
  });
});

describe('the world is read in few places', () => {
  it.each(WORDS)('$what: $why', ({ pattern, only }) => {
    const readers = product.filter(({ code, path }) => pattern.test(code) && !isIn(path, only));
    expect(readers.map(({ path }) => path)).toEqual([]);
  });
});

describe('names', () => {
  const named = typescript.filter(
    ({ path }) => isIn(path, ['src/', 'scripts/', 'bench/']) && !/(?:\/index|\.d)\.ts$/.test(path),
  );

  it('a file is named for one of its exports: all words of its name are in the name of that export', () => {
    const misnamed = named.filter(
      (file) => !isNamedForAnExport(file) && !(file.path in NAMED_FOR_THEIR_SUBJECT),
    );
    expect(misnamed.map((file) => `${file.path}: ${exportsOf(file).join(', ')}`)).toEqual([]);
  });

  it('a name that is an exception is still one', () => {
    const needed = named.filter((file) => !isNamedForAnExport(file)).map(({ path }) => path);
    expect(Object.keys(NAMED_FOR_THEIR_SUBJECT).filter((path) => !needed.includes(path))).toEqual([]);
  });

  it('are in kebab-case and say what is inside', () => {
    const odd = typescript.filter(({ path }) => {
      const name = posix.basename(path).replace(/(?:\.test|\.config|\.d)?\.ts$/, '');
      return !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);
    });
    const empty = files.filter(({ path }) => path.split(/[/.-]/).some((word) => EMPTY_NAMES.has(word)));
    expect([...odd, ...empty].map(({ path }) => path)).toEqual([]);
  });

  it('nothing is a default export: a thing has one name everywhere', () => {
    const defaults = typescript.filter(
      ({ path, code }) => /^export default\b/m.test(code) && !path.endsWith('config.ts'),
    );
    expect(defaults.map(({ path }) => path)).toEqual([]);
  });

  it('an index.ts is a list, with at most one function that picks from it', () => {
    const indexes = product.filter(({ path }) => path.endsWith('/index.ts'));
    expect(indexes.length).toBeGreaterThan(0);
    const others = indexes.filter(({ code }) => {
      const hasList = /^(?:export )?const [A-Z_]+[^=\n]*= [[{]/m.test(code);
      const functions = code.match(/^(?:export )?(?:async )?function /gm) ?? [];
      return !hasList || functions.length > 1;
    });
    expect(others.map(({ path }) => path)).toEqual([]);
  });
});

describe('what is installed', () => {
  const lock = z
    .object({
      packages: z.record(
        z.string(),
        z.object({
          link: z.boolean().optional(),
          resolved: z.string().optional(),
          integrity: z.string().optional(),
          inBundle: z.boolean().optional(),
        }),
      ),
    })
    .parse(readJson('package-lock.json'));
  const manifest = z
    .object({
      version: z.string(),
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
      optionalDependencies: z.record(z.string(), z.string()),
    })
    .parse(readJson('package.json'));
  const fetched = Object.entries(lock.packages).filter(
    ([path, entry]) => path.startsWith('node_modules/') && entry.link !== true,
  );

  it('is checked by a digest, wherever it comes from', () => {
    expect(fetched.length).toBeGreaterThan(100);
    const unchecked = fetched.filter(
      ([, entry]) => entry.inBundle !== true && !/^sha512-[\w+/]+=*$/.test(entry.integrity ?? ''),
    );
    expect(unchecked.map(([path]) => path)).toEqual([]);
  });

  it('comes from the registry of whoever installs it', () => {
    const hosted = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes('://'));
    expect(hosted.map(([path]) => path)).toEqual([]);
  });

  it('is one version, the same for everybody', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^(?:\d+\.\d+\.\d+(?:-[\w.]+)?|file:.+)$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('brings the Node that everything runs on', () => {
    expect(Number(/^v(\d+)\./.exec(process.version)?.[1])).toBeGreaterThanOrEqual(24);
  });

  it('has the version that the product tells', () => {
    expect(VERSION).toBe(manifest.version);
  });
});

describe('no file', () => {
  it.each([
    ['names the host of a registry: npm ci works from any', HOSTS],
    ['names a folder of somebody’s machine', [MACHINE_PATHS]],
    ['is left undone', [LEFT_UNDONE]],
  ])('%s', (_, patterns) => {
    const found = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line, index) => ({ line, where: `${path}:${index + 1}` }))
        .filter(({ line }) => patterns.some((pattern) => pattern.test(line)))
        .map(({ where }) => where),
    );
    expect(found).toEqual([]);
  });
});

function partOf(path: string): (typeof PARTS)[number] | undefined {
  return PARTS.find(({ holds }) => isIn(path, holds));
}

function mayImport(from: string, to: string): boolean {
  const [importer, imported] = [partOf(from), partOf(to)];
  if (importer === undefined || imported === undefined) return false;
  const allowed: readonly string[] = importer.imports;
  return importer.part === imported.part || allowed.includes(imported.part);
}

/** A prefix that ends with `/` is a folder. */
function isIn(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix));
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\b(?:require|require_?|load)\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf({ code }: SourceFile): string[] {
  return [...code.matchAll(IMPORT)].map(
    (match) => match.slice(1).find((target) => target !== undefined) ?? '',
  );
}

function exportsOf({ code }: SourceFile): string[] {
  const declared = code.matchAll(/^export (?:async )?(?:function\*?|const|class|type) ([A-Za-z0-9_]+)/gm);
  const listed = code.matchAll(/^export (?:type )?\{([^}]*)\}/gm);
  return [
    ...[...declared].map(([, name]) => name ?? ''),
    ...[...listed].flatMap(([, names]) =>
      (names ?? '').split(',').map((name) => name.trim().replace(/^type /, '')),
    ),
  ].filter((name) => name !== '');
}

/** Singular and plural are one; the files of one source begin with its name; a script that is only run exports nothing. */
function isNamedForAnExport(file: SourceFile): boolean {
  if (isIn(file.path, ['scripts/', 'bench/']) && exportsOf(file).length === 0) return true;
  const name = posix.basename(file.path, '.ts');
  const words = wordsOf(
    file.path.startsWith('src/sources/') ? name.replace(/^(?:graph|archive)-/, '') : name,
  );
  return exportsOf(file).some((exported) => {
    const inside = wordsOf(exported);
    return words.every((word) => inside.includes(word));
  });
}

function wordsOf(name: string): string[] {
  const apart = /^[A-Z0-9_]+$/.test(name)
    ? name.replaceAll('_', '-')
    : name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-');
  return apart
    .toLowerCase()
    .split('-')
    .map((word) => word.replace(/s$/, ''));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (NOT_OURS.has(name) || name.endsWith('.log')) return [];
    if (statSync(path).isDirectory()) return listFiles(path);
    return [relative(ROOT, path).split(sep).join('/')];
  });
}

/** Strings are kept, so that a `//` inside one ends nothing. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, kept: string | undefined) => kept ?? '',
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
