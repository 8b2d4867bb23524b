import { describe, expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from '../../src/store/chunk-codec.ts';
import { chunk } from './builders.ts';

describe('a chunk of facts', () => {
  it.each([0, 1, 3, 1000])('of %i sign-ins comes back as it was', (rows) => {
    const facts = chunk({ rows, users: 20, evidences: 8 });
    expect(decodeChunk(encodeChunk(facts))).toStrictEqual(facts);
  });

  it('keeps instants that are not numbers, and the largest indexes', () => {
    const facts = chunk();
    facts.columns.ms.set([Number.NaN, -1.5, 2 ** 53]);
    facts.columns.user.set([0xffff_ffff, 0, 1]);
    expect(decodeChunk(encodeChunk(facts))).toStrictEqual(facts);
  });

  it('takes only its own rows of columns that have room for more', () => {
    const { columns, ...rest } = chunk({ rows: 5 });
    const first = decodeChunk(encodeChunk({ ...rest, columns, rows: 2 }));
    expect(first.columns.id).toEqual(columns.id.slice(0, 8));
    expect(first.columns.ms).toEqual(columns.ms.slice(0, 2));
    expect(first.columns.scope).toEqual(columns.scope.slice(0, 2));
  });

  it('with a column that is too short is refused', () => {
    expect(() => encodeChunk({ ...chunk({ rows: 2 }), rows: 3 })).toThrow(/entries, not/);
  });

  const bytes = encodeChunk(chunk({ rows: 50 }));
  const changed = (at: number, value: number) => bytes.map((byte, index) => (index === at ? value : byte));
  it.each([
    ['is empty', new Uint8Array()],
    ['is of another kind', changed(0, 0)],
    ['is cut', bytes.subarray(0, -1)],
    ['claims another length', changed(5, 1)],
    ['claims to be empty', new Uint8Array([...bytes.subarray(0, 5), 0, 0, 0, 0, ...bytes.subarray(9)])],
    ['claims another checksum', changed(9, (bytes[9] ?? 0) ^ 1)],
    ['has a byte changed inside', changed(200, (bytes[200] ?? 0) ^ 4)],
  ])('that %s is refused as damaged', (_, damaged) => {
    expect(() => decodeChunk(damaged)).toThrow(/damaged/);
  });

  it('of a newer layout is refused by its number', () => {
    expect(() => decodeChunk(changed(4, 2))).toThrow(/layout 2.*reads 1/);
  });
});
