/** Paths → the files to read, in an order that does not change between two runs. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Bytes } from './read-bytes.ts';

export type Input = {
  /** The path as reached from the one given; `-` for standard input. */
  readonly name: string;
  open(): Bytes;
};

export type InputOptions = {
  /** What `-` stands for. */
  readonly stdin?: Bytes;
  /** Told the name of each file of a folder that is not read. */
  readonly onSkipped?: (name: string) => void;
  /** The flag, argument or setting that holds the paths, for error messages. Default `path`. */
  readonly field?: string;
};

const READABLE = /\.(json|ndjson|jsonl|csv)(\.gz)?$/i;
/** What the system says of a path that is not there, and of one that may not be read. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);
const FORBIDDEN: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/**
 * Files as named, whatever their ending; of folders all readable files, at any depth, by name.
 * @throws UsageError missingPath, unreadablePath, noStandardInput: before anything is read
 */
export async function* listInputs(
  paths: readonly string[],
  options: InputOptions = {},
): AsyncIterable<Input> {
  const field = options.field ?? 'path';
  const isFolder = await Promise.all(
    paths.map(async (path) => path !== '-' && (await isDirectory(path, field))),
  );
  if (paths.includes('-') && options.stdin === undefined) {
    throw new UsageError(
      'noStandardInput',
      'Path "-" stands for standard input, which is not there; name a file or folder.',
      { field },
    );
  }
  for (const [index, path] of paths.entries()) {
    if (path === '-') yield { name: path, open: () => options.stdin ?? none() };
    else if (isFolder[index]) yield* filesIn(path, field, options.onSkipped);
    else yield toInput(path, field);
  }
}

async function* filesIn(
  folder: string,
  field: string,
  onSkipped: InputOptions['onSkipped'],
): AsyncIterable<Input> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) =>
    refuse(folder, field, error),
  );
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // A link to a file is read; one to a folder is not followed, it may lead in circles.
    if (entry.isDirectory()) yield* filesIn(path, field, onSkipped);
    else if (READABLE.test(entry.name) && !(entry.isSymbolicLink() && (await isDirectory(path, field))))
      yield toInput(path, field);
    else onSkipped?.(path);
  }
}

function toInput(path: string, field: string): Input {
  return { name: path, open: () => readFile(path, field) };
}

async function* readFile(path: string, field: string): Bytes {
  try {
    yield* createReadStream(path, { highWaterMark: 64 * 1024 });
  } catch (error) {
    refuse(path, field, error);
  }
}

async function isDirectory(path: string, field: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => refuse(path, field, error),
  );
}

/** A path that is wrong is the caller's to put right; any other failure of the disk is passed on. */
function refuse(path: string, field: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (MISSING.has(code)) {
    throw new UsageError(
      'missingPath',
      `Path "${path}" does not exist (expected a file, a folder or "-"); check its spelling.`,
      {
        field,
        cause: error,
      },
    );
  }
  if (FORBIDDEN.has(code)) {
    throw new UsageError(
      'unreadablePath',
      `Path "${path}" may not be read (${code}); give this account the right to read it.`,
      {
        field,
        cause: error,
      },
    );
  }
  throw error;
}

async function* none(): Bytes {}
