/** A piece of a file for another thread to count: its lines are read, and scanned, ahead of it. */
import { readSync } from 'node:fs';
import type { Ends } from '../scan/bays.ts';
import type { ScanAhead } from '../scan/scan-ahead.ts';
import { type ByteRange, listInputs } from './archive-inputs.ts';
import { isRecordLine, LONGEST_FIRST_LINE, NEAR, openRange, type Piece } from './archive-pieces.ts';
import { asUtf8, type Bytes, readHead, unpacked } from './read-bytes.ts';

/** As of `ScanAhead`, but room is waited for. */
export type LayDown = Pick<ScanAhead, 'fill'> & {
  readonly room: () => Promise<Buffer>;
  /** Told of the bytes of the file that were read; of fewer than none where they are to be read again. */
  readonly onRead: (bytes: number) => void;
  /** It is of no use any more. */
  readonly isStopped: () => boolean;
};

/**
 * `left`: it does not begin with a line of one record, so nothing was laid down. `damaged`: it could not be unpacked
 * to its end, and how much could depends on how much is unpacked at a time.
 */
export type Became = 'done' | 'left' | 'damaged';

/** Bytes unpacked at a time: the fewer turns, the better. */
const CHUNK = 2 * 1024 * 1024;
const LF = 10;

/** A piece that is a whole file may be packed. */
export async function layDownPiece(piece: Piece, to: LayDown): Promise<Became> {
  const layDown = async (size: number, ends: Ends) => {
    for (let isAll = to.fill(size, ends); !isAll; isAll = to.fill(0, ends)) await to.room();
  };
  return piece.range === undefined
    ? await layDownFile(piece.path, to, layDown)
    : await layDownRange(piece.path, piece.range, to, layDown);
}

type Fill = (size: number, ends: Ends) => Promise<void>;

async function layDownRange(
  path: string,
  range: ByteRange,
  { onRead, room: roomOf }: LayDown,
  layDown: Fill,
): Promise<Became> {
  const { at, file, size, to } = await openRange(path, range);
  try {
    for (let from = at; from < to; ) {
      const room = await roomOf();
      const length = readSync(file.fd, room, 0, Math.min(room.length, NEAR, to - from), from);
      // A file that has become shorter ends here.
      from = length === 0 ? to : from + length;
      await layDown(length, from < to ? 'nothing' : to === size ? 'file' : 'piece');
    }
  } finally {
    await file.close();
  }
  onRead(range.to - range.from);
  return 'done';
}

async function layDownFile(path: string, to: LayDown, layDown: Fill): Promise<Became> {
  const { isStopped, onRead, room: roomOf } = to;
  let isDamaged = false;
  const onCut = () => {
    isDamaged = true;
  };
  let read = 0;
  async function* counted(bytes: Bytes): Bytes {
    for await (const chunk of bytes) {
      read += chunk.length;
      onRead(chunk.length);
      yield chunk;
    }
  }
  for await (const input of listInputs([path])) {
    const plain = asUtf8(unpacked(counted(input.open()), onCut, CHUNK));
    const isEnough = (head: Buffer) => head.length >= LONGEST_FIRST_LINE || head.includes(LF);
    const { head, rest } = await readHead(plain, isEnough);
    const isOurs = isRecordLine(head.subarray(0, LONGEST_FIRST_LINE));
    for await (const chunk of rest) {
      if (!isOurs || isStopped()) break;
      for (let from = 0; from < chunk.length; ) {
        const room = await roomOf();
        // Into shared memory `copy` is several times as fast as `set`.
        const length = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).copy(
          room.subarray(0, NEAR),
          0,
          from,
        );
        from += length;
        await layDown(length, 'nothing');
      }
    }
    if (!isOurs) {
      onRead(-read);
      return 'left';
    }
  }
  if (isDamaged) return 'damaged';
  await roomOf();
  await layDown(0, 'file');
  return 'done';
}
