/**
 * Large files in pieces that are read side by side. Where a file is one record a line, where it is cut
 * changes nothing; whether it is, is known when all pieces are read: each tells how it ended.
 */
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ReadRecord } from '../core/sign-in.ts';
import { type ByteRange, type Input, listInputs } from './archive-inputs.ts';
import type { LineReader } from './line-reader.ts';
import { isObject } from './read-fields.ts';
import { readLines, readRecords } from './read-records.ts';

/** What is read in one go: a file, or that part of it, up to the line that begins in it last. */
export type Piece = {
  readonly path: string;
  readonly bytes: number;
  readonly range?: ByteRange;
  /** A file that is packed, and worth a thought because of that. */
  readonly packed?: boolean;
};

/** Bytes of a piece: enough that opening it does not count. */
export const PIECE = 16 * 1024 * 1024;
/** Bytes of a packed file that is not read beside others of its size. */
const LEAST_PACKED = 256 * 1024;
/** Looked at for the end of a line, at a time. */
const BLOCK = 16 * 1024;
/** A file whose first line is longer is read in one. */
export const LONGEST_FIRST_LINE = 64 * 1024;
/** Bytes read at a time where they are looked at next: they stay in the core's own cache. */
export const NEAR = 256 * 1024;
const OPEN_OBJECT = 123;
const LF = 10;

/** The pieces of a file that begins with a line of one record; one piece of any other. `undefined`: no file. */
export async function piecesOf(input: Input, size = PIECE): Promise<Piece[] | undefined> {
  const { bytes, name } = input;
  if (bytes === undefined) return undefined;
  if (bytes >= LEAST_PACKED && (await isGzip(input))) return [{ path: name, bytes, packed: true }];
  if (bytes <= size || !(await beginsWithRecord(input))) return [{ path: name, bytes }];
  return Array.from({ length: Math.ceil(bytes / size) }, (_, nth) => {
    const range = { from: nth * size, to: Math.min((nth + 1) * size, bytes) };
    return { path: name, bytes: range.to - range.from, range };
  });
}

async function isGzip(input: Input): Promise<boolean> {
  for await (const head of input.open({ from: 0, to: 2 })) return head[0] === 0x1f && head[1] === 0x8b;
  return false;
}

async function beginsWithRecord(input: Input): Promise<boolean> {
  for await (const chunk of input.open({ from: 0, to: LONGEST_FIRST_LINE })) return isRecordLine(chunk);
  return false;
}

/** Whether these bytes of a file begin with a line of one record. */
export function isRecordLine(bytes: Uint8Array): boolean {
  const line = Buffer.from(bytes.subarray(0, bytes.indexOf(LF)));
  if (line[0] !== OPEN_OBJECT) return false;
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return isObject(value) && !Array.isArray(value.value) && !Array.isArray(value.records);
  } catch {
    return false;
  }
}

/**
 * Reads a piece; `take` is told of records about a hundred at a time. Whether what follows the piece may be read by
 * itself: so it must be of each piece but the last, else the file is to be read in one. `readsAhead`: while bytes
 * are looked at, the system reads the next ones on another core; not where all cores have work of their own.
 */
export async function readPiece(
  { path, range }: Piece,
  reader: LineReader | undefined,
  take: (records: readonly ReadRecord[]) => void,
  { readsAhead = true, onRead = () => {} }: PieceOptions = {},
): Promise<boolean> {
  if (range !== undefined) return await readRange(path, range, { reader, take, readsAhead, onRead });
  for await (const input of listInputs([path]))
    for await (const records of readRecords(input.open(), { name: path, reader })) {
      take(records);
      onRead();
    }
  return true;
}

export type PieceOptions = {
  readonly readsAhead?: boolean;
  /** Called between two reads. */
  readonly onRead?: () => void;
};

/** Reads straight to where the bytes are looked at. */
async function readRange(
  path: string,
  range: ByteRange,
  {
    onRead,
    reader,
    readsAhead,
    take,
  }: Required<PieceOptions> & {
    readonly reader: LineReader | undefined;
    readonly take: (records: readonly ReadRecord[]) => void;
  },
): Promise<boolean> {
  const { file, size, to, ...begin } = await openRange(path, range);
  let { at } = begin;
  try {
    if (at === to) return true;
    const read = async (into: Buffer) => {
      onRead();
      const length = Math.min(into.length, to - at);
      const bytesRead = readsAhead
        ? (await file.read(into, 0, length, at)).bytesRead
        : readSync(file.fd, into, 0, Math.min(length, NEAR), at);
      at += bytesRead;
      return bytesRead;
    };
    return (await readLines(read, reader, take)) || to === size;
  } finally {
    await file.close();
  }
}

/** A range of a file from the first line that starts in it to the end of the last one; to be closed. */
export async function openRange(path: string, range: ByteRange) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const at = await lineStartFrom(file, range.from, size);
    return { file, size, at, to: await lineStartFrom(file, range.to, size) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Where the first line starts at or behind a place: behind the line feed before it. The end where there is none. */
async function lineStartFrom(file: FileHandle, at: number, size: number): Promise<number> {
  if (at <= 0) return 0;
  const block = Buffer.allocUnsafe(BLOCK);
  for (let from = at - 1; from < size; from += BLOCK) {
    const { bytesRead } = await file.read(block, 0, BLOCK, from);
    const found = block.subarray(0, bytesRead).indexOf(LF);
    if (found >= 0) return from + found + 1;
  }
  return size;
}
