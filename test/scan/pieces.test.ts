/**
 * Where files are cut, how many threads read the pieces and in which order, whether one of them counts or each, and over
 * how many files the lines are spread: the report is that of one pile read in one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecordLine } from '../../src/sources/archive-pieces.ts';
import { sampleRecords } from '../../src/sources/sample.ts';
import {
  byChance,
  countedInOne,
  countedInPieces,
  inputsOf,
  shuffled,
  told,
  unit,
} from '../sources/count-in-pieces.ts';
import { arbitraryFiles } from './arbitrary-lines.ts';

const LF = 10;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pieces-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SAMPLE = sampleRecords('2026-11-16').slice(0, 60);
const LINES = SAMPLE.map((record) => `${JSON.stringify(record)}\n`).join('');

/** What must not be cut, though the file begins with a record a line. */
const NO_LINES: readonly (readonly [what: string, behind: string])[] = [
  ['an array over lines', `[\n${LINES.trimEnd().replaceAll('\n', ',\n')}\n]\n`],
  ['a page over lines', `{"value":[\n${LINES.trimEnd().replaceAll('\n', ',\n')}\n]}\n`],
  ['an array that is never closed', `[\n${LINES.replaceAll('\n', ',\n')}`],
  ['pretty-printed records', SAMPLE.map((record) => `${JSON.stringify(record, null, 2)}\n`).join('')],
  ['records two a line', LINES.replaceAll(/\n(.*\n)/g, ' $1')],
  ['a record that is cut, and lines', `${LINES.slice(0, 700)}\n${LINES}`],
  ['a line that is nothing, and brackets alone in their lines', `nothing\n}\n]\n${LINES}`],
  ['a text that is never closed', `{"id":"x","name":"${LINES}`],
];

/** Each thread counts; or one counts, alone or what others lay down ahead of it. */
const WAYS: readonly (readonly [scan: boolean, threads: number])[] = [
  [false, 2],
  [true, 1],
  [true, 3],
];

it.each(NO_LINES)(
  'lines and then %s: no cut is called clean that changes anything',
  async (_what, behind) => {
    const inputs = await inputsOf(folder, [Buffer.from(LINES + behind)]);
    const expected = told(await countedInOne(inputs));
    const lines = Buffer.byteLength(LINES);
    const all = Buffer.byteLength(LINES + behind);
    // Just where the other form begins, and all over the file.
    const sizes = [
      ...Array.from({ length: 14 }, (_size, nth) => lines - 1 + nth),
      ...Array.from({ length: 10 }, (_size, nth) => Math.ceil(all / (2 + 12 * nth))),
    ];
    for (const [scan, threads] of WAYS) {
      let refused = 0;
      for (const size of sizes) {
        const counted = await countedInPieces(inputs, { size, scan, threads, random: byChance(size) });
        if (counted === undefined) refused += 1;
        else expect(told(counted.days), `pieces of ${size} bytes`).toBe(expected);
      }
      expect(refused).toBeGreaterThan(0);
    }
  },
);

describe('arbitrary lines, most of them spoilt', () => {
  it('in any pieces, on any threads and in any number of files', { timeout: 120_000 }, async () => {
    const seed = Number(process.env.PIECES_SEED ?? Date.now() % 1_000_000_000);
    console.info(`pieces: PIECES_SEED=${seed}`);
    let cut = 0;
    let whole = 0;
    let bays = 0;
    const cases = fc.record({
      bytes: fc.oneof(arbitraryFiles(12), arbitraryFiles(3)),
      parts: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 })),
      files: fc.integer({ min: 1, max: 3 }),
      scan: fc.boolean(),
      threads: fc.integer({ min: 1, max: 4 }),
      stream: fc.infiniteStream(unit),
    });
    const property = fc.asyncProperty(cases, async ({ bytes, parts, files, scan, threads, stream }) => {
      const random = () => stream.next().value;
      const begun = Buffer.concat([Buffer.from(`${JSON.stringify(SAMPLE[0])}\n`), bytes]);
      const inputs = await inputsOf(folder, files === 1 ? [begun] : spread(begun, files, random));
      const size = Math.max(1, Math.ceil(begun.length / parts));
      const counted = await countedInPieces(inputs, { size, scan, threads, random });
      if (counted === undefined) whole += 1;
      else {
        if (counted.pieces > inputs.length) cut += 1;
        bays += counted.bays;
        expect(told(counted.days)).toBe(told(await countedInOne(inputs)));
      }
    });
    await fc.assert(property, { seed, numRuns: 150 });
    expect(cut).toBeGreaterThan(30);
    expect(whole).toBeGreaterThan(5);
    expect(bays).toBeGreaterThan(50);
  });

  it('those of them that are objects: in any pieces, and never to be read in one', {
    timeout: 120_000,
  }, async () => {
    const seed = Number(process.env.PIECES_SEED ?? Date.now() % 1_000_000_000);
    console.info(`pieces: PIECES_SEED=${seed}`);
    let bays = 0;
    const cases = fc.record({
      bytes: arbitraryFiles(30),
      parts: fc.integer({ min: 1, max: 20 }),
      files: fc.integer({ min: 1, max: 3 }),
      scan: fc.oneof(
        { weight: 1, arbitrary: fc.constant(false) },
        { weight: 4, arbitrary: fc.constant(true) },
      ),
      threads: fc.integer({ min: 2, max: 4 }),
      stream: fc.infiniteStream(unit),
    });
    const property = fc.asyncProperty(cases, async ({ bytes, parts, files, scan, threads, stream }) => {
      const random = () => stream.next().value;
      const objects = Buffer.concat(linesOf(bytes).filter(isObject));
      const begun = Buffer.concat([Buffer.from(`${JSON.stringify(SAMPLE[0])}\n`), objects]);
      const inputs = await inputsOf(folder, files === 1 ? [begun] : spread(begun, files, random));
      const size = Math.max(1, Math.ceil(begun.length / parts));
      const counted = await countedInPieces(inputs, { size, scan, threads, random });
      expect(counted && told(counted.days)).toBe(told(await countedInOne(inputs)));
      expect(counted?.bytesRead).toBe(begun.length);
      bays += counted?.bays ?? 0;
    });
    await fc.assert(property, { seed, numRuns: 100 });
    expect(bays).toBeGreaterThan(200);
  });

  it('spread over files: lines that are records by themselves count the same wherever they lie', async () => {
    const lines = Buffer.from(LINES);
    const [inOne] = [told(await countedInOne(await inputsOf(folder, [lines])))];
    const cases = fc.record({
      files: fc.integer({ min: 1, max: 5 }),
      scan: fc.boolean(),
      threads: fc.integer({ min: 1, max: 4 }),
      stream: fc.infiniteStream(unit),
    });
    const property = fc.asyncProperty(cases, async ({ files, scan, threads, stream }) => {
      const random = () => stream.next().value;
      const inputs = await inputsOf(folder, spread(lines, files, random));
      const counted = await countedInPieces(inputs, { size: 9_000, scan, threads, random });
      expect(counted && told(counted.days)).toBe(inOne);
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

/** Each line in one of the files, in any order. */
function spread(bytes: Buffer, files: number, random: () => number): Buffer[] {
  const heaps = Array.from({ length: files }, (): Buffer[] => []);
  for (const line of shuffled(linesOf(bytes), random)) heaps[Math.floor(random() * files)]?.push(line);
  return heaps.map((heap) => Buffer.concat(heap));
}

/** With their ends. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LF, from);
    const behind = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, behind));
    from = behind;
  }
  return lines;
}

/** Whether there is one in the line, and no more than a mark, blanks and commas around it. */
function isObject(line: Buffer): boolean {
  const text = line
    .toString()
    .replace(/^[\u{feff} ,]+/u, '')
    .replace(/[\s,]+$/u, '');
  return isRecordLine(Buffer.from(`${text}\n`));
}
