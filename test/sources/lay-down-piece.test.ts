/** A piece of a file is laid down whole, with nothing of the ones before and behind; or not at all. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Piece } from '../../src/sources/archive-pieces.ts';
import { type Became, layDownPiece } from '../../src/sources/lay-down-piece.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lay-down-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, 'signins.ndjson');
  await writeFile(path, bytes);
  return path;
}

type Laid = {
  readonly became: Became;
  /** What lies in all bays, and what they end with. */
  readonly text: string;
  readonly ends: readonly string[];
  readonly bytesRead: number;
};

type How = {
  /** Bytes of room at a time. */
  readonly size?: number;
  /** Rooms that are needed for what was put into one. */
  readonly rooms?: number;
  /** What happens when so many bytes have come. */
  readonly onBytes?: (bytes: number) => Promise<void> | void;
  readonly isStopped?: () => boolean;
};

/** Laid down in bays of memory that is written over where it lay. */
async function laidDown(
  piece: Piece,
  { isStopped = () => false, onBytes = () => {}, rooms = 1, size = 1_000 }: How = {},
): Promise<Laid> {
  const memory = Buffer.from(new SharedArrayBuffer(size));
  let [text, bytesRead, isRoom, owed] = ['', 0, false, 0];
  const ends: string[] = [];
  const became = await layDownPiece(piece, {
    async room() {
      await onBytes(text.length);
      isRoom = true;
      return memory;
    },
    fill(length, endsWith) {
      // Asked for anew each time, and filled with no more than was found there.
      expect([isRoom, length <= size]).toEqual([true, true]);
      isRoom = false;
      text += memory.toString('latin1', 0, length);
      memory.fill('x');
      owed = owed === 0 ? rooms - 1 : owed - 1;
      if (owed > 0) expect(length === 0 || owed === rooms - 1).toBe(true);
      if (owed === 0) ends.push(endsWith);
      return owed === 0;
    },
    onRead(bytes) {
      bytesRead += bytes;
    },
    isStopped,
  });
  return { became, text, ends: ends.filter((each) => each !== 'nothing'), bytesRead };
}

const lines = Array.from(
  { length: 40 },
  (_, nth) => `${JSON.stringify({ id: `${nth}`, x: 'y'.repeat(nth) })}\n`,
);
const text = lines.join('');

describe('pieces of a file', () => {
  it.each([1, 2, 7, 100, 1_000, 100_000])(
    'are its lines, each once, with room for %i bytes',
    async (size) => {
      for (const bytes of [text, text.trimEnd()]) {
        const path = await fileOf(bytes);
        for (const piece of [11, 64, 500, 1_111, bytes.length]) {
          let all = '';
          const ends: string[] = [];
          for (let from = 0; from < bytes.length; from += piece) {
            const range = { from, to: Math.min(from + piece, bytes.length) };
            const laid = await laidDown(
              { path, bytes: range.to - from, range },
              { size, rooms: 1 + (from % 3) },
            );
            expect(laid).toMatchObject({ became: 'done', bytesRead: range.to - from });
            // Nothing starts in it; or all that does ends there.
            expect(laid.ends).toHaveLength(laid.text === '' ? 0 : 1);
            expect(laid.text).toBe(startingIn(bytes, range));
            all += laid.text;
            ends.push(...laid.ends);
          }
          expect(all).toBe(bytes);
          expect(ends.map((end) => end === 'file')).toEqual(ends.map((_, nth) => nth === ends.length - 1));
        }
      }
    },
    60_000,
  );

  it('end where the file has become shorter', async () => {
    const path = await fileOf(text);
    const range = { from: 0, to: 1_000 };
    const onBytes = async (bytes: number) => {
      if (bytes >= 300) await truncate(path, 350);
    };
    const laid = await laidDown({ path, bytes: 1_000, range }, { size: 100, onBytes });
    expect(laid).toMatchObject({
      became: 'done',
      text: text.slice(0, 350),
      ends: ['piece'],
      bytesRead: 1_000,
    });
  });
});

/** The lines that start between two places, whole. */
function startingIn(bytes: string, { from, to }: { readonly from: number; readonly to: number }): string {
  const startAt = (at: number) => (at === 0 ? 0 : bytes.indexOf('\n', at - 1) + 1 || bytes.length);
  return bytes.slice(startAt(from), startAt(to));
}

describe('a whole file', () => {
  const wide = text.replaceAll('y', '\u00e9');
  it.each<[what: string, bytes: string | Uint8Array, plain: string]>([
    ['plain', text, text],
    ['plain, without a last line end', text.trimEnd(), text.trimEnd()],
    ['packed', gzipSync(text), text],
    ['two packed, one behind the other', Buffer.concat([gzipSync(text), gzipSync(text)]), text + text],
    ['with a mark of byte order', `\u{feff}${text}`, text],
    ['packed, in UTF-16', gzipSync(Buffer.from(`\u{feff}${wide}`, 'utf16le')), wide],
    ['a line, and then anything', `${lines[0]}[\n{]\0`, `${lines[0]}[\n{]\0`],
  ])('%s: is laid down as it reads', async (_what, bytes, plain) => {
    const path = await fileOf(bytes);
    const length = Buffer.byteLength(bytes);
    for (const [size, rooms] of [
      [1, 1],
      [1_000, 3],
      [1_000_000, 1],
    ] as const) {
      const laid = await laidDown({ path, bytes: length }, { size, rooms });
      expect(laid.became).toBe('done');
      expect(laid.text).toBe(Buffer.from(plain).toString('latin1'));
      expect(laid.ends).toEqual(['file']);
      expect(laid.bytesRead).toBe(length);
    }
  });

  it.each<[what: string, bytes: string | Uint8Array]>([
    ['nothing', ''],
    ['a table', 'Date (UTC),Request ID\n2026-11-16,a\n'],
    ['a page', '{"value":[{"id":"a"}]}\n'],
    ['an array', `[${lines[0]}]\n`],
    ['a record over lines', gzipSync(JSON.stringify({ id: 'a' }, null, 2))],
    ['a record without a line end', '{"id":"a"}'],
    ['a first line longer than is looked at', `{"id":"${'x'.repeat(100_000)}"}\n${text}`],
  ])('%s: is left, and not counted as read', async (_what, bytes) => {
    const path = await fileOf(bytes);
    const laid = await laidDown({ path, bytes: Buffer.byteLength(bytes) });
    expect(laid).toEqual({ became: 'left', text: '', ends: [], bytesRead: 0 });
  });

  it.each([
    ['cut', (packed: Buffer) => packed.subarray(0, packed.length / 2)],
    ['cut where only its check is missing', (packed: Buffer) => packed.subarray(0, -4)],
    ['damaged', (packed: Buffer) => Buffer.concat([packed.subarray(0, -20), Buffer.alloc(20, 0xff)])],
  ])('packed and %s: is told, and has no end', async (_what, damage) => {
    const path = await fileOf(damage(gzipSync(text.repeat(50))));
    const laid = await laidDown({ path, bytes: 1 });
    expect(laid.became).toBe('damaged');
    expect(laid.ends).toEqual([]);
  });

  it('is not read on where it is of no use any more', async () => {
    const path = await fileOf(gzipSync(text.repeat(4_000)));
    let isStopped = false;
    const onBytes = (bytes: number) => {
      isStopped ||= bytes > 0;
    };
    const laid = await laidDown({ path, bytes: 1 }, { size: 1_000_000, onBytes, isStopped: () => isStopped });
    expect(laid.became).toBe('done');
    expect(laid.text.length).toBeLessThan(text.length * 4_000);
  });
});
