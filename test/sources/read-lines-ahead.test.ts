/** What is made of lines that another thread lays down, and whether what follows them may be read by itself. */
import { expect, it } from 'vitest';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import type { Ends } from '../../src/scan/bays.ts';
import type { LineReader } from '../../src/sources/line-reader.ts';
import { readLinesAhead } from '../../src/sources/read-records.ts';

/** Knows no line. */
const reader: LineReader = { window: Buffer.alloc(0), takeLines: (from) => from };

const line = (id: string) => JSON.stringify({ id, createdDateTime: '2026-06-15T12:00:00Z' });
const pretty = (id: string) => JSON.stringify({ id, createdDateTime: '2026-06-15T12:00:00Z' }, null, 2);
const [half, rest] = [line('h').slice(0, 20), line('h').slice(20)];

type Bay = readonly [text: string, ends: Ends];

it.each<[what: string, laid: readonly Bay[], told: readonly string[], isClean: readonly boolean[]]>([
  ['lines', [[`${line('a')}\n${line('b')}\n`, 'piece']], ['a', 'b'], [true]],
  [
    'nothing',
    [
      ['', 'piece'],
      ['', 'file'],
    ],
    [],
    [true, true],
  ],
  [
    'lines in several bays',
    [
      [`${line('a')}\n`, 'nothing'],
      [`${line('b')}\n`, 'piece'],
    ],
    ['a', 'b'],
    [true, true],
  ],
  [
    'a line over two bays',
    [
      [half, 'nothing'],
      [`${rest}\n`, 'piece'],
    ],
    ['h'],
    [true, true],
  ],
  [
    'a line over two bays, behind a piece',
    [
      [`${line('a')}\n`, 'piece'],
      [half, 'nothing'],
      [`${rest}\n`, 'piece'],
    ],
    ['a', 'h'],
    [true, true, true],
  ],
  [
    'a record over lines',
    [
      [pretty('p'), 'nothing'],
      [`\n${line('a')}\n`, 'piece'],
    ],
    ['p', 'a'],
    [true, true],
  ],
  ['a record over lines at the end of a piece', [[`${pretty('p')}\n`, 'piece']], ['p'], [false]],
  [
    'a line that is cut at the end of a piece',
    [[`${line('a')}\n${half}\n`, 'piece']],
    ['a', 'notJson'],
    [false],
  ],
  [
    'a line that is cut at the end of the file',
    [[`${line('a')}\n${half}`, 'file']],
    ['a', 'notJson'],
    [true],
  ],
  [
    'an array that is open at the end of a piece',
    [[`[\n${line('a')},\n`, 'piece']],
    ['a', 'notJson'],
    [false],
  ],
  [
    'an array that is open at the end of a bay',
    [
      [`[\n${line('a')},\n`, 'nothing'],
      [`${line('b')}]\n`, 'file'],
    ],
    ['a', 'b'],
    [true, true],
  ],
  [
    'a piece behind one that was not clean',
    [
      [`{"id":\n`, 'piece'],
      [`"x"}\n${line('a')}\n`, 'piece'],
    ],
    ['notJson', 'notJson', 'a'],
    [false, true],
  ],
  ['rubbish at the end of a piece', [['x\n', 'piece']], ['notJson'], [false]],
])('%s', (_what, laid, told, isClean) => {
  const records: ReadRecord[] = [];
  const read = readLinesAhead(reader, (batch) => records.push(...batch));
  const clean = laid.map(([text, ends]) => {
    const window = Buffer.from(text);
    const wasClean = read({ bytes: 16, length: window.length, rows: undefined, ends, thread: 1, window });
    window.fill('x');
    return wasClean;
  });
  const tellOf = (record: ReadRecord) => (record.kind === 'rejected' ? record.cause : record.id);
  expect(records.map(tellOf)).toEqual(told);
  expect(clean).toEqual(isClean);
});

it('lines that the reader knows are taken where they lie, with what was found out about them', () => {
  const told: string[] = [];
  const text = `${line('a')}\n${line('b')}\n`;
  const window = Buffer.from(text);
  const lines = {
    bytes: 16,
    length: window.length,
    rows: { from: 32, behind: 48 },
    ends: 'piece',
    thread: 1,
    window,
  } as const;
  const knowsAll: LineReader = {
    window: Buffer.alloc(0),
    takeLines(from, to, take, ahead) {
      told.push(`${from} to ${to}`);
      expect(ahead).toBe(lines);
      take({ kind: 'rejected', cause: 'noTime', id: 'known', at: undefined, createdDateTime: undefined });
      return to;
    },
  };
  const records: ReadRecord[] = [];
  expect(readLinesAhead(knowsAll, (batch) => records.push(...batch))(lines)).toBe(true);
  expect(told).toEqual([`0 to ${text.length}`]);
  expect(records.map(({ id }) => id)).toEqual(['known']);
});
