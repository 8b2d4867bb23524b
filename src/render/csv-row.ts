/** One row of CSV: RFC 4180, and safe to open in a spreadsheet. */

/** What a spreadsheet needs to read UTF-8 as UTF-8. */
export const UTF8_BOM = '\ufeff';

/** `null` and `undefined` are empty cells: not measured, or nothing to say. */
export type Cell = string | number | null | undefined;

/** @returns the cells as one line, ending in CRLF */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = startsLikeFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A text that a spreadsheet might run as a formula gets an apostrophe in front, in the full width of East
 * Asian keyboards, too (OWASP, CSV injection); numbers come as numbers.
 */
function startsLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text);
}
