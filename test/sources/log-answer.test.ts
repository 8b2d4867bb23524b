import { describe, expect, it } from 'vitest';
import { parseLogAnswer } from '../../src/sources/log-answer.ts';

const columns = [
  { name: 'Id', type: 'string' },
  { name: 'rows', type: 'long' },
];
const answer = (rows: readonly unknown[], more: object = {}) =>
  JSON.stringify({ tables: [{ name: 'PrimaryResult', columns, rows }], ...more });

describe('an answer', () => {
  it('is a table, by the names of its columns', () => {
    expect(parseLogAnswer(answer([['a', 1]]))).toEqual({
      table: { columns: ['Id', 'rows'], rows: [['a', 1]] },
    });
  });

  it('may have no rows', () => {
    expect(parseLogAnswer(answer([])).table?.rows).toEqual([]);
  });

  it('may begin with a byte order mark, and have other tables and an error of null beside', () => {
    const tables = [
      { name: 'Statistics', columns: [], rows: [] },
      { name: 'PrimaryResult', columns, rows: [] },
    ];
    expect(parseLogAnswer(`\uFEFF${JSON.stringify({ tables, error: null })}`).table).toBeDefined();
  });

  it.each([
    ['an error beside its rows', answer([['a', 1]], { error: { code: 'PartialError' } })],
    ['an error that is empty', answer([['a', 1]], { error: {} })],
    ['a failure in place of a row', answer([['a', 1], { OneApiErrors: [] }])],
    ['as many rows as are handed out at most', answer(Array.from({ length: 500_000 }, () => ['a', 1]))],
  ])('with %s is partial', (_, body) => {
    const read = parseLogAnswer(body);
    // Half a million rows are not to be printed.
    expect(read.table === undefined && read.isPartial).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n'],
    ['half of it', answer([['a', 1]]).slice(0, 40)],
    ['a web page', '<html></html>'],
    ['a list', '[]'],
    ['no tables', '{}'],
    ['another table', JSON.stringify({ tables: [{ name: 'Table_0', columns, rows: [] }] })],
    ['no rows', JSON.stringify({ tables: [{ name: 'PrimaryResult', columns }] })],
    [
      'a column without a name',
      JSON.stringify({ tables: [{ name: 'PrimaryResult', columns: [{}], rows: [] }] }),
    ],
    ['a row that is too short', answer([['a', 1], ['b']])],
  ])('of %s is none', (_, body) => {
    const read = parseLogAnswer(body);
    expect(read.table).toBeUndefined();
    expect(read).toMatchObject({ isPartial: false });
  });
});
