/**
 * Sign-ins from files: diagnostic-settings blobs or their local copies, downloads of Graph, Log
 * Analytics or the portal; plain or gzip, JSON or CSV, a file or a folder.
 */
import { counted } from '../core/format.ts';
import type { Batch, Source, SourceState, Window } from '../core/ports.ts';
import type { ReadRecord } from '../core/sign-in.ts';
import { SourceError, UsageError } from '../errors.ts';
import { type Input, type InputOptions, listInputs, UnreadableInput } from './archive-inputs.ts';
import { createLineReader } from './line-reader.ts';
import { isObject } from './read-fields.ts';
import { type ReadLine, readRecords } from './read-records.ts';

export { type Input, type InputOptions, listInputs } from './archive-inputs.ts';

export type ArchiveOptions = {
  /** A file or a folder; no error quotes it. */
  readonly path: string;
};

/** Records looked at before progress is written down, where none of them is of the day. */
const STRIDE = 100_000;
/** Files do not expire: ten years stand for "for good". */
const KEPT_DAYS = 3650;

/** `scan: false` reads every line the ordinary way: the same records, more slowly. */
export type ReadOptions = InputOptions & { readonly scan?: boolean };

/** Records of all files, in the order of the paths, about a hundred at a time. */
export async function* readPaths(
  paths: readonly string[],
  options: ReadOptions = {},
): AsyncIterable<readonly ReadRecord[]> {
  const readLine = options.scan === false ? undefined : createLineReader();
  for await (const input of listInputs(paths, options))
    yield* readRecords(input.open(), { name: input.name, readLine });
}

/** A file is known by its name in the folder, so that a folder that changes between two runs does no harm. */
export function openArchive({ path }: ArchiveOptions): Source {
  return {
    name: 'archive',
    retentionDays: KEPT_DAYS,
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

/** The file that is being read, by its name in the folder, and how many of its records are done. */
type Position = { readonly file: string; readonly record: number };

async function* readArchive(
  path: string,
  window: Window,
  position: Position | undefined,
): AsyncIterable<Batch> {
  const inputs: Input[] = [];
  for await (const input of listInputs([path], { setting: 'ARCHIVE' })) inputs.push(input);
  // A file that is gone is passed for none: what it held is kept, and what comes twice counts once.
  const readLine = createLineReader();
  const at = inputs.findIndex(({ within }) => within === position?.file);
  for (const input of inputs.slice(Math.max(0, at)))
    yield* readFile(input, readLine, window, input.within === position?.file ? position.record : 0);
}

/** Records of the window, and those without a time: they may belong to it. */
async function* readFile(
  input: Input,
  readLine: ReadLine,
  window: Window,
  done: number,
): AsyncIterable<Batch> {
  let seen = 0;
  let told = 0;
  for await (const records of readRecords(input.open(), { name: input.name, readLine })) {
    const isNew = seen + records.length > done;
    const kept = isNew
      ? records.slice(Math.max(0, done - seen)).filter((record) => isWithin(record, window))
      : [];
    seen += records.length;
    if (kept.length === 0 && (!isNew || seen - told < STRIDE)) continue;
    told = seen;
    yield { records: kept, cursor: toCursor({ file: input.within, record: seen }) };
  }
}

function isWithin({ at }: ReadRecord, window: Window): boolean {
  return at === undefined || (at.ms >= window.from && at.ms < window.to);
}

function toCursor({ file, record }: Position): string {
  return JSON.stringify({ archive: 1, file, record });
}

/** `undefined` for a cursor that is not ours: going on from it would skip what was never read. */
function parseCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(cursor);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed.archive !== 1) return undefined;
  const { file, record } = parsed;
  return typeof file === 'string' && typeof record === 'number' ? { file, record } : undefined;
}

function toSourceError(error: unknown): unknown {
  if (error instanceof UsageError) return new SourceError('refused', error.message, error);
  if (!(error instanceof UnreadableInput)) return error;
  const advice = 'the day stays partial and is read again at the next tick';
  return new SourceError('unavailable', `${error.message}; ${advice}.`, error);
}
