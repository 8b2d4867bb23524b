import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { parsePage } from '../../src/sources/graph-page.ts';
import { readPageRecords } from '../../src/sources/graph-records.ts';

const MIB = 1024 * 1024;
const AT = 17;
/** Invented, and the least that makes a sign-in. */
const good = (id: string) => ({ id, createdDateTime: '2026-11-22T08:00:00Z', userId: `user of ${id}` });

/** Records of a page with these rows between two good ones; rows are JSON. */
function read(...rows: string[]): ReadRecord[] {
  const value = [JSON.stringify(good('first')), ...rows, JSON.stringify(good('last'))];
  return readPageRecords(parsePage(`{"value":[${value.join(',')}]}`), AT);
}
const told = (records: readonly ReadRecord[]) =>
  records.map((record) => (record.kind === 'rejected' ? record.cause : record.id));

/** A row whose JSON has exactly so many bytes. */
function rowOf(bytes: number, filler = 'x'): string {
  const empty = JSON.stringify({ ...good('large'), padding: '' });
  const piece = JSON.stringify(filler).slice(1, -1);
  const size = Buffer.byteLength(piece);
  const rest = bytes - Buffer.byteLength(empty);
  const padding = piece.repeat(Math.floor(rest / size)) + 'y'.repeat(rest % size);
  return JSON.stringify({ ...good('large'), padding: '' }).replace('"padding":""', `"padding":"${padding}"`);
}
const nested = (levels: number, innermost = '1') => '{"a":'.repeat(levels) + innermost + '}'.repeat(levels);
const withField = (json: string) => JSON.stringify(good('odd')).replace(/}$/, `,"odd":${json}}`);

describe('F17 a record that poisons does so to itself only', () => {
  it.each([
    { title: 'a text of 5 MB', row: rowOf(5 * MIB), verdict: 'tooLarge' },
    { title: 'a megabyte and a byte', row: rowOf(MIB + 1), verdict: 'tooLarge' },
    { title: 'a megabyte of two-byte letters and more', row: rowOf(MIB + 2, 'ü'), verdict: 'tooLarge' },
    {
      title: 'a megabyte of escaped characters and more',
      row: rowOf(MIB + 6, '\u0001'),
      verdict: 'tooLarge',
    },
    { title: 'a million numbers', row: withField(`[${'1,'.repeat(1e6)}1]`), verdict: 'tooLarge' },
    { title: 'a name of 2 MB', row: withField(`{"${'n'.repeat(2 * MIB)}":1}`), verdict: 'tooLarge' },
    { title: 'nested 33 levels deep', row: withField(nested(32)), verdict: 'tooLarge' },
    { title: 'nested 100,000 levels deep', row: withField(nested(100_000)), verdict: 'tooLarge' },
    {
      title: 'nested deeply, with 5 MB at the bottom',
      row: withField(nested(60, `"${'x'.repeat(5 * MIB)}"`)),
      verdict: 'tooLarge',
    },
    {
      title: 'nested 100,000 levels deep, with 5 MB beside it',
      row: withField(`[${nested(100_000)},"${'x'.repeat(5 * MIB)}"]`),
      verdict: 'tooLarge',
    },
    { title: 'no id', row: '{"createdDateTime":"2026-11-22T08:00:00Z"}', verdict: 'noId' },
    {
      title: 'an id that is a number',
      row: '{"id":7,"createdDateTime":"2026-11-22T08:00:00Z"}',
      verdict: 'noId',
    },
    { title: 'no time', row: '{"id":"x"}', verdict: 'noTime' },
    {
      title: 'a time that is none',
      row: '{"id":"x","createdDateTime":"2026-02-30T08:00:00Z"}',
      verdict: 'badTime',
    },
    { title: 'null', row: 'null', verdict: 'notAnObject' },
    { title: 'a list', row: '[]', verdict: 'notAnObject' },
  ])('$title: $verdict', ({ row, verdict }) => {
    expect(told(read(row))).toEqual(['first', verdict, 'last']);
  });

  it.each([
    { title: 'a megabyte', row: rowOf(MIB) },
    { title: 'a megabyte of escaped characters', row: rowOf(MIB, '\u0001') },
    { title: 'nested 32 levels deep', row: withField(nested(31)) },
    { title: 'half a pair of surrogates', row: withField('"\\ud800"') },
    { title: '__proto__ for a name', row: withField('{"__proto__":{"id":"other","isInteractive":false}}') },
    {
      title: 'toHTML and constructor for names',
      row: withField('{"toHTML":"x","constructor":{"prototype":1}}'),
    },
  ])('$title: taken', ({ row }) => {
    const records = read(row);
    expect(records.map(({ kind }) => kind)).toEqual(['signIn', 'signIn', 'signIn']);
    expect(Object.hasOwn(Object.prototype, 'toHTML')).toBe(false);
  });

  it('names that lie in __proto__ of a record are not its own', () => {
    const row = '{"createdDateTime":"2026-11-22T08:00:00Z","__proto__":{"id":"borrowed"}}';
    expect(told(read(row))).toEqual(['first', 'noId', 'last']);
  });

  it('half a pair of surrogates in a name leaves a text that can be stored', () => {
    const row = JSON.stringify({ ...good('odd'), userDisplayName: 'A' }).replace('"A"', '"A\\ud800"');
    const [, record] = read(row);
    expect(record?.kind === 'signIn' && record.userDisplayName?.isWellFormed()).toBe(true);
  });
});

it('each record has the time of the reading, for Graph does not say when it wrote it', () => {
  expect(read().map((record) => record.kind !== 'rejected' && record.readAt)).toEqual([AT, AT]);
});
