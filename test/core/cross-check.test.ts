/** Our count of a day beside Microsoft's, and both beside the days before. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeDigestReport } from '../../src/core/compose-report.ts';
import { crossCheckOf, deviation } from '../../src/core/cross-check.ts';
import { addDays, createCalendar } from '../../src/core/day.ts';
import { composeDigest } from '../../src/core/digest.ts';
import { crossCheckSentence } from '../../src/core/sections/cross-check.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { emptyDay, report } from '../render/report-builder.ts';
import { coverage, storedDay } from '../store/builders.ts';

const DAY = '2026-11-23';
const COUNTER = 'signInEventsSummary';

/** A day with so many sign-ins here and there, so many days before. */
function counted(back: number, ours: number, theirs: number, given: Partial<StoredDay> = {}): StoredDay {
  return storedDay({
    day: addDays(DAY, -back),
    state: 'sealed',
    coverage: coverage({ signIns: ours }),
    counters: { counter: COUNTER, signIns: theirs },
    ...given,
  });
}

const today = counted(0, 980, 1_000);
/** So many days before, all with that ratio in hundredths. */
const earlier = (days: number, hundredths = 97) =>
  Array.from({ length: days }, (_, index) => counted(index + 1, hundredths, 100));

describe('what is usual', () => {
  it.each<[rule: string, days: readonly StoredDay[], usual: number | null, of: number]>([
    ['nothing, where no day came before', [], null, 0],
    ['six days are too few', earlier(6), null, 6],
    ['seven are enough', earlier(7), 0.97, 7],
    [
      'of eight it is the mean of the middle two',
      [...earlier(4, 90), ...shifted(earlier(4, 100), 4)],
      0.95,
      8,
    ],
    ['one strange day does not move it', [...earlier(7), counted(8, 1, 100)], 0.97, 8],
    ['of more than 28 the newest count', [...earlier(28), ...shifted(earlier(30, 10), 28)], 0.97, 28],
    ['in whatever order they come', [...shifted(earlier(30, 10), 28), ...earlier(28).toReversed()], 0.97, 28],
    [
      'days without a count are passed over',
      [...earlier(7), counted(8, 1, 1, { counters: undefined })],
      0.97,
      7,
    ],
    ['days on which Microsoft counted none, too', [...earlier(7), counted(8, 5, 0)], 0.97, 7],
    ['the day itself is none of them', [...earlier(6), today], null, 6],
    ['nor is a day after it', [...earlier(6), counted(-1, 97, 100)], null, 6],
    ['nor a partial one', [...earlier(6), counted(7, 97, 100, { state: 'partial' })], null, 6],
    [
      'nor one of which something is unread',
      [...earlier(6), counted(7, 97, 100, { coverage: coverage({ complete: false }) })],
      null,
      6,
    ],
    [
      'another source shows other records',
      [...earlier(6), counted(7, 97, 100, { source: 'graph v1.0' })],
      null,
      6,
    ],
    [
      'another classifier is another way of counting',
      [...earlier(6), counted(7, 9, 9, { classifier: 2 })],
      null,
      6,
    ],
    ['so is another zone', [...earlier(6), counted(7, 9, 9, { zone: 'Europe/Berlin' })], null, 6],
    [
      'and another counter',
      [...earlier(6), counted(7, 9, 9, { counters: { counter: 'another', signIns: 9 } })],
      null,
      6,
    ],
  ])('%s', (_, days, usual, of) => {
    expect(crossCheckOf(today, days)).toEqual({
      counter: COUNTER,
      theirs: 1_000,
      ours: 980,
      ratio: 0.98,
      usual,
      days: of,
    });
  });

  it.each<[what: string, day: StoredDay]>([
    ['without a count of Microsoft', counted(0, 980, 1, { counters: undefined })],
    ['with one of zero', counted(0, 980, 0)],
  ])('a day %s is not compared', (_, day) => {
    expect(crossCheckOf(day, earlier(10))).toBeNull();
  });

  it('it lies between the lowest and the highest of the days it is taken from', () => {
    const ratios = fc.array(fc.record({ ours: fc.nat(5_000), theirs: fc.integer({ min: 1, max: 5_000 }) }), {
      minLength: 7,
      maxLength: 28,
    });
    fc.assert(
      fc.property(ratios, (some) => {
        const days = some.map(({ ours, theirs }, index) => counted(index + 1, ours, theirs));
        const usual = crossCheckOf(today, days)?.usual ?? -1;
        const all = some.map(({ ours, theirs }) => ours / theirs);
        expect(usual).toBeGreaterThanOrEqual(Math.min(...all));
        expect(usual).toBeLessThanOrEqual(Math.max(...all));
      }),
    );
  });
});

describe('a tenth off what is usual is a remark, no less', () => {
  it.each<[ours: number, usual: number | null, expected: ReturnType<typeof deviation>]>([
    [1_000, 1, undefined],
    [900, 1, undefined],
    [899, 1, 'fewer'],
    [1_100, 1, undefined],
    [1_101, 1, 'more'],
    [450, 0.5, undefined],
    [449, 0.5, 'fewer'],
    [550, 0.5, undefined],
    [551, 0.5, 'more'],
    [2_200, 2, undefined],
    [2_201, 2, 'more'],
    [0, 0.97, 'fewer'],
    [0, 0, undefined],
    [1, 0, 'more'],
    [1, null, undefined],
  ])('%i of 1,000 where %s is usual: %s', (ours, usual, expected) => {
    const theirs = 1_000;
    expect(deviation({ counter: COUNTER, theirs, ours, ratio: ours / theirs, usual, days: 7 })).toBe(
      expected,
    );
  });
});

describe('in a sentence', () => {
  it.each<[what: string, day: StoredDay, days: readonly StoredDay[], sentence: string]>([
    ['nothing, where nothing was compared', counted(0, 9, 9, { counters: undefined }), earlier(9), ''],
    [
      'as usual',
      counted(0, 12_098, 12_345),
      earlier(21),
      'Microsoft counts 12,345 sign-ins; ours over theirs is 0.98, usually 0.97 (21 days).',
    ],
    [
      'before there is anything usual',
      counted(0, 1, 1),
      earlier(1),
      'Microsoft counts 1 sign-in; ours over theirs is 1.00, not calibrated yet (1 day).',
    ],
    [
      'fewer than usual',
      counted(0, 800, 1_000),
      earlier(7),
      'Microsoft counts 1,000 sign-ins; ours over theirs is 0.80, usually 0.97 (7 days). That is fewer than usual: records may be missing.',
    ],
    [
      'more than usual',
      counted(0, 1_200, 1_000),
      earlier(7),
      'Microsoft counts 1,000 sign-ins; ours over theirs is 1.20, usually 0.97 (7 days). That is more than usual: the count of Microsoft may be unfinished.',
    ],
  ])('%s', (_, day, days, sentence) => {
    expect(crossCheckSentence({ crossCheck: crossCheckOf(day, days) })).toBe(sentence);
  });
});

it('the digest says it among what was counted, and says nothing where nothing was compared', () => {
  const termsOf = (crossCheck: ReturnType<typeof crossCheckOf>) => {
    const day = emptyDay({ coverage: { ...emptyDay().coverage, crossCheck } });
    const { blocks } = composeDigest(report({ days: [day] }));
    return blocks.flatMap((block) => (block.kind === 'list' ? block.entries : [])).map(({ term }) => term);
  };
  expect(termsOf(crossCheckOf(today, earlier(7)))).toContain('Cross-check');
  expect(termsOf(null)).not.toContain('Cross-check');
});

it('a report differs by the comparison alone', () => {
  const options = {
    version: '0.0.0',
    tenant: { id: 'contoso', name: 'Contoso' },
    privacy: 'masked',
    now: Date.parse('2026-11-24T08:00:00Z'),
    calendar: createCalendar('UTC'),
    retentionDays: 30,
    issueMinUsers: 3,
  } as const;
  const withCounters = [today, ...earlier(20, 50)];
  const without = withCounters.map(({ counters: _counters, ...day }) => day);
  const [one, other] = [withCounters, without].map((days) => composeDigestReport(DAY, days, options));
  expect(one?.days[0]?.coverage.crossCheck).toMatchObject({ usual: 0.5, days: 20 });
  const cleared = one?.days.map((day) => ({ ...day, coverage: { ...day.coverage, crossCheck: null } }));
  expect({ ...one, days: cleared }).toEqual(other);
});

function shifted(days: readonly StoredDay[], by: number): StoredDay[] {
  return days.map((day) => ({ ...day, day: addDays(day.day, -by) }));
}
