/**
 * Bytes of CSV → blocks of whole rows, for the CSV library to take apart. It keeps what the library
 * cannot: a bound on memory, and the rows behind a quote that is never closed.
 */
import { LARGEST_RECORD, NOT_JSON, type Piece, type Splitter, TOO_LARGE } from './split-piece.ts';
import { append, goTo, indexOfLineEnd, openWindow } from './split-window.ts';

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
  /** Start of the row being read; the rows from `window.start` to here are whole, and none while bytes come. */
  let rowStart = 0;
  let inQuotes = false;
  let cellIsEmpty = true;
  /** First line end within the row, in bytes of it: where to go on if its quote is never closed. */
  let firstBreak = -1;
  let skipping = false;

  return {
    push(chunk) {
      append(window, chunk);
      rowStart = window.start;
      scan();
    },
    end(cut) {
      window.ended = true;
      scan();
      if (cut) sink.broken(NOT_JSON);
      else if (rowStart < window.length && !skipping)
        sink.rows(window.bytes.subarray(rowStart, window.length), true);
    },
  };

  function scan(): void {
    for (;;) {
      if (skipping && !skipLine()) break;
      scanCells();
      const tooLong = window.pos - rowStart > LARGEST_RECORD;
      const unclosed = window.ended && inQuotes && window.pos >= window.length;
      if (!tooLong && !unclosed) break;
      flush();
      giveUp(unclosed);
    }
    flush();
  }

  function scanCells(): void {
    const { bytes, length } = window;
    let { pos } = window;
    for (; pos < length && pos - rowStart <= LARGEST_RECORD; pos++) {
      const byte = bytes[pos];
      if (byte === QUOTE && inQuotes) {
        if (pos + 1 >= length && !window.ended) break;
        if (bytes[pos + 1] === QUOTE && pos + 1 < length) pos++;
        else inQuotes = false;
      } else if (byte === QUOTE && cellIsEmpty) {
        inQuotes = true;
        cellIsEmpty = false;
      } else if (byte === LF) {
        if (inQuotes && firstBreak < 0) firstBreak = pos - rowStart;
        if (!inQuotes) startRow(pos + 1);
      } else if (!inQuotes) {
        cellIsEmpty = byte === delimiter;
      }
    }
    window.pos = pos;
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
      startRow(firstBreak >= 0 ? rowStart + firstBreak + 1 : window.length);
      goTo(window, rowStart);
    } else {
      sink.broken(TOO_LARGE);
      skipping = true;
    }
  }

  /** On to the next line. False where it has not come yet. */
  function skipLine(): boolean {
    const lineEnd = indexOfLineEnd(window, window.pos);
    startRow(lineEnd < 0 ? window.length : lineEnd + 1);
    goTo(window, rowStart);
    skipping = lineEnd < 0;
    return !skipping;
  }

  function flush(): void {
    const { bytes, start } = window;
    if (rowStart > start) sink.rows(bytes.subarray(start, rowStart), false);
    window.start = rowStart;
  }
}
