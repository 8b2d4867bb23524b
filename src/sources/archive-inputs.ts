/** Paths → the files to read, in an order that does not change between two runs. */
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Window } from '../core/ports.ts';
import { UsageError } from '../errors.ts';
import { mayHold } from './archive-days.ts';
import type { Bytes } from './read-bytes.ts';
import { readFile } from './read-file.ts';

export type Input = {
  /** The path as reached from the one given; `-` for standard input. */
  readonly name: string;
  /** The same below the path given, parts joined by `/`; empty for that path itself. */
  readonly within: string;
  /** Its size as listed; `undefined` where it has none: standard input, a pipe. */
  readonly bytes: number | undefined;
  /** The whole of it, or that part of what has a size. */
  open(range?: ByteRange): Bytes;
};

/** Half-open `[from, to)`, counted from the first byte of the file. */
export type ByteRange = { readonly from: number; readonly to: number };

export type InputOptions = {
  /** What `-` stands for. */
  readonly stdin?: Bytes;
  /** Told the name of each file of a folder that is not read. */
  readonly onSkipped?: (name: string) => void;
  /**
   * Of folders only files that may hold records which happened in it: in the tree of a diagnostic setting
   * those of other hours are left out, and not told. Left out: all files.
   */
  readonly window?: Window | undefined;
  /** The setting that holds the path, where none was named by hand: it may be a secret, so no error quotes it. */
  readonly setting?: string;
};

/** The disk failed where a file was read for a setting; another try may help. */
export class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput';
}

const READABLE = /\.(json|ndjson|jsonl|csv)(\.gz)?$/i;

/** Whether a file of a folder is read, by its name. */
export function isReadable(name: string): boolean {
  return READABLE.test(name);
}

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
  const stats = await Promise.all(
    given.map(async (place) => (place.path === '-' ? undefined : await statOf(place))),
  );
  if (paths.includes('-') && options.stdin === undefined) {
    throw new UsageError(
      'noStandardInput',
      'Path "-" stands for standard input, which is not there; name a file or folder.',
      { field: setting ?? 'path' },
    );
  }
  for (const [index, place] of given.entries()) {
    const found = stats[index];
    if (found === undefined)
      yield { name: '-', within: '', bytes: undefined, open: () => options.stdin ?? none() };
    else if (found.isDirectory()) yield* filesIn(place, options);
    else yield toInput(place, found);
  }
}

/** A path, and how it may be spoken of. */
type Place = {
  readonly path: string;
  readonly within: string;
  readonly setting: string | undefined;
};

async function* filesIn(folder: Place, options: InputOptions): AsyncIterable<Input> {
  const { onSkipped, window } = options;
  const entries = await readdir(folder.path, { withFileTypes: true }).catch((error: unknown) =>
    refuse(folder, error),
  );
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const within = folder.within === '' ? entry.name : `${folder.within}/${entry.name}`;
    const place = { ...folder, path: join(folder.path, entry.name), within };
    const given = place.path.slice(0, -within.length);
    if (window !== undefined && !mayHold(place.path, window, given)) continue;
    // A link to a file is read; one to a folder is not followed, it may lead in circles.
    if (entry.isDirectory()) {
      yield* filesIn(place, options);
      continue;
    }
    const found = isReadable(entry.name)
      ? await statOf(place, { wasThere: !entry.isSymbolicLink() })
      : undefined;
    if (found === undefined || found.isDirectory()) onSkipped?.(place.path);
    else yield toInput(place, found);
  }
}

function toInput(place: Place, found: Stats): Input {
  return {
    name: place.path,
    within: place.within,
    bytes: found.isFile() ? found.size : undefined,
    open: (range) => readPlace(place, range),
  };
}

async function* readPlace(place: Place, range: ByteRange | undefined): Bytes {
  try {
    yield* readFile(place.path, range);
  } catch (error) {
    refuse(place, error, { wasThere: true });
  }
}

async function statOf(place: Place, { wasThere = false } = {}): Promise<Stats> {
  return await stat(place.path).catch((error: unknown) => refuse(place, error, { wasThere }));
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
