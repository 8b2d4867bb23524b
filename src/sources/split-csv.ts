/**
 * CSV → the same record objects as JSON, for `readSignIn` to judge: the portal's download and Log
 * Analytics exports. Headers are compared without case and blanks, since the portal writes
 * "Application ID " and others re-save what it writes.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { FIELDS } from './read-fields.ts';
import { NOT_JSON, type Piece, type Splitter } from './split-piece.ts';
import { splitRows } from './split-rows.ts';

/** By a column's folded header: the property `readSignIn` knows it under. */
const COLUMNS: ReadonlyMap<string, string> = new Map(
  Object.values(FIELDS)
    .flat()
    // First come, first served: `User ID` is `userId`, which is the same once blanks and case are gone.
    .toReversed()
    .map((name) => [foldHeader(name), name]),
);

/** Columns without which a file is no export of sign-ins. */
const KEY_COLUMNS: ReadonlySet<string> = new Set<string>([...FIELDS.id, ...FIELDS.createdDateTime]);

const DELIMITERS = [',', ';', '\t'] as const;
type Delimiter = (typeof DELIMITERS)[number];

/** A spreadsheet's note to itself, in a line before the header. */
const SEPARATOR_NOTE = /^sep=(.)\r?$/i;

/**
 * The delimiter of a file that begins as an export of sign-ins does; `undefined` if it does not.
 * `named`: the name says CSV, so that the likeliest delimiter will do where no column is known.
 */
export function sniffDelimiter(beginning: string, named: boolean): Delimiter | undefined {
  const lines = beginning.split('\n');
  const note = SEPARATOR_NOTE.exec(lines[0] ?? '')?.[1];
  const noted = DELIMITERS.find((delimiter) => delimiter === note);
  if (noted !== undefined) return noted;
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const known = DELIMITERS.map((delimiter) => ({ delimiter, score: countKeyColumns(header, delimiter) }));
  const best = known.reduce((a, b) => (b.score > a.score ? b : a));
  if (best.score > 0) return best.delimiter;
  if (!named) return undefined;
  return DELIMITERS.reduce((a, b) => (header.split(b).length > header.split(a).length ? b : a));
}

function countKeyColumns(header: string, delimiter: string): number {
  const cells = header.split(delimiter).map((cell) => COLUMNS.get(foldHeader(cell.replaceAll('"', ''))));
  return cells.length < 2 ? 0 : cells.filter((name) => name !== undefined && KEY_COLUMNS.has(name)).length;
}

/** Rows as pieces; a row that cannot be taken apart is `notJson`, "not readable as a record". */
export function splitCsv(delimiter: Delimiter, emit: (piece: Piece) => void): Splitter {
  let columns: readonly (string | undefined)[] | undefined;
  let width = 0;
  return splitRows(delimiter.charCodeAt(0), {
    broken: emit,
    rows(block, isTail) {
      for (const cells of parseRows(block, delimiter)) {
        if (cells === undefined) emit(NOT_JSON);
        else if (columns === undefined) readHeader(cells);
        // Without a line end and with cells missing, the file was cut within this row.
        else if (isTail && cells.length < width) emit(NOT_JSON);
        else emit(toPiece(cells, columns));
      }
    },
  });

  function readHeader(cells: readonly string[]): void {
    const first = cells[0] ?? '';
    if (SEPARATOR_NOTE.test(first) || (cells.length === 2 && first.toLowerCase() === 'sep=')) return;
    columns = cells.map((cell) => COLUMNS.get(foldHeader(cell)));
    width = cells.length;
  }
}

/** Cells of each row; `undefined` for a row the library refuses. */
function parseRows(block: Buffer, delimiter: Delimiter): readonly (readonly string[] | undefined)[] {
  const options = {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  };
  try {
    return parse(block, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const rows = linesOf(block);
    return rows.length > 1 ? rows.flatMap((row) => parseRows(row, delimiter)) : [undefined];
  }
}

function linesOf(block: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < block.length; ) {
    const lineEnd = block.indexOf(10, from);
    const to = lineEnd < 0 ? block.length : lineEnd + 1;
    lines.push(block.subarray(from, to));
    from = to;
  }
  return lines;
}

function toPiece(cells: readonly string[], columns: readonly (string | undefined)[]): Piece {
  // Its names come from our table, never from the file.
  const record: Record<string, string> = {};
  for (const [index, name] of columns.entries()) {
    const cell = cells[index];
    if (name !== undefined && cell !== undefined && cell !== '') record[name] ??= cell;
  }
  return { kind: 'value', value: record };
}

/** Lower case, without blanks (no-break ones too). */
function foldHeader(header: string): string {
  return header.replace(/\s+/g, '').toLowerCase();
}
