/**
 * Large files in pieces that are read side by side. Where a file is one record a line, where it is cut
 * changes nothing; whether it is, is known when all pieces are read: each tells how it ended.
 */
import type { ReadRecord } from '../core/sign-in.ts';
import { type ByteRange, type Input, listInputs } from './archive-inputs.ts';
import type { LineReader } from './line-reader.ts';
import { isObject } from './read-fields.ts';
import { readLines, readRecords } from './read-records.ts';

/** What is read in one go: a file, or that part of it, up to the line that begins in it last. */
export type Piece = { readonly path: string; readonly bytes: number; readonly range?: ByteRange };

/** Bytes of a piece: enough that opening it does not count. */
export const PIECE = 16 * 1024 * 1024;
/** Looked at for the end of a line, at a time. */
const BLOCK = 16 * 1024;
const OPEN_OBJECT = 123;
const LF = 10;

/** The pieces of a file that begins with a line of one record; one piece of any other. `undefined`: no file. */
export async function piecesOf(input: Input, size = PIECE): Promise<Piece[] | undefined> {
  const { bytes, name } = input;
  if (bytes === undefined) return undefined;
  if (bytes <= size || !(await beginsWithRecord(input))) return [{ path: name, bytes }];
  return Array.from({ length: Math.ceil(bytes / size) }, (_, nth) => {
    const range = { from: nth * size, to: Math.min((nth + 1) * size, bytes) };
    return { path: name, bytes: range.to - range.from, range };
  });
}

async function beginsWithRecord(input: Input): Promise<boolean> {
  const end = await lineStartFrom(input, 1);
  if (end === 0 || end > 4 * BLOCK) return false;
  for await (const chunk of input.open({ from: 0, to: end })) {
    const line = Buffer.from(chunk);
    if (line[0] !== OPEN_OBJECT) return false;
    try {
      const value: unknown = JSON.parse(line.toString('utf8'));
      return isObject(value) && !Array.isArray(value.value) && !Array.isArray(value.records);
    } catch {
      return false;
    }
  }
  return false;
}

/** Where the first line starts at or behind a place: behind the line feed before it. The end where there is none. */
async function lineStartFrom(input: Input, at: number): Promise<number> {
  const bytes = input.bytes ?? 0;
  if (at <= 0) return 0;
  for (let from = at - 1; from < bytes; from += BLOCK) {
    for await (const chunk of input.open({ from, to: Math.min(from + BLOCK, bytes) })) {
      const found = chunk.indexOf(LF);
      if (found >= 0) return from + found + 1;
    }
  }
  return bytes;
}

/**
 * Reads a piece; `take` is told of records about a hundred at a time. Whether what follows the piece may be read by
 * itself: so it must be of each piece but the last, else the file is to be read in one.
 */
export async function readPiece(
  { path, range }: Piece,
  reader: LineReader | undefined,
  take: (records: readonly ReadRecord[]) => void,
): Promise<boolean> {
  for await (const input of listInputs([path])) {
    if (range === undefined) {
      for await (const records of readRecords(input.open(), { name: path, reader })) take(records);
      return true;
    }
    const from = await lineStartFrom(input, range.from);
    const to = await lineStartFrom(input, range.to);
    if (from === to) continue;
    let isClean = true;
    const onEnd = (isBetweenLines: boolean) => {
      isClean = isBetweenLines || to === input.bytes;
    };
    for await (const records of readLines(input.open({ from, to }), { reader, onEnd })) take(records);
    return isClean;
  }
  return true;
}
