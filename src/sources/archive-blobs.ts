/**
 * Sign-ins from a blob container, as a diagnostic setting fills it or anybody else: the same files as in
 * a folder, read by identity.
 */
import type { ContainerClient } from '@azure/storage-blob';
import type { Batch, Source, SourceState, Window } from '../core/ports.ts';
import type { Log } from '../logger.ts';
import { ARCHIVE_KEPT_DAYS } from './archive.ts';
import { archiveBatches, recordsWithin } from './archive-batches.ts';
import { type Position, parseCursor, toCursor } from './archive-position.ts';
import { BLOCK, type BlockStart, blobBlocks, firstPart, isRecordALine, wholeBlob } from './blob-blocks.ts';
import {
  BlobChanged,
  type BlobClient,
  type BlobClientOptions,
  type BlobEntry,
  createBlobClient,
} from './blob-client.ts';
import { firstBlob, listBlobs } from './blob-list.ts';
import { replacedTooOften } from './blob-verdict.ts';
import { createLineReader, type LineReader } from './line-reader.ts';
import { readRecords } from './read-records.ts';

export type BlobArchiveOptions = Omit<BlobClientOptions, 'timeLeft' | 'container'> & {
  /** What of the container is meant: name of a folder or a blob; empty for all of it. */
  readonly folder: string;
  /** Asked for with the first request. */
  readonly container: () => Promise<ContainerClient>;
  /** Bytes asked for at a time; a test asks for fewer. */
  readonly blockBytes?: number | undefined;
};

/** Somebody waits for the answer of a check, retries included, ms. */
const CHECK_LIMIT_MS = 20_000;

/** How often a blob is begun anew where it is replaced while it is read. */
const TRIES = 3;

type Reading = {
  readonly client: BlobClient;
  readonly folder: string;
  readonly window: Window;
  readonly reader: LineReader | undefined;
  readonly signedIn: boolean;
  readonly log: Log | undefined;
  readonly blockBytes: number;
};

/** A blob is known by its name, so that a container that changes between two runs does no harm. */
export function openBlobArchive({ container, folder, ...options }: BlobArchiveOptions): Source {
  const { signedIn, log, clock, blockBytes = BLOCK } = options;
  return {
    name: 'archive',
    retentionDays: ARCHIVE_KEPT_DAYS,
    async *read(window, cursor, timeLeft) {
      const client = createBlobClient({ ...options, container: await container(), timeLeft });
      const reader = createLineReader();
      yield* readContainer(
        { client, folder, window, reader, signedIn, log, blockBytes },
        parseCursor(cursor),
      );
    },
    async check() {
      const ends = clock() + CHECK_LIMIT_MS;
      const timeLeft = () => ends - clock();
      const client = createBlobClient({ ...options, container: await container(), timeLeft });
      return await checkContainer(client, folder);
    },
  };
}

/** Lists a page of blobs, and reads a byte of the first: who may list need not be one who may read. */
async function checkContainer(client: BlobClient, folder: string): Promise<SourceState> {
  const first = await firstBlob(client, folder);
  if (first === undefined)
    return {
      says: 'The container in ARCHIVE holds no blob that is read (.json, .ndjson, .jsonl, .csv, each also .gz).',
      isDegraded: true,
    };
  await client.read(first.name, { from: 0, to: 1 });
  return { says: 'ARCHIVE leads to a container whose blobs may be listed and read.', isDegraded: false };
}

async function* readContainer(reading: Reading, position: Position | undefined): AsyncIterable<Batch> {
  const blobs = await listBlobs(reading.client, reading.folder, reading.window);
  // As with files: one that is gone is passed for none.
  const at = blobs.findIndex(({ name }) => name === position?.file);
  for (const blob of blobs.slice(Math.max(0, at)))
    yield* readBlob(reading, blob, blob.name === position?.file ? position : undefined);
}

/** Where it is replaced meanwhile it is begun anew: what comes twice counts once. */
async function* readBlob(
  reading: Reading,
  blob: BlobEntry,
  position: Position | undefined,
): AsyncIterable<Batch> {
  const where = { blob: blob.name, signedIn: reading.signedIn };
  for (let tried = 1; ; tried += 1) {
    try {
      yield* readOnce(reading, blob, tried === 1 ? position : undefined);
      return;
    } catch (error) {
      if (!(error instanceof BlobChanged)) throw error;
      if (tried >= TRIES) throw replacedTooOften(where, tried);
      const what = 'a blob was replaced while it was read';
      reading.log?.('sourceRetried', { source: 'archive', what, tried, tries: TRIES, waitMs: 0 });
    }
  }
}

async function* readOnce(
  reading: Reading,
  blob: BlobEntry,
  position: Position | undefined,
): AsyncIterable<Batch> {
  const { client, reader, window, blockBytes } = reading;
  const { name } = blob;
  if (position?.spot !== undefined) return yield* readLines(reading, blob, { spot: position.spot });
  const first = await firstPart(client, name, blockBytes);
  if (isRecordALine(first)) return yield* readLines(reading, blob, { first });
  yield* archiveBatches(wholeBlob(client, name, first, blockBytes), {
    name,
    reader,
    window,
    done: position?.etag === first.etag ? position.record : 0,
    cursorAt: (record) => toCursor({ file: name, record, etag: first.etag }),
  });
}

/** The cursor moves with the end of a block, also of one without a record of the window. */
async function* readLines(
  { client, reader, window, blockBytes }: Reading,
  blob: BlobEntry,
  start: BlockStart,
): AsyncIterable<Batch> {
  const { name } = blob;
  let cursor = toCursor({ file: name, record: 0, ...('spot' in start && { spot: start.spot }) });
  for await (const { bytes, spot } of blobBlocks(client, blob, start, blockBytes)) {
    // Its lines are JSON, whatever the blob is called.
    for await (const records of readRecords(only(bytes), { name: '', reader })) {
      const kept = recordsWithin(records, window);
      if (kept.length > 0) yield { records: kept, cursor };
    }
    cursor = toCursor({ file: name, record: 0, spot });
    yield { records: [], cursor };
  }
}

async function* only(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}
