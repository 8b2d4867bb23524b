/** Scans lines for another thread, which makes of the rows what they mean (scanner.ts). */
import { createAssembly } from './assembly.ts';
import { type Ahead, BAYS, type Ends, openBays } from './bays.ts';
import { layOut } from './lay-out.ts';
import type { ScanPlan } from './plan.ts';

export type ScanAhead = {
  /** Where the next bytes are to be put; `undefined` while there is no free bay. */
  readonly room: () => Buffer | undefined;
  /**
   * So many bytes were put there, and this ends with them. False: some lie in the way still, so `room` is to be
   * asked for and filled with none once more.
   */
  readonly fill: (size: number, ends: Ends) => boolean;
  /** Blocks the thread until there may be room. */
  readonly wait: () => void;
};

/** Bytes of a bay: room for what is read at a time, and for the line that is longest. */
const BAY = 1.25 * 1024 * 1024;
const SLACK = 64;
/** Of what is read at a time, were the lines as short as records can be. */
const MOST_ROWS = 2048;
const LF = 10;
const SPACE = 32;
const COMMA = 44;

/** `undefined` where scanning is not possible here. */
export function createScanAhead<Parts, Slot extends string>(
  plan: ScanPlan<Parts, Slot>,
  ahead: Ahead,
): ScanAhead | undefined {
  const { memory: shared, thread } = ahead;
  const assembly = createAssembly(shared, thread);
  if (assembly === undefined) return undefined;
  const memory = Buffer.from(shared.buffer);
  const { parts } = layOut(assembly, memory, plan);
  const rowSize = assembly.rowSize();
  const places = Array.from({ length: BAYS }, () => ({
    bytes: assembly.room(BAY + SLACK),
    rows: assembly.room(MOST_ROWS * rowSize),
  }));
  const bays = openBays(ahead);
  /** Bytes of the bay that is to be laid down next, left over from the one before or not enough for a line. */
  let kept = 0;
  /** Where they lie still, in the bay before. */
  let left: Buffer | undefined;
  /** No more parts fit into this one: it is emptied when nobody needs its entries any more. */
  let full = -1;

  const placeAt = (nth: number) => places[nth % BAYS] ?? { bytes: 0, rows: 0 };
  const bytesAt = (from: number, to: number) => memory.subarray(from, to);
  /** Bays taken back when there was no room. */
  let taken = 0;

  function room(): Buffer | undefined {
    const laid = bays.laid();
    taken = bays.taken();
    const waiting = laid - taken;
    if (waiting === BAYS || (full >= 0 && waiting > 0)) return undefined;
    if (full >= 0) assembly?.forget(parts[full] ?? 0);
    full = -1;
    const { bytes } = placeAt(laid);
    if (left !== undefined) {
      left.copy(memory, bytes);
      kept = left.length;
      left = undefined;
    }
    return bytesAt(bytes + kept, bytes + BAY);
  }

  function fill(size: number, ends: Ends): boolean {
    const { bytes, rows } = placeAt(bays.laid());
    const length = kept + size;
    const all = bytesAt(bytes, bytes + length);
    const whole = ends === 'nothing' ? all.lastIndexOf(LF) + 1 : length;
    kept = length;
    if (whole === 0 && length < BAY && ends === 'nothing') return true;
    // Who waits for lines is as free to scan them, while there are few.
    const isLeft = bays.isAwaited() && bays.laid() - bays.taken() < BAYS - 2;
    const scanned = isLeft ? { done: whole, behind: rows } : scanLines(bytes, whole, rows);
    // A line that is longer than any record, or nothing but an end.
    const done = whole === 0 ? length : scanned.done;
    const isAll = done === length || (ends === 'nothing' && done === whole);
    if (done > 0 || (isAll && ends !== 'nothing')) {
      bays.lay({
        bytes,
        length: done,
        rows: isLeft ? undefined : { from: rows, behind: scanned.behind },
        ends: done === length ? ends : 'nothing',
      });
      left = bytesAt(bytes + done, bytes + length);
      kept = 0;
    }
    return isAll;
  }

  /** Lines of which no row is made are left to the other thread. */
  function scanLines(bytes: number, whole: number, rows: number) {
    const all = bytesAt(bytes, bytes + whole);
    const lines = all.lastIndexOf(LF) + 1;
    let [done, behind] = [0, rows];
    const last = rows + MOST_ROWS * rowSize;
    while (done < lines && behind < last && assembly !== undefined) {
      const most = (last - behind) / rowSize;
      done = assembly.scan(bytes + done, bytes + lines, behind, most, plan.longest) - bytes;
      behind += assembly.rowCount.value * rowSize;
      full = assembly.fullPart.value;
      if (full >= 0 || done === lines || behind === last) break;
      // Blank lines before it go with it: they would be looked through once more for each of them.
      while (done < lines && isGap(all[done] ?? 0)) done += 1;
      const lineEnd = all.indexOf(LF, done);
      done = lineEnd < 0 ? lines : lineEnd + 1;
    }
    return { done: done === lines ? whole : done, behind };
  }

  return { room, fill, wait: () => bays.waitTaken(taken) };
}

/** The same in assembly/scan.ts. */
function isGap(byte: number): boolean {
  return byte <= SPACE || byte === COMMA;
}
