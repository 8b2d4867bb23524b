/** A blob with a record a line, in blocks of whole lines: a reading that stops goes on at a byte. */
import { createHash } from 'node:crypto';
import type { Spot } from './archive-position.ts';
import { BlobChanged, type BlobClient, type BlobEntry, type BlobPart } from './blob-client.ts';
import type { Bytes } from './read-bytes.ts';
import { isObject } from './read-fields.ts';

/** Bytes asked for at a time: more than any record that is read, and little to hold or to ask for again. */
export const BLOCK = 4 * 1024 * 1024;
/** At least so many bytes before a place are compared, from the start of a line on: a record's id is among them. */
const LEAST_COMPARED = 1024;
const LF = 10;
const OPEN_OBJECT = 123;

type Container = Pick<BlobClient, 'read'>;

export type Block = {
  readonly bytes: Buffer;
  /** The place behind it. */
  readonly spot: Spot;
};

/** With its first bytes, or where a reading stopped. */
export type BlockStart = { readonly first: BlobPart } | { readonly spot: Spot };

/** The first bytes of a blob that has any. @throws BlobChanged, SourceError */
export async function firstPart(container: Container, name: string, size: number): Promise<BlobPart> {
  return await container.read(name, { from: 0, to: size });
}

/** Whether the first line is a record, or the beginning of one, as with everything that a diagnostic setting writes. */
export function isRecordALine({ bytes, total }: BlobPart): boolean {
  const end = bytes.indexOf(LF);
  if (end < 0 && bytes.length < total) return false;
  const value = parsed(bytes.subarray(0, end < 0 ? bytes.length : end));
  // All there is of it is half a line: the rest may be on its way.
  if (end < 0 && value === undefined) return bytes[0] === OPEN_OBJECT;
  // Of pages the next line may be longer than any block.
  return isObject(value) && !Array.isArray(value.value) && !Array.isArray(value.records);
}

/** All of a blob in one version. @throws BlobChanged, SourceError */
export async function* wholeBlob(container: Container, name: string, first: BlobPart, size: number): Bytes {
  yield first.bytes;
  for (let from = first.bytes.length; from < first.total; from += size)
    yield (await container.read(name, { from, to: from + size }, first.etag)).bytes;
}

/**
 * From the start or from a place on, to the end of the last whole line. What follows it is being
 * written, and is left to a later reading, unless it is whole without a line end or nobody wrote for long.
 * @throws BlobChanged where it was replaced since; SourceError
 */
export async function* blobBlocks(
  container: Container,
  { name, etag, bytes: listed, isLeftAlone }: BlobEntry,
  start: BlockStart,
  size: number,
): AsyncIterable<Block> {
  let from = 'spot' in start ? start.spot.byte : 0;
  if ('spot' in start && start.spot.etag === etag && from >= listed) return;
  let part = 'spot' in start ? await partFrom(container, name, start.spot, size) : start.first;
  for (;;) {
    const { bytes, total } = part;
    const isLast = from + bytes.length >= total;
    const end = bytes.lastIndexOf(LF) + 1;
    let cut = end;
    if (isLast && ((isLeftAlone && part.etag === etag) || parsed(bytes.subarray(end)) !== undefined))
      cut = bytes.length;
    // A line without end is no record, however it is cut.
    if (!isLast && end === 0) cut = bytes.length;
    if (cut === 0) return;
    const block = bytes.subarray(0, cut);
    from += cut;
    const spot: Spot = { byte: from, etag: part.etag, before: digestOf(lastLines(block)) };
    yield { bytes: block, spot };
    if (isLast) return;
    part = await partFrom(container, name, spot, size);
  }
}

/** Of a blob that has another version by now, it is seen whether it has only grown. */
async function partFrom(container: Container, name: string, spot: Spot, size: number): Promise<BlobPart> {
  const { byte, etag, before } = spot;
  try {
    return await container.read(name, { from: byte, to: byte + size }, etag);
  } catch (error) {
    if (!(error instanceof BlobChanged)) throw error;
  }
  const part = await container.read(name, { from: byte - before.bytes, to: byte + size });
  if (digestOf(part.bytes.subarray(0, before.bytes)).digest !== before.digest)
    throw new BlobChanged('What was read of the blob is not there any more.');
  return { ...part, bytes: part.bytes.subarray(before.bytes) };
}

function lastLines(block: Buffer): Buffer {
  return block.subarray(block.lastIndexOf(LF, Math.max(0, block.length - LEAST_COMPARED)) + 1);
}

function digestOf(bytes: Buffer): Spot['before'] {
  return { bytes: bytes.length, digest: createHash('sha256').update(bytes).digest('base64url').slice(0, 22) };
}

/** `undefined` for what is no JSON by itself. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
