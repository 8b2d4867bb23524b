/** How far an archive is read, and how that stands in a cursor. */
import { isObject } from './read-fields.ts';

/**
 * The file that is being read, by its name in the folder or container: so it does no harm where other
 * files come or go between two runs.
 */
export type Position = {
  readonly file: string;
  /** Records of it that are done, or, where a record is a line of a blob, those behind `spot`. */
  readonly record: number;
  /** The version of a blob that these were read from. */
  readonly etag?: string;
  readonly spot?: Spot;
};

/** A place between two lines of a blob: all before it is done. */
export type Spot = {
  readonly byte: number;
  /** Version of the blob that was read. */
  readonly etag: string;
  /** The bytes before it, their number and digest: where they are still the same, the blob has only grown. */
  readonly before: { readonly bytes: number; readonly digest: string };
};

export function toCursor(position: Position): string {
  return JSON.stringify({ archive: 1, ...position });
}

/** `undefined` for a cursor that is not ours: going on from it would skip what was never read. */
export function parseCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(cursor);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed.archive !== 1) return undefined;
  const { file, record, etag, spot } = parsed;
  if (typeof file !== 'string' || !isCount(record)) return undefined;
  const read = spotOf(spot);
  return {
    file,
    record,
    ...(typeof etag === 'string' && { etag }),
    ...(read !== undefined && { spot: read }),
  };
}

function spotOf(spot: unknown): Spot | undefined {
  if (!isObject(spot) || !isObject(spot.before)) return undefined;
  const { byte, etag, before } = spot;
  const { bytes, digest } = before;
  if (!isCount(byte) || !isCount(bytes) || bytes > byte) return undefined;
  return typeof etag === 'string' && typeof digest === 'string'
    ? { byte, etag, before: { bytes, digest } }
    : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
