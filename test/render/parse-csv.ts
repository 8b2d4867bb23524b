/** RFC 4180 read back, by the letter: quoted cells, doubled quotes, CRLF. */
export function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy;
  cell.lastIndex = csv.startsWith('\ufeff') ? 1 : 0;
  while (cell.lastIndex < csv.length) {
    const match = cell.exec(csv);
    if (match === null) throw new Error(`Not CSV after ${rows.length} rows`);
    const [, written = '', end] = match;
    cells.push(written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written);
    if (end === ',') continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}
