/**
 * Sign-ins from files: diagnostic-settings blobs or their local copies, downloads of Graph, Log
 * Analytics or the portal; plain or gzip, JSON or CSV, a file or a folder.
 */

import { counted } from '../core/format.ts';
import type { Batch, Source, SourceState, Window } from '../core/ports.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import { SourceError, UsageError } from '../errors.ts';
import { archiveBatches } from './archive-batches.ts';
import { type Input, type InputOptions, listInputs, UnreadableInput } from './archive-inputs.ts';
import { type Position, parseCursor, toCursor } from './archive-position.ts';
import { createLineReader } from './line-reader.ts';
import { readRecords } from './read-records.ts';

export { type Input, type InputOptions, listInputs } from './archive-inputs.ts';

export type ArchiveOptions = {
  /** A file or a folder; no error quotes it. */
  readonly path: string;
};

/** Files do not expire: ten years stand for "for good". */
export const ARCHIVE_KEPT_DAYS = 3650;

export type ReadOptions = InputOptions & {
  /** False reads every line the ordinary way: the same records, more slowly. */
  readonly scan?: boolean;
};

/** Records of all files, in the order of the paths, about a hundred at a time. */
export async function* readPaths(
  paths: readonly string[],
  options: ReadOptions = {},
): AsyncIterable<readonly ReadRecord[]> {
  const reader = options.scan === false ? undefined : createLineReader();
  for await (const input of listInputs(paths, options))
    yield* readRecords(input.open(), { name: input.name, reader });
}

/** A file is known by its name in the folder, so that a folder that changes between two runs does no harm. */
export function openArchive({ path }: ArchiveOptions): Source {
  return {
    name: 'archive',
    retentionDays: ARCHIVE_KEPT_DAYS,
    async *read(window, cursor) {
      try {
        yield* readArchive(path, window, parseCursor(cursor));
      } catch (error) {
        throw toSourceError(error);
      }
    },
    async check() {
      try {
        return await checkArchive(path);
      } catch (error) {
        throw toSourceError(error);
      }
    },
  };
}

/** Lists the files, and opens the first one. */
async function checkArchive(path: string): Promise<SourceState> {
  const inputs: Input[] = [];
  for await (const input of listInputs([path], { setting: 'ARCHIVE' })) inputs.push(input);
  const [first] = inputs;
  if (first === undefined)
    return {
      says: 'The folder in ARCHIVE holds no file that is read (.json, .ndjson, .jsonl, .csv, each also .gz).',
      isDegraded: true,
    };
  for await (const _ of first.open()) break;
  return { says: `ARCHIVE leads to ${counted(inputs.length, 'file')} of sign-ins.`, isDegraded: false };
}

async function* readArchive(
  path: string,
  window: Window,
  position: Position | undefined,
): AsyncIterable<Batch> {
  const inputs: Input[] = [];
  for await (const input of listInputs([path], { setting: 'ARCHIVE', window })) inputs.push(input);
  // A file that is gone is passed for none: what it held is kept, and what comes twice counts once.
  const reader = createLineReader();
  const at = inputs.findIndex(({ within }) => within === position?.file);
  for (const input of inputs.slice(Math.max(0, at))) {
    const { name, within } = input;
    yield* archiveBatches(input.open(), {
      name,
      reader,
      window,
      done: within === position?.file ? position.record : 0,
      cursorAt: (record) => toCursor({ file: within, record }),
    });
  }
}

function toSourceError(error: unknown): unknown {
  if (error instanceof UsageError) return new SourceError('refused', error.message, error);
  if (!(error instanceof UnreadableInput)) return error;
  const advice = 'the day stays partial and is read again at the next tick';
  return new SourceError('unavailable', `${error.message}; ${advice}.`, error);
}
