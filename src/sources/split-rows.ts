/**
 * Bytes of CSV → blocks of whole rows, for the CSV library to take apart. It keeps what the library
 * cannot: a bound on memory, and the rows behind a quote that is never closed.
 */
import { LARGEST_RECORD, NOT_JSON, type Piece, type Splitter, TOO_LARGE } from './split-piece.ts';
import { append, indexOfByte, openWindow } from './split-window.ts';

const LF = 10;
const QUOTE = 34;

export type RowSink = {
  /** One or more rows, each with its line end; the last row of a file may come without (`isTail`). */
  rows(block: Buffer, isTail: boolean): void;
  broken(piece: Piece): void;
};

/** `delimiter`: the byte between two cells. */
export function splitRows(delimiter: number, sink: RowSink): Splitter {
  const window = openWindow();
  let start = 0;
  let pos = 0;
  /** Start of the row being read; the rows from `start` to here are whole. */
  let rowStart = 0;
  let inQuotes = false;
  let cellIsEmpty = true;
  /** First line end within the row: where to go on if its quote is never closed. */
  let firstBreak = -1;
  let skipping = false;

  return {
    push(chunk) {
      const moved = append(window, chunk, start);
      start -= moved;
      pos -= moved;
      rowStart -= moved;
      if (firstBreak >= 0) firstBreak -= moved;
      scan(false);
    },
    end(cut) {
      scan(true);
      if (cut) sink.broken(NOT_JSON);
      else if (rowStart < window.length && !skipping)
        sink.rows(window.bytes.subarray(rowStart, window.length), true);
    },
  };

  function scan(final: boolean): void {
    for (;;) {
      if (skipping && !skipLine()) break;
      scanCells(final);
      const tooLong = pos - rowStart > LARGEST_RECORD;
      const unclosed = final && inQuotes && pos >= window.length;
      if (!tooLong && !unclosed) break;
      flush();
      giveUp(unclosed);
    }
    flush();
  }

  function scanCells(final: boolean): void {
    const { bytes, length } = window;
    while (pos < length && pos - rowStart <= LARGEST_RECORD) {
      const byte = bytes[pos];
      if (byte === QUOTE && inQuotes) {
        if (pos + 1 >= length && !final) return;
        if (bytes[pos + 1] === QUOTE && pos + 1 < length) pos++;
        else inQuotes = false;
      } else if (byte === QUOTE && cellIsEmpty) {
        inQuotes = true;
        cellIsEmpty = false;
      } else if (byte === LF) {
        if (inQuotes && firstBreak < 0) firstBreak = pos;
        if (!inQuotes) startRow(pos + 1);
      } else if (!inQuotes) {
        cellIsEmpty = byte === delimiter;
      }
      pos++;
    }
  }

  function startRow(offset: number): void {
    rowStart = offset;
    inQuotes = false;
    cellIsEmpty = true;
    firstBreak = -1;
  }

  /** A quote that is never closed costs its own line; a row that is simply too long costs the row. */
  function giveUp(unclosed: boolean): void {
    if (firstBreak >= 0 || unclosed) {
      sink.broken(NOT_JSON);
      pos = start = firstBreak >= 0 ? firstBreak + 1 : window.length;
      startRow(pos);
    } else {
      sink.broken(TOO_LARGE);
      skipping = true;
    }
  }

  /** On to the next line. False where it has not come yet. */
  function skipLine(): boolean {
    const lineEnd = indexOfByte(window, LF, pos);
    pos = start = lineEnd < 0 ? window.length : lineEnd + 1;
    startRow(pos);
    skipping = lineEnd < 0;
    return !skipping;
  }

  function flush(): void {
    if (rowStart > start) sink.rows(window.bytes.subarray(start, rowStart), false);
    start = rowStart;
  }
}
