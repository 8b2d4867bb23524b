import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.ts';
import { decodeChunk, encodeChunk } from '../../src/store/chunk-codec.ts';
import { DamagedRow } from '../../src/store/damaged-row.ts';
import { chunk } from './facts-builder.ts';

const decode = (bytes: Uint8Array) => decodeChunk(bytes, 'Chunk 7');

describe('a chunk of facts', () => {
  it.each([0, 1, 3, 1000])('of %i sign-ins comes back as it was', (rows) => {
    const facts = chunk({ rows, users: 20, evidences: 8 });
    expect(decode(encodeChunk(facts))).toStrictEqual(facts);
  });

  it('keeps instants that are not numbers, and the largest indexes', () => {
    const facts = chunk();
    facts.columns.ms.set([Number.NaN, -1.5, 2 ** 53]);
    facts.columns.user.set([0xffff_ffff, 0, 1]);
    expect(decode(encodeChunk(facts))).toStrictEqual(facts);
  });

  it('takes only its own rows of columns that have room for more', () => {
    const { columns, ...rest } = chunk({ rows: 5 });
    const first = decode(encodeChunk({ ...rest, columns, rows: 2 }));
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
    ['claims no layout', changed(4, 0)],
  ])('F27 that %s is damaged', (_, damaged) => {
    expect(() => decode(damaged)).toThrow(DamagedRow);
    expect(() => decode(damaged)).toThrow(/^Chunk 7 .*cannot be read.*damaged/);
  });

  it('F27 of a newer layout is refused by its number, which is no damage', () => {
    expect(() => decode(changed(4, 2))).toThrow(SettingsError);
    expect(() => decode(changed(4, 2))).toThrow(/^TABLES: Chunk 7 .*layout 2.*reads layout 1/);
  });
});
