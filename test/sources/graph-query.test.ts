import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { firstPage, startProgress } from '../../src/sources/graph-query.ts';

const from = Date.parse('2026-11-22T00:00:00Z');
const to = Date.parse('2026-11-23T00:00:00Z');
const window = { from, to };

/** Of a record only its instant matters here. */
function at(createdDateTime: string): ReadRecord {
  const [, fraction = ''] = /\.(\d+)Z$/.exec(createdDateTime) ?? [];
  const ns = Number(fraction.padEnd(9, '0').slice(3, 9));
  return {
    kind: 'outOfScope',
    id: createdDateTime,
    at: { ms: Date.parse(createdDateTime), ns },
    createdDateTime,
    readAt: 0,
  };
}

it('the first page is asked for with both bounds, oldest first, encoded', () => {
  expect(firstPage('https://graph.microsoft.com', '2026-11-22T00:00:00Z', to).href).toBe(
    'https://graph.microsoft.com/beta/auditLogs/signIns?$filter=createdDateTime%20ge%202026-11-22T00%3A00%3A00Z%20and%20createdDateTime%20le%202026-11-23T00%3A00%3A00Z&$orderby=createdDateTime%20asc&$top=1000',
  );
});

describe('where a reading is resumed', () => {
  it.each([
    { title: 'without a cursor', cursor: undefined, resumed: '2026-11-22T00:00:00Z' },
    {
      title: 'at its cursor',
      cursor: '{"graph":1,"ge":"2026-11-22T08:00:00.1234567Z"}',
      resumed: '2026-11-22T08:00:00.1234567Z',
    },
    {
      title: 'with a cursor of another source',
      cursor: 'folder/file.json:17',
      resumed: '2026-11-22T00:00:00Z',
    },
    {
      title: 'with a newer cursor',
      cursor: '{"graph":2,"ge":"2026-11-22T08:00:00Z"}',
      resumed: '2026-11-22T00:00:00Z',
    },
    { title: 'with null', cursor: 'null', resumed: '2026-11-22T00:00:00Z' },
    {
      title: 'with a cursor before the window',
      cursor: '{"graph":1,"ge":"2026-11-20T08:00:00Z"}',
      resumed: '2026-11-22T00:00:00Z',
    },
    {
      title: 'with a cursor after it',
      cursor: '{"graph":1,"ge":"2026-11-24T08:00:00Z"}',
      resumed: '2026-11-22T00:00:00Z',
    },
    {
      title: 'with a query in it',
      cursor: '{"graph":1,"ge":"2026-11-22T08:00:00Z or true"}',
      resumed: '2026-11-22T00:00:00Z',
    },
    {
      title: 'with no day of any calendar',
      cursor: '{"graph":1,"ge":"2026-99-22T08:00:00Z"}',
      resumed: '2026-11-22T00:00:00Z',
    },
  ])('$title', ({ cursor, resumed }) => {
    expect(startProgress(window, cursor).from).toBe(resumed);
  });

  it.each([
    { title: 'nothing read', read: [], resumed: '2026-11-22T00:00:00Z' },
    {
      title: 'the last instant, all digits kept',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00.1234567Z'],
      resumed: '2026-11-22T02:00:00.1234567Z',
    },
    {
      title: 'records outside the window say nothing',
      read: ['2026-11-22T01:00:00Z', '2026-11-23T00:00:00Z', '2026-12-24T00:00:00Z', '2020-01-01T00:00:00Z'],
      resumed: '2026-11-23T00:00:00Z',
    },
    {
      title: 'a record that came 3 s late moves it back by 3 s',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:10Z', '2026-11-22T02:00:07Z', '2026-11-22T03:00:00Z'],
      resumed: '2026-11-22T02:59:57Z',
    },
    {
      title: 'a late record within one millisecond counts as one millisecond',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00.0000009Z', '2026-11-22T02:00:00.0000001Z'],
      resumed: '2026-11-22T01:59:59.999Z',
    },
    {
      title: 'newest first in spite of the order asked for: only the start is sure',
      read: ['2026-11-22T23:00:00Z', '2026-11-22T22:00:00Z', '2026-11-22T21:00:00Z'],
      resumed: '2026-11-22T00:00:00Z',
    },
  ])('after reading: $title', ({ read, resumed }) => {
    const progress = startProgress(window, undefined).after(read.map(at));
    expect(progress.from).toBe(resumed);
    expect(startProgress(window, progress.cursor).from).toBe(resumed);
  });

  it('does not depend on where pages end', () => {
    const records = ['01:00:00', '02:00:10', '02:00:07', '03:00:00'].map((time) => at(`2026-11-22T${time}Z`));
    const oneByOne = records.reduce((so, record) => so.after([record]), startProgress(window, undefined));
    expect(oneByOne.cursor).toBe(startProgress(window, undefined).after(records).cursor);
  });
});
