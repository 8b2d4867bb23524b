import { expect, it } from 'vitest';
import { csvRow } from '../../src/render/csv-row.ts';
import { renderCsv } from '../../src/render/render-csv.ts';
import { parseCsv } from './parse-csv.ts';
import { emptyDay, gapDay, report, row, trend, troubleDay } from './report-builder.ts';

it.each([
  ['a formula gets an apostrophe', '=1+1', "'=1+1"],
  ['in full width, too', '＝1+1', "'＝1+1"],
  ['so does a plus', '+cmd', "'+cmd"],
  ['and a minus', '-cmd', "'-cmd"],
  ['and an at sign', '@cmd', "'@cmd"],
  ['and a tab', '\tcmd', '"\'\tcmd"'.replaceAll('"', '')],
  ['and a carriage return', '\rcmd', '"\'\rcmd"'],
  ['a number stays a number', -5.5, '-5.5'],
  ['a text that is a number is guarded all the same', '-5', "'-5"],
  ['a quote is doubled', 'say "hi"', '"say ""hi"""'],
  ['a comma is quoted', 'a,b', '"a,b"'],
  ['a line break is quoted', 'a\nb', '"a\nb"'],
  ['nothing is an empty cell', undefined, ''],
  ['not measured is an empty cell', null, ''],
  ['zero is a zero', 0, '0'],
])('%s', (_, cell, written) => {
  expect(csvRow([cell])).toBe(`${written}\r\n`);
});

it('begins with a byte order mark and ends each line as RFC 4180 says', () => {
  const csv = renderCsv(report({ days: [troubleDay()] }));
  expect(
    csv.startsWith('\ufeffday,zone,state,revision,dimension,key,name,outcome,signIns,attempts,users\r\n'),
  ).toBe(true);
  expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

it.each(['missing', 'lost'] as const)('a %s day is one total row of empty cells', (state) => {
  expect(parseCsv(renderCsv(report({ days: [gapDay(state)] }))).slice(1)).toEqual([
    ['2026-11-23', 'UTC', state, '0', 'total', 'all', 'All sign-ins', '', '', '', ''],
  ]);
});

it('a day without a sign-in is zeros, not empty cells', () => {
  const [total] = parseCsv(renderCsv(report({ days: [emptyDay()] }))).slice(1);
  expect(total?.slice(8)).toEqual(['0', '0', '0']);
});

it('a fold is called other, and a value without an id goes by its name', () => {
  const app = {
    rows: [row(null, 'unknown', 5, 4, [3, 2, 1, 0], 1)],
    other: row(null, 'Other', 9, 8, [4, 4, 0, 0], 0),
  };
  const day = troubleDay();
  const rows = parseCsv(renderCsv(report({ days: [{ ...day, breakdowns: { ...day.breakdowns, app } }] })));
  expect(rows.filter((cells) => cells[4] === 'app').map((cells) => cells.slice(5))).toEqual([
    ['unknown', 'unknown', '', '', '5', '4'],
    ['unknown', 'unknown', 'completed', '', '2', '2'],
    ['unknown', 'unknown', 'denied', '', '1', '1'],
    ['unknown', 'unknown', 'abandoned', '', '0', '0'],
    ['other', 'Other', '', '', '9', '8'],
    ['other', 'Other', 'completed', '', '4', '4'],
    ['other', 'Other', 'denied', '', '0', '0'],
    ['other', 'Other', 'abandoned', '', '0', '0'],
  ]);
});

it('a history without whole days tells its headlines, zone included, and leaves empty what they do not know', () => {
  const rows = parseCsv(renderCsv(report({ trend: trend(troubleDay(), 14) }))).slice(1);
  expect(new Set(rows.map(([day]) => day)).size).toBe(14);
  expect(rows.filter(([day]) => day === '2026-11-17').map((cells) => cells.slice(2))).toEqual([
    ['missing', '0', 'total', 'all', 'All sign-ins', '', '', '', ''],
  ]);
  expect(rows.filter(([day]) => day === '2026-11-23').map((cells) => cells.slice(4))).toEqual([
    ['total', 'all', 'All sign-ins', '', '12684', '9299', '2301'],
    ['outcome', 'completed', 'Completed', '', '', '2204', ''],
    ['outcome', 'denied', 'Denied', '', '', '172', ''],
    ['interrupted', 'abandoned', 'Abandoned', '', '', '31', ''],
    ['unable', 'all', 'Unable users', '', '', '', '64'],
  ]);
});
