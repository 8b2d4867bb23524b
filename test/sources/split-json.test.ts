/** Bytes may be pushed, filled in or lent, cut anywhere: the pieces are the same. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecordLine } from '../../src/sources/archive-pieces.ts';
import { type KnownLines, splitJson } from '../../src/sources/split-json.ts';
import { LARGEST_RECORD, type Piece } from '../../src/sources/split-piece.ts';

const LF = 10;

/** One way to hand over bytes, and what is written over those that were lent. */
type Chunk = { readonly bytes: Buffer; readonly how: 'push' | 'fill' | 'look'; readonly over: string };

type Split = {
  readonly pieces: readonly string[];
  /** Whether they ended between two lines of one record each, behind each chunk. */
  readonly between: readonly boolean[];
  /** Lines that were known, and so taken where they lie. */
  readonly taken: number;
};

function split(
  chunks: readonly Chunk[],
  {
    isWithinLines = false,
    knows = false,
    cut = false,
  }: Partial<Record<'isWithinLines' | 'knows' | 'cut', boolean>>,
): Split {
  const pieces: string[] = [];
  const between: boolean[] = [];
  let taken = 0;
  let lent: Buffer | undefined;
  const emit = (piece: Piece) => pieces.push(JSON.stringify(piece));
  const known: KnownLines = {
    get window() {
      return lent;
    },
    take(from, to) {
      const bytes = lent ?? Buffer.alloc(0);
      let at = from;
      for (let end = bytes.indexOf(LF, at); end >= 0 && end < to; end = bytes.indexOf(LF, at)) {
        const line = bytes.subarray(at, end + 1);
        if (line.length > LARGEST_RECORD || !isRecordLine(line)) break;
        emit({ kind: 'value', value: JSON.parse(line.toString()) });
        taken += 1;
        at = end + 1;
      }
      return at;
    },
  };
  const splitter = splitJson(emit, knows ? known : undefined, { isWithinLines });
  for (const { bytes, how, over } of chunks) {
    if (how === 'push') splitter.push(bytes);
    else if (how === 'fill') {
      bytes.copy(splitter.room(bytes.length + 3));
      splitter.fill(bytes.length);
      splitter.run();
    } else {
      lent = Buffer.from(bytes);
      splitter.look(lent);
      lent.fill(over);
      lent = undefined;
    }
    between.push(splitter.isBetweenLines());
  }
  splitter.end(cut);
  return { pieces, between, taken };
}

const row = (id: string, note = '') => ({ id, createdDateTime: '2026-06-15T12:00:00Z', note });
const line = (id: string, note?: string) => JSON.stringify(row(id, note));
const long = (bytes: number) => 'x'.repeat(bytes);

const whole = fc.constantFrom(
  `${line('a')}\n`,
  `${line('b')},\r\n`,
  `${line('c', 'a "quoted" {brace] \\ and \u00e9')}\n`,
  `${JSON.stringify([row('d'), row('e')], null, 2)}\n`,
  `[\n${line('f')},\n${line('g')}\n]\n`,
  `${JSON.stringify({ value: [row('h')], '@odata.nextLink': 'x' })}\n`,
  `{"value":[\n${line('i')},\n${line('j')}\n],"records":[\n${line('k')}\n]}\n`,
  `${JSON.stringify(row('l'), null, 1)}\n`,
);
/** A sign each, and what a value may begin or end with. */
const SIGNS = '[]{},:"\\\n \0\u{feff}1x\u00e9'.split('');
const ENDS = ['{"value":[', ']}', '\n  ', '\r\n', 'null', '"value"', '{"id":"', '{"id":"m",\n'];
const trap = fc.constantFrom(...SIGNS, ...ENDS, `${line('n')} ${line('o')}\n`);
/** Beyond the room that a splitter starts with, and beyond any record. */
const large = fc
  .constantFrom(127, 129, 300, 1_023, 1_025, 1_300)
  .chain((kib) =>
    fc.constantFrom(`${line('large', long(kib * 1024))}\n`, `"${long(kib * 1024)}"\n`, long(kib * 1024)),
  );
const text = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: whole },
      { weight: 20, arbitrary: trap },
      { weight: 1, arbitrary: large },
    ),
    { maxLength: 20 },
  )
  .map((fragments) => Buffer.from(fragments.join('')));

type Cut = { readonly ways: readonly Chunk['how'][]; readonly atLineEnds?: boolean };

/** The bytes in chunks, each handed over in one of these ways. */
function chunksOf(bytes: Buffer, { atLineEnds = false, ways }: Cut): fc.Arbitrary<Chunk[]> {
  const few = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 300 }));
  return (bytes.length < 2_000 ? few : fc.constant(bytes.length / 8)).chain((about) => {
    const draw = fc.record({
      size: fc.nat(Math.ceil(2 * about)),
      how: fc.constantFrom(...ways),
      over: fc.constantFrom('x', '\n', '"', '}'),
    });
    return fc.array(draw, { minLength: 1, maxLength: 40 }).map((draws) => {
      const chunks: Chunk[] = [];
      for (let [at, nth] = [0, 0]; at < bytes.length || nth === 0; nth += 1) {
        const { how, over, size } = draws[nth % draws.length] ?? { how: 'push', over: '', size: 1 };
        // Nothing at all now and then, but not for ever.
        let behind = nth % 7 === 0 ? at + size : at + Math.max(1, size);
        if (atLineEnds) behind = bytes.indexOf(LF, behind) + 1 || bytes.length;
        chunks.push({ bytes: bytes.subarray(at, behind), how, over });
        at = behind;
      }
      return chunks;
    });
  });
}

const options = fc.record({ isWithinLines: fc.boolean(), cut: fc.boolean() });

describe('a splitter of JSON', () => {
  it('makes the same pieces of bytes that are lent as of bytes that are pushed, however they are cut', () => {
    const property = fc.property(
      text.chain((bytes) =>
        fc.tuple(fc.constant(bytes), chunksOf(bytes, { ways: ['push', 'fill', 'look'] })),
      ),
      options,
      ([bytes, chunks], how) => {
        const pushed = split([{ bytes, how: 'push', over: '' }], how);
        const mixed = split(chunks, how);
        const inChunks = split(
          chunks.map((chunk) => ({ ...chunk, how: 'push' })),
          how,
        );
        expect(mixed.pieces).toEqual(pushed.pieces);
        expect(mixed.between).toEqual(inChunks.between);
        expect(mixed.between.at(-1)).toBe(pushed.between.at(-1));
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });

  it('and the same where lines are known and taken where they lie', () => {
    let taken = 0;
    const property = fc.property(
      fc
        .tuple(text, fc.boolean())
        .chain(([bytes, atLineEnds]) =>
          fc.tuple(
            fc.constant(bytes),
            chunksOf(bytes, { ways: ['look', 'look', 'look', 'push'], atLineEnds }),
          ),
        ),
      options,
      ([bytes, chunks], how) => {
        const known = split(chunks, { ...how, knows: true });
        taken += known.taken;
        expect(known.pieces).toEqual(split([{ bytes, how: 'push', over: '' }], how).pieces);
      },
    );
    fc.assert(property, { numRuns: 1_000 });
    expect(taken).toBeGreaterThan(300);
  });

  it('knows no lines in bytes that were pushed, nor in those that follow a value that is not over', () => {
    const lines = `${line('a')}\n${line('b')}\n`;
    const chunk = (text: string, how: Chunk['how']): Chunk => ({ bytes: Buffer.from(text), how, over: 'x' });
    expect(split([chunk(lines, 'look')], { knows: true }).taken).toBe(2);
    expect(split([chunk(lines, 'push')], { knows: true }).taken).toBe(0);
    const begun = split([chunk('{"id":\n', 'look'), chunk(`"c"}\n${lines}`, 'look'), chunk(lines, 'look')], {
      knows: true,
    });
    expect(begun.taken).toBe(2);
    expect(begun.pieces).toHaveLength(5);
  });
});
