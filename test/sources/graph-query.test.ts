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
  expect(firstPage('https://graph.microsoft.com', 'beta', { from: '2026-11-22T00:00:00Z', to }).href).toBe(
    'https://graph.microsoft.com/beta/auditLogs/signIns?$filter=createdDateTime%20ge%202026-11-22T00%3A00%3A00Z%20and%20createdDateTime%20le%202026-11-23T00%3A00%3A00Z&$orderby=createdDateTime%20asc&$top=1000',
  );
});

describe('where a reading is resumed', () => {
  it.each([
    { title: 'without a cursor', cursor: undefined, resumed: '2026-11-22T00:00:00Z' },
    {
      title: 'at its cursor',
      cursor: '{"graph":1,"ge":"2026-11-22T08:00:00.1234567Z","got":"2026-11-22T08:01:00Z"}',
      resumed: '2026-11-22T08:00:00.1234567Z',
    },
    {
      title: 'a minute before an old cursor, which told only how far it was read',
      cursor: '{"graph":1,"ge":"2026-11-22T08:00:00.1234567Z"}',
      resumed: '2026-11-22T07:59:00.123Z',
    },
    {
      title: 'but not before the window',
      cursor: '{"graph":1,"ge":"2026-11-22T00:00:59Z"}',
      resumed: '2026-11-22T00:00:00Z',
    },
    {
      title: 'with a cursor that does not tell how far it was read',
      cursor: '{"graph":1,"ge":"2026-11-22T08:00:00Z","got":"soon"}',
      resumed: '2026-11-22T00:00:00Z',
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
    expect(startProgress(window, cursor).part.from).toBe(resumed);
  });

  it.each([
    { title: 'nothing read', read: [], resumed: '2026-11-22T00:00:00Z' },
    {
      title: 'a minute before the last instant',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00.1234567Z'],
      resumed: '2026-11-22T01:59:00.123Z',
    },
    {
      title: 'not before the window',
      read: ['2026-11-22T00:00:10Z', '2026-11-22T00:00:40Z'],
      resumed: '2026-11-22T00:00:00Z',
    },
    {
      title: 'records outside the window say nothing',
      read: ['2026-11-22T01:00:00Z', '2026-11-23T00:00:00Z', '2026-12-24T00:00:00Z', '2020-01-01T00:00:00Z'],
      resumed: '2026-11-22T23:59:00Z',
    },
    {
      title: 'a record that came 3 s late moves it back by 3 s more',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:10Z', '2026-11-22T02:00:07Z', '2026-11-22T03:00:00Z'],
      resumed: '2026-11-22T02:58:57Z',
    },
    {
      title: 'a late record within one millisecond counts as one millisecond',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00.0000009Z', '2026-11-22T02:00:00.0000001Z'],
      resumed: '2026-11-22T01:58:59.999Z',
    },
    {
      title: 'newest first in spite of the order asked for: only the start is sure',
      read: ['2026-11-22T23:00:00Z', '2026-11-22T22:00:00Z', '2026-11-22T21:00:00Z'],
      resumed: '2026-11-22T00:00:00Z',
    },
  ])('after reading: $title', ({ read, resumed }) => {
    const progress = startProgress(window, undefined).after(read.map(at));
    expect(progress.part.from).toBe(resumed);
    expect(startProgress(window, progress.cursor).part.from).toBe(resumed);
  });

  it('is not forgotten: that records came late once, by a later run that sees none', () => {
    const late = ['2026-11-22T01:00:00Z', '2026-11-22T02:00:10Z', '2026-11-22T02:00:07Z'].map(at);
    const { cursor } = startProgress(window, undefined).after(late);
    const later = startProgress(window, cursor).after(
      ['2026-11-22T02:00:07Z', '2026-11-22T03:00:00Z'].map(at),
    );
    expect(later.part.from).toBe('2026-11-22T02:58:57Z');
    expect(startProgress(window, later.cursor).part.from).toBe('2026-11-22T02:58:57Z');
  });

  it.each([-3_000, '3000', 86_400_001, null])('a lateness of %s in a cursor is none', (lag) => {
    const cursor = JSON.stringify({ graph: 1, ge: '2026-11-22T01:00:00Z', got: '2026-11-22T01:01:00Z', lag });
    const progress = startProgress(window, cursor).after(['2026-11-22T02:00:00Z'].map(at));
    expect(progress.part.from).toBe('2026-11-22T01:59:00Z');
  });

  it('records that come again after a fresh start, or in a shorter part, are not late', () => {
    const twice = ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00Z'].map(at);
    const once = startProgress(window, undefined).after(twice);
    for (const anew of [once.afresh(), once.narrowed(once.part)])
      expect(anew?.after(twice).readTo).toBe(Date.parse('2026-11-22T02:00:00Z'));
  });

  it('pages that only repeat that minute are gone on with from their middle, so that it ends', () => {
    const read = (cursor: string | undefined, ...times: readonly string[]) =>
      startProgress(window, cursor).after(times.map((time) => at(`2026-11-22T${time}Z`)));
    const once = read(undefined, '08:00:00', '08:00:30');
    const again = read(once.cursor, '07:59:30', '08:00:10');
    expect(again.part.from).toBe('2026-11-22T07:59:50Z');
    expect(again.readTo).toBe(Date.parse('2026-11-22T08:00:30Z'));
    const beyond = read(again.cursor, '07:59:50', '08:00:40');
    expect(beyond.part.from).toBe('2026-11-22T07:59:50Z');
    expect(beyond.readTo).toBe(Date.parse('2026-11-22T08:00:40Z'));
    expect(read(beyond.cursor, '07:59:50', '08:00:40').part.from).toBe('2026-11-22T08:00:15Z');
  });

  it('of a crowd within one millisecond, goes on from the last instant, all digits kept', () => {
    const cursor = '{"graph":1,"ge":"2026-11-22T08:00:00Z","got":"2026-11-22T08:00:00.0009Z"}';
    const progress = startProgress(window, cursor).after(
      ['2026-11-22T08:00:00.0001Z', '2026-11-22T08:00:00.0001234Z'].map(at),
    );
    expect(progress.part.from).toBe('2026-11-22T08:00:00.0001234Z');
    expect(startProgress(window, progress.cursor).part.from).toBe('2026-11-22T08:00:00.0001234Z');
  });

  it('an instant of more than nine digits makes a cursor that a later run can read', () => {
    const long = at('2026-11-22T08:00:00.1234567890123Z');
    const progress = startProgress(window, undefined).after([long]);
    expect(JSON.parse(progress.cursor).got).toBe('2026-11-22T08:00:00.123456789Z');
    expect(startProgress(window, progress.cursor).part.from).toBe('2026-11-22T07:59:00.123Z');
  });

  it('does not depend on where pages end', () => {
    const records = ['01:00:00', '02:00:10', '02:00:07', '03:00:00'].map((time) => at(`2026-11-22T${time}Z`));
    const oneByOne = records.reduce((so, record) => so.after([record]), startProgress(window, undefined));
    expect(oneByOne.cursor).toBe(startProgress(window, undefined).after(records).cursor);
  });
});

describe('up to where all is read', () => {
  it.each([
    { title: 'nothing read: the start', read: [], readTo: '2026-11-22T00:00:00Z' },
    {
      title: 'the last instant',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:00.1234567Z'],
      readTo: '2026-11-22T02:00:00.123Z',
    },
    {
      title: 'not told once a record came late',
      read: ['2026-11-22T01:00:00Z', '2026-11-22T02:00:10Z', '2026-11-22T02:00:07Z'],
      readTo: undefined,
    },
  ])('after reading: $title', ({ read, readTo }) => {
    const told = startProgress(window, undefined).after(read.map(at)).readTo;
    expect(told).toBe(readTo === undefined ? undefined : Date.parse(readTo));
  });

  it('is the end of a part that was read whole, whatever the order within it', () => {
    const progress = startProgress(window, undefined).narrowed({ from: '2026-11-22T00:00:00Z', to });
    const part = progress?.part ?? { from: '', to };
    const disorderly = ['2026-11-22T02:00:10Z', '2026-11-22T02:00:07Z'].map(at);
    expect(progress?.after(disorderly).through(part)).toMatchObject({
      readTo: part.to,
      part: { from: '2026-11-22T12:00:00Z' },
    });
  });

  it('no record is asked for again that lies before it, though the service gives some from there', () => {
    const cursor = '{"graph":1,"ge":"2026-11-22T08:00:00Z","got":"2026-11-22T08:01:00Z"}';
    const progress = startProgress(window, cursor).after(['2026-11-22T01:00:00Z'].map(at));
    expect(progress.part.from).toBe('2026-11-22T08:00:00Z');
  });
});

describe('parts of a window', () => {
  const rest = (from: string) => startProgress(window, JSON.stringify({ graph: 1, ge: from, got: from }));

  it.each([
    { title: 'a day is halved', from: '2026-11-22T00:00:00Z', end: '2026-11-22T12:00:00Z' },
    { title: 'the rest of one likewise', from: '2026-11-22T20:00:00Z', end: '2026-11-22T22:00:00Z' },
    { title: 'never below a minute', from: '2026-11-22T23:58:30Z', end: '2026-11-22T23:59:30Z' },
  ])('$title', ({ from, end }) => {
    const progress = rest(from);
    expect(progress.narrowed(progress.part)?.part).toEqual({ from, to: Date.parse(end) });
  });

  it('a minute is not halved, nor what is left of one', () => {
    for (const from of ['2026-11-22T23:59:00Z', '2026-11-22T23:59:59.5Z', '2026-11-23T00:00:00Z']) {
      expect(rest(from).narrowed(rest(from).part)).toBeUndefined();
    }
  });

  it('the next begins where one was read to, both ends included, and is twice as long', () => {
    const quarter = rest('2026-11-22T12:00:00Z');
    const eighth = quarter.narrowed(quarter.part);
    const sixteenth = eighth?.narrowed(eighth.part);
    const next = sixteenth?.through(sixteenth.part);
    expect(next?.part).toEqual({ from: '2026-11-22T15:00:00Z', to: Date.parse('2026-11-22T21:00:00Z') });
    expect(next?.isWhole).toBe(false);
    expect(next?.through(next.part).part).toEqual({ from: '2026-11-22T21:00:00Z', to });
  });

  it('the window is whole when its last part is', () => {
    const progress = rest('2026-11-22T21:00:00Z');
    expect(progress.isWhole).toBe(false);
    expect(progress.through(progress.part).isWhole).toBe(true);
  });

  it('a later run goes on with the shorter part', () => {
    const progress = rest('2026-11-22T00:00:00Z');
    const narrowed = progress.narrowed(progress.part);
    expect(startProgress(window, narrowed?.cursor).part).toEqual(narrowed?.part);
  });

  it('what is sure to its end is not asked for again, so that parts of a minute go on', () => {
    const progress = startProgress(window, '{"graph":1,"ge":"2026-11-22T08:00:00Z","part":60000}');
    expect(progress.part).toEqual({ from: '2026-11-22T07:59:00Z', to: Date.parse('2026-11-22T08:00:00Z') });
    const next = startProgress(window, progress.through(progress.part).cursor);
    expect(next.part.from).toBe('2026-11-22T08:00:00Z');
  });

  it('where no order is kept, each run that ends before its part does leaves half of it to the next', () => {
    const newestFirst = ['2026-11-22T23:00:00Z', '2026-11-22T22:00:00Z'].map(at);
    const first = startProgress(window, undefined).after(newestFirst);
    expect(first.part).toEqual({ from: '2026-11-22T00:00:00Z', to });
    const second = startProgress(window, first.cursor);
    expect(second.part).toEqual({ from: '2026-11-22T00:00:00Z', to: Date.parse('2026-11-22T12:00:00Z') });
    const third = startProgress(
      window,
      second.after(['2026-11-22T11:00:00Z', '2026-11-22T10:00:00Z'].map(at)).cursor,
    );
    expect(third.part.to).toBe(Date.parse('2026-11-22T06:00:00Z'));
  });

  it.each([0, -1, 59_999, '3600000', null])('a length of %s in a cursor is none', (part) => {
    const ge = '2026-11-22T08:00:00Z';
    const cursor = JSON.stringify({ graph: 1, ge, got: ge, part });
    expect(startProgress(window, cursor).part).toEqual({ from: '2026-11-22T08:00:00Z', to });
  });
});
