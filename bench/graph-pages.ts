/** The pages of sign-ins that the Graph of the benchmark serves: cut out of a file, so that serving costs next to nothing. */
import { gzipSync } from 'node:zlib';
import { addDays } from '../src/core/day.ts';
import { countBefore, type SortedLines } from './sorted-lines.ts';

const PATH = '/beta/auditLogs/signIns';
const PAGE = 1000;
const DAY = 86_400_000;

export type PagesOptions = {
  /** Day of the lines, `YYYY-MM-DD`. */
  readonly firstDay: string;
  /** With more than one the same lines come again with later dates, less those that go on after midnight. */
  readonly days: number;
  /** Each body as gzip: the rows of whole pages beforehand, so that serving still costs next to nothing. */
  readonly gzip?: boolean;
};

/** The body that answers an address, in parts; `undefined` for a question that is not understood. */
export function graphPages(
  lines: SortedLines,
  { firstDay, days, gzip = false }: PagesOptions,
): (url: URL) => readonly Buffer[] | undefined {
  const { bytes, starts, times } = lines;
  const midnight = Date.parse(`${firstDay}T00:00:00Z`);
  // Rows are numbered over all days: the first of the second day follows the last of the first.
  const rowsADay = days === 1 ? times.length : countBefore(times, midnight + DAY);

  function rowsBefore(ms: number): number {
    const day = Math.min(Math.max(0, Math.floor((ms - midnight) / DAY)), days - 1);
    return day * rowsADay + Math.min(countBefore(times, ms - day * DAY), rowsADay);
  }

  /** The rows from `first` on, without the comma behind the last. */
  function rowsFrom(first: number, end: number): Buffer[] {
    const parts: Buffer[] = [];
    for (let row = first; row < end; ) {
      const day = Math.floor(row / rowsADay);
      const [from, to] = [row - day * rowsADay, Math.min(end - day * rowsADay, rowsADay)];
      const part = bytes.subarray(starts[from], starts[to]);
      // Byte by byte, whatever the encoding.
      const redated = () => part.toString('latin1').replaceAll(firstDay, addDays(firstDay, day));
      parts.push(day === 0 ? part : Buffer.from(redated(), 'latin1'));
      row += to - from;
    }
    const last = parts.pop();
    return last === undefined ? [] : [...parts, last.subarray(0, -1)];
  }

  /** In members, of which a gzip file may have any number. */
  function zipped(first: number, end: number): Buffer {
    return gzipSync(Buffer.concat(rowsFrom(first, end)), { level: 4 });
  }
  const ready = new Map<string, Buffer>();
  for (let first = 0; gzip && first < rowsADay; first += PAGE) {
    const end = Math.min(first + PAGE, rowsADay);
    ready.set(`${first}-${end}`, zipped(first, end));
  }

  return (url) => {
    const filter = url.searchParams.get('$filter') ?? '';
    const [, from, to] = /^createdDateTime ge (\S+) and createdDateTime le (\S+)$/.exec(filter) ?? [];
    if (url.pathname !== PATH || from === undefined || to === undefined) return undefined;
    const first = Number(url.searchParams.get('$skiptoken') ?? rowsBefore(Date.parse(from)));
    const all = rowsBefore(Date.parse(to) + 1);
    const end = Math.min(first + PAGE, all);
    const next = new URL(url);
    next.searchParams.set('$skiptoken', String(end));
    const link = end < all ? `,"@odata.nextLink":${JSON.stringify(next.href)}` : '';
    const [head, tail] = [Buffer.from('{"value":['), Buffer.from(`]${link}}`)];
    return gzip
      ? [gzipSync(head), ready.get(`${first}-${end}`) ?? zipped(first, end), gzipSync(tail)]
      : [head, ...rowsFrom(first, end), tail];
  };
}
