/**
 * A stream of bytes of any accepted form → its records. Plain or gzip, UTF-8 or UTF-16, JSON or CSV:
 * the content decides, and never more than a record's worth of it is held in memory.
 */
import type { ReadRecord } from '../core/sign-in.ts';
import type { LinesAhead } from '../scan/scanner.ts';
import type { LineReader } from './line-reader.ts';
import { asUtf8, type Bytes, readHead, slices, unpacked } from './read-bytes.ts';
import { readSignIn, rejection } from './read-sign-in.ts';
import { sniffDelimiter, splitCsv } from './split-csv.ts';
import { type KnownLines, splitJson } from './split-json.ts';
import type { Piece } from './split-piece.ts';

/** Bytes looked at to tell JSON from CSV; the portal's header line has 1,200. */
const HEAD = 64 * 1024;
/** Bytes split at a time, so that a huge chunk becomes many batches and not one. */
const SLICE = 256 * 1024;
/** Bytes read ahead of those that are looked at: enough that waiting for them does not count. */
const AHEAD = 768 * 1024;
/** About as many records as a batch holds: few enough to die young, which halves the work of the collector. */
const BATCH = 100;

const OPEN_ARRAY = 91;
const OPEN_OBJECT = 123;

/** Records in input order, about a hundred at a time. What cannot be read is a record with its cause. */
export async function* readRecords(
  bytes: Bytes,
  {
    name,
    reader,
    unpack = unpacked,
  }: {
    readonly name: string;
    readonly reader?: LineReader | undefined;
    /** Unpacks gzip; other bytes pass. */
    readonly unpack?: ((bytes: Bytes, onCut: () => void) => Bytes) | undefined;
  },
): AsyncIterable<readonly ReadRecord[]> {
  let cut = false;
  const plain = asUtf8(
    unpack(bytes, () => {
      cut = true;
    }),
  );
  const { head, rest } = await readHead(
    plain,
    (read) => read.length >= HEAD || read.indexOf('\n', firstByte(read)) >= 0,
  );
  const delimiter = delimiterOf(head, name);
  let batch: ReadRecord[] = [];
  const [takePiece, known] = takers((record) => {
    batch.push(record);
  }, reader);
  const splitter = delimiter === undefined ? splitJson(takePiece, known) : splitCsv(delimiter, takePiece);
  for await (const slice of slices(rest, SLICE)) {
    splitter.push(slice);
    if (batch.length < BATCH) continue;
    const full = batch;
    batch = [];
    yield* inBatches(full);
  }
  splitter.end(cut);
  yield* inBatches(batch);
}

/**
 * As `readRecords`, of whole lines from within a file of plain JSON, where the line before was one record.
 * `read` fills a buffer, 0 at the end; it is asked for the next bytes while those before are looked at.
 * Whether the last line was one record too, so that what follows may be read like this as well.
 */
export async function readLines(
  read: (into: Buffer) => Promise<number>,
  reader: LineReader | undefined,
  take: (records: readonly ReadRecord[]) => void,
): Promise<boolean> {
  let batch: ReadRecord[] = [];
  const splitter = splitJson(
    ...takers((record) => {
      batch.push(record);
    }, reader),
    { isWithinLines: true },
  );
  const flush = () => {
    for (const records of inBatches(batch)) take(records);
    batch = [];
  };
  for (let size = await read(splitter.room(AHEAD)); size > 0; ) {
    splitter.fill(size);
    const reading = read(splitter.room(AHEAD));
    // Told where it is waited for.
    reading.catch(() => {});
    splitter.run();
    if (batch.length >= BATCH) flush();
    size = await reading;
  }
  const isBetweenLines = splitter.isBetweenLines();
  splitter.end(false);
  flush();
  return isBetweenLines;
}

/**
 * As `readLines`, of lines that another thread lays down bay by bay. The function is told of each bay, and tells
 * whether what follows may be read by itself.
 */
export function readLinesAhead(
  reader: LineReader,
  take: (records: readonly ReadRecord[]) => void,
): (lines: LinesAhead) => boolean {
  let batch: ReadRecord[] = [];
  let now: LinesAhead | undefined;
  const takePiece = takerOf((record) => {
    batch.push(record);
  });
  const known: KnownLines = {
    get window() {
      return now?.window;
    },
    take: (from, to) => reader.takeLines(from, to, (record) => batch.push(record), now),
  };
  const begin = () => splitJson(takePiece, known, { isWithinLines: true });
  let splitter = begin();
  return (lines) => {
    now = lines;
    splitter.look(lines.window);
    now = undefined;
    let isClean = true;
    if (lines.ends !== 'nothing') {
      isClean = splitter.isBetweenLines() || lines.ends === 'file';
      splitter.end(false);
      splitter = begin();
    }
    for (const records of inBatches(batch)) take(records);
    batch = [];
    return isClean;
  };
}

type TakeRecord = (record: ReadRecord) => void;

/** What a splitter tells of its pieces, and of the lines that it need not split. */
function takers(
  take: TakeRecord,
  reader: LineReader | undefined,
): [takePiece: (piece: Piece) => void, known: KnownLines | undefined] {
  const takePiece = takerOf(take);
  if (reader === undefined) return [takePiece, undefined];
  return [takePiece, { window: reader.window, take: (from, to) => reader.takeLines(from, to, take) }];
}

function takerOf(take: TakeRecord): (piece: Piece) => void {
  return (piece) => take(piece.kind === 'value' ? readSignIn(piece.value) : rejection(piece.kind));
}

function* inBatches(records: readonly ReadRecord[]): Iterable<readonly ReadRecord[]> {
  for (let from = 0; from < records.length; from += BATCH) yield records.slice(from, from + BATCH);
}

/** `undefined` for JSON, and for whatever is neither. */
function delimiterOf(head: Buffer, name: string): ReturnType<typeof sniffDelimiter> {
  const opening = head[firstByte(head)];
  if (opening === OPEN_OBJECT || opening === OPEN_ARRAY) return undefined;
  return sniffDelimiter(head.toString('utf8', 0, HEAD), /\.csv(\.gz)?$/i.test(name));
}

/** Where the content begins: behind blanks. */
function firstByte(head: Buffer): number {
  let index = 0;
  while (index < head.length && (head[index] ?? 0) <= 32) index++;
  return index;
}
