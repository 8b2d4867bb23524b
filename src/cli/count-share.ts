/**
 * What a thread of its own does until no piece is left: reads and scans lines ahead of the thread that counts. What
 * is not one record a line it counts itself, and hands over.
 */
import { createCalendar } from '../core/day.ts';
import { createDaysOfFiles, type FilesShare } from '../core/days-of-files.ts';
import type { Ahead } from '../scan/bays.ts';
import type { ScanAhead } from '../scan/scan-ahead.ts';
import { type Piece, readPiece } from '../sources/archive-pieces.ts';
import { type LayDown, layDownPiece } from '../sources/lay-down-piece.ts';
import { createLineCounter, createLinesAhead } from '../sources/line-counter.ts';
import type { LineReader } from '../sources/line-reader.ts';
import { handOut } from './hand-out.ts';

/** What the thread is told at its start. */
export type CountOrder = {
  readonly zone: string;
  readonly pieces: readonly Piece[];
  /** How far all threads have come (hand-out.ts). */
  readonly shared: SharedArrayBuffer;
  /** `undefined`: every line is read the ordinary way. */
  readonly ahead: Ahead | undefined;
};

/** What the thread counted itself. */
export async function countShare({ ahead, pieces, shared, zone }: CountOrder): Promise<FilesShare> {
  const { add, isStopped, stop, take } = handOut(shared);
  const days = createDaysOfFiles(createCalendar(zone));
  const scan = ahead === undefined ? undefined : createLinesAhead(ahead);
  const layDown = scan && { fill: scan.fill, room: () => waitForRoom(scan), onRead: add, isStopped };
  /** Made where it is needed. */
  let reader: LineReader | undefined;

  async function countHere(piece: Piece): Promise<void> {
    if (scan !== undefined) reader ??= createLineCounter(days.intake);
    const wasClean = await readPiece(piece, reader, (records) => records.forEach(days.add), {
      readsAhead: false,
    });
    if (!wasClean) stop();
    add(piece.bytes);
  }

  for (let nth = take(pieces.length); nth !== undefined; nth = take(pieces.length)) {
    const piece = pieces[nth];
    if (piece === undefined) break;
    const became = layDown === undefined ? 'left' : await layDownPiece(piece, layDown);
    if (became === 'left') await countHere(piece);
    if (became === 'damaged') stop();
  }
  return days.toShare();
}

async function waitForRoom({ room, wait }: ScanAhead): ReturnType<LayDown['room']> {
  for (;;) {
    const free = room();
    if (free !== undefined) return free;
    wait();
  }
}
