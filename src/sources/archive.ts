/**
 * Sign-ins from files: diagnostic-settings blobs or their local copies, downloads of Graph, Log
 * Analytics or the portal; plain or gzip, JSON or CSV, a file or a folder.
 */
import type { Batch, Source, Window } from '../core/ports.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import { SourceError, UsageError } from '../errors.ts';
import { type Input, type InputOptions, listInputs } from './archive-inputs.ts';
import { readRecords } from './read-records.ts';

export { type Input, type InputOptions, listInputs } from './archive-inputs.ts';

export type ArchiveOptions = {
  /** A file or a folder. */
  readonly path: string;
  /** Told the name of each file of the folder that is not read. */
  readonly onSkipped?: (name: string) => void;
};

/** Records looked at before progress is written down, where none of them is of the day. */
const STRIDE = 100_000;
/** Files do not expire: ten years stand for "for good". */
const KEPT_DAYS = 3650;

/** Records of all files, in the order of the paths, about a thousand at a time. */
export async function* readPaths(
  paths: readonly string[],
  options: InputOptions = {},
): AsyncIterable<readonly ReadRecord[]> {
  for await (const input of listInputs(paths, options))
    yield* readRecords(input.open(), { name: input.name });
}

export function openArchive(options: ArchiveOptions): Source {
  return {
    name: 'archive',
    retentionDays: KEPT_DAYS,
    async *read(window, cursor) {
      try {
        yield* readArchive(options, window, parseCursor(cursor));
      } catch (error) {
        throw toSourceError(options.path, error);
      }
    },
  };
}

/** How many files are done, and how many records of the next one. */
type Position = { readonly file: number; readonly record: number };

async function* readArchive(options: ArchiveOptions, window: Window, from: Position): AsyncIterable<Batch> {
  const listing: InputOptions = {
    field: 'ARCHIVE',
    ...(options.onSkipped === undefined ? {} : { onSkipped: options.onSkipped }),
  };
  let file = 0;
  for await (const input of listInputs([options.path], listing)) {
    if (file >= from.file) yield* readFile(input, file, window, file === from.file ? from.record : 0);
    file++;
  }
}

/** Records of the window, and those without a time: they may belong to it. */
async function* readFile(input: Input, file: number, window: Window, done: number): AsyncIterable<Batch> {
  let seen = 0;
  let told = 0;
  for await (const records of readRecords(input.open(), { name: input.name })) {
    const isNew = seen + records.length > done;
    const kept = isNew
      ? records.slice(Math.max(0, done - seen)).filter((record) => isWithin(record, window))
      : [];
    seen += records.length;
    if (kept.length === 0 && (!isNew || seen - told < STRIDE)) continue;
    told = seen;
    yield { records: kept, cursor: `${file}:${seen}` };
  }
}

function isWithin({ at }: ReadRecord, window: Window): boolean {
  return at === undefined || (at.ms >= window.from && at.ms < window.to);
}

/** A cursor that is not ours would mean to skip what was never read: it starts again instead. */
function parseCursor(cursor: string | undefined): Position {
  const [, file, record] = /^(\d+):(\d+)$/.exec(cursor ?? '') ?? [];
  return { file: Number(file ?? 0), record: Number(record ?? 0) };
}

function toSourceError(path: string, error: unknown): unknown {
  if (error instanceof UsageError) return new SourceError('refused', `ARCHIVE: ${error.message}`, error);
  const isOfTheSystem = error instanceof Error && 'code' in error;
  if (!isOfTheSystem) return error;
  const advice = 'the day stays partial and is read again at the next tick';
  return new SourceError(
    'unavailable',
    `ARCHIVE: "${path}" could not be read to its end (${String(error.code)}); ${advice}.`,
    error,
  );
}
