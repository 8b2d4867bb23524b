import { describe, expect, it } from 'vitest';
import { fitting, joinBytes, splitBytes } from '../../src/store/row.ts';

const key = { partitionKey: 'contoso', rowKey: '2026-06-15' };
const bytesOf = (length: number) => new Uint8Array(length).fill(7);

describe('the limits of a row', () => {
  it.each([
    ['bytes of 64 KiB', { a: bytesOf(65_536) }],
    ['a text of 32,768 characters', { a: 'x'.repeat(32_768) }],
    ['252 columns', numbered(252, 1)],
    // The row is 4 + keys 34; each column 8 + name 4 + length 4 + its bytes.
    ['10 bytes less than 1 MiB', numbered(16, bytesOf(65_517))],
  ])('%s fits', (_, columns) => {
    expect(fitting({ ...key, ...columns }, 'Storing a row')).toMatchObject(key);
  });

  it.each([
    [
      'bytes beyond 64 KiB',
      { a: bytesOf(65_537) },
      /^Storing a row failed: its a is too large .*65537 bytes, at most 65536/,
    ],
    ['a text beyond 64 KiB', { a: 'x'.repeat(32_769) }, /65538 bytes/],
    ['253 columns', numbered(253, 1), /253 columns/],
    ['6 bytes more than 1 MiB', numbered(16, bytesOf(65_518)), /too large.*1048582 bytes.*1048576/],
  ])('%s is refused', (_, columns, message) => {
    expect(() => fitting({ ...key, ...columns }, 'Storing a row')).toThrow(message);
  });

  it.each([0, 1, 65_536, 65_537, 200_000])('%i bytes are split over columns and joined again', (length) => {
    const bytes = bytesOf(length);
    const columns = splitBytes('facts', bytes);
    expect(Object.keys(columns)).toHaveLength(Math.max(1, Math.ceil(length / 65_536)));
    expect(joinBytes(columns, 'facts', 'A row')).toEqual(Buffer.from(bytes));
  });
});

function numbered(many: number, value: unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: many }, (_, index) => [String(index + 10), value]));
}
