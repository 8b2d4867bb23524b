/** Paths → the files to read, in an order that does not change between two runs. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Bytes } from './read-bytes.ts';

export type Input = {
  /** The path as reached from the one given; `-` for standard input. */
  readonly name: string;
  /** The same below the path given, parts joined by `/`; empty for that path itself. */
  readonly within: string;
  open(): Bytes;
};

export type InputOptions = {
  /** What `-` stands for. */
  readonly stdin?: Bytes;
  /** Told the name of each file of a folder that is not read. */
  readonly onSkipped?: (name: string) => void;
  /** The setting that holds the path, where none was named by hand: it may be a secret, so no error quotes it. */
  readonly setting?: string;
};

/** The disk failed where a file was read for a setting; another try may help. */
export class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput';
}

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
  const { setting } = options;
  const given = paths.map((path): Place => ({ path, within: '', setting }));
  const isFolder = await Promise.all(
    given.map(async (place) => place.path !== '-' && (await isDirectory(place))),
  );
  if (paths.includes('-') && options.stdin === undefined) {
    throw new UsageError(
      'noStandardInput',
      'Path "-" stands for standard input, which is not there; name a file or folder.',
      { field: setting ?? 'path' },
    );
  }
  for (const [index, place] of given.entries()) {
    if (place.path === '-') yield { name: '-', within: '', open: () => options.stdin ?? none() };
    else if (isFolder[index]) yield* filesIn(place, options.onSkipped);
    else yield toInput(place);
  }
}

/** A path, and how it may be spoken of. */
type Place = {
  readonly path: string;
  readonly within: string;
  readonly setting: string | undefined;
};

async function* filesIn(folder: Place, onSkipped: InputOptions['onSkipped']): AsyncIterable<Input> {
  const entries = await readdir(folder.path, { withFileTypes: true }).catch((error: unknown) =>
    refuse(folder, error),
  );
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const within = folder.within === '' ? entry.name : `${folder.within}/${entry.name}`;
    const place = { ...folder, path: join(folder.path, entry.name), within };
    // A link to a file is read; one to a folder is not followed, it may lead in circles.
    if (entry.isDirectory()) yield* filesIn(place, onSkipped);
    else if (READABLE.test(entry.name) && !(entry.isSymbolicLink() && (await isDirectory(place))))
      yield toInput(place);
    else onSkipped?.(place.path);
  }
}

function toInput(place: Place): Input {
  return { name: place.path, within: place.within, open: () => readFile(place) };
}

async function* readFile(place: Place): Bytes {
  try {
    yield* createReadStream(place.path, { highWaterMark: 64 * 1024 });
  } catch (error) {
    refuse(place, error, { wasThere: true });
  }
}

async function isDirectory(place: Place): Promise<boolean> {
  return await stat(place.path).then(
    (found) => found.isDirectory(),
    (error: unknown) => refuse(place, error),
  );
}

/**
 * A path that is wrong is the caller's to put right; any other failure of the disk is passed on. `wasThere`:
 * the file was listed; one of a setting that is gone since will be missing in the next list too.
 */
function refuse(place: Place, error: unknown, { wasThere = false } = {}): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '') throw error;
  const { setting } = place;
  const isGoneSince = wasThere && setting !== undefined;
  // What the system says holds the path.
  const cause = setting === undefined ? error : new Error(code);
  const about = { field: setting ?? 'path', cause };
  if (MISSING.has(code) && !isGoneSince) {
    const expected = setting === undefined ? 'a file, a folder or "-"' : 'a file or a folder';
    throw new UsageError(
      'missingPath',
      `${called(place)} does not exist (expected ${expected}); check its spelling.`,
      about,
    );
  }
  if (FORBIDDEN.has(code)) {
    throw new UsageError(
      'unreadablePath',
      `${called(place)} may not be read (${code}); give this account the right to read it.`,
      about,
    );
  }
  if (setting === undefined) throw error;
  throw new UnreadableInput(`${called(place)} could not be read to its end (${code})`, { cause });
}

function called({ path, within, setting }: Place): string {
  if (setting === undefined) return `Path "${path}"`;
  return within === '' ? `The path in ${setting}` : `"${within}" in the folder of ${setting}`;
}

async function* none(): Bytes {}
