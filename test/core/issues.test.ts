/** What stands out, and since when: a row per rule, with the boundary on both sides. All days are invented. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/core/day.ts';
import { issuesOf } from '../../src/core/issues.ts';
import type { Ack } from '../../src/core/ports.ts';
import type { ReasonName } from '../../src/core/reasons.ts';
import type { Figures, Issue } from '../../src/core/report.ts';
import type { StoredDay } from '../../src/core/stored-day.ts';
import { coverage, figures, reasonOf, storedDay } from '../store/builders.ts';

/** A Monday. */
const DAY = '2026-11-23';
const FLOOR = 3;

/** The day that many days before, with so many users of one reason, or with these reasons. */
function day(back: number, users: number | Figures['reasons'], given: Partial<StoredDay> = {}): StoredDay {
  const reasons = typeof users === 'number' ? (users === 0 ? [] : [reasonOf('noResponse', users)]) : users;
  return storedDay({
    day: addDays(DAY, -back),
    state: 'sealed',
    figures: figures({ reasons }),
    ...given,
  });
}
const partial = (back: number, users: number): StoredDay =>
  day(back, users, { state: 'partial', coverage: coverage({ complete: false }) });

/** A day for each number of users, the last of them that of the issues; `null`: a gap; `~`: partial. */
type History = readonly (number | null | `~${number}`)[];
function history(users: History): StoredDay[] {
  return users.flatMap((some, index) => {
    const back = users.length - 1 - index;
    if (some === null) return [];
    return [typeof some === 'number' ? day(back, some) : partial(back, Number(some.slice(1)))];
  });
}

function issues(days: readonly StoredDay[], given: { floor?: number; acks?: readonly Ack[] } = {}): Issue[] {
  return issuesOf(days, { day: DAY, issueMinUsers: given.floor ?? FLOOR, acks: given.acks ?? [] });
}
const issue = (days: readonly StoredDay[]): Issue | undefined => issues(days)[0];
const stateOf = (days: readonly StoredDay[]): Issue['state'] | 'none' => issue(days)?.state ?? 'none';

const quiet = (length: number): number[] => Array.from({ length }, () => 0);
const loud = (length: number, users = 5): number[] => Array.from({ length }, () => users);

describe('a reason stands out', () => {
  it('from the floor on, not below', () => {
    expect(issues([day(0, FLOOR)])).toHaveLength(1);
    expect(issues([day(0, FLOOR - 1)])).toEqual([]);
    expect(issues([day(0, 7)], { floor: 8 })).toEqual([]);
  });

  it('on the day itself, or not at all: a day that was not collected has no issues', () => {
    expect(issues([day(1, 9), day(-1, 9)])).toEqual([]);
  });
});

describe('new: it did not stand out on any of the 28 days before', () => {
  it.each<[rule: string, history: History, state: Issue['state']]>([
    ['on the first day there is', [5], 'new'],
    ['where the last time was 29 days ago', [5, ...quiet(28), 5], 'new'],
    ['not where it was 28 days ago', [5, ...quiet(27), 5], 'back'],
    ['where it was always below the floor', [...loud(28, 2), 5], 'new'],
    ['where a partial day before tells nothing', ['~5', 5], 'new'],
    ['where all between is a gap', [5, ...Array.from({ length: 28 }, () => null), 5], 'new'],
  ])('%s', (_, users, state) => {
    expect(stateOf(history(users))).toBe(state);
  });

  it('since that day', () => {
    expect(issue(history([5, ...quiet(28), 5]))).toMatchObject({ firstDay: DAY, lastDay: DAY });
  });
});

describe('back: the last time was more than 7 days ago', () => {
  it.each<[rule: string, history: History, state: Issue['state'], firstDay: string]>([
    ['eight days ago', [5, ...quiet(7), 5], 'back', DAY],
    ['not seven days ago', [5, ...quiet(6), 5], 'steady', '2026-11-16'],
    [
      'one whole day in between is enough to know',
      [5, null, null, null, 0, null, null, null, 5],
      'back',
      DAY,
    ],
    [
      'not over a gap: nobody saw it go',
      [5, ...Array.from({ length: 7 }, () => null), 5],
      'steady',
      '2026-11-15',
    ],
    [
      'nor over partial days: what they lack may have been there',
      [5, ...Array.from({ length: 7 }, () => '~0' as const), 5],
      'steady',
      '2026-11-15',
    ],
  ])('%s', (_, users, state, firstDay) => {
    expect(issue(history(users))).toMatchObject({ state, firstDay });
  });
});

/** Usual for a Monday: that many; it stood out yesterday. */
const usually = (usual: number, users: number): StoredDay[] => [
  ...[7, 14, 21, 28].map((back) => day(back, usual)),
  day(1, FLOOR),
  day(0, users),
];

describe('worse, better, steady: against what is usual', () => {
  it.each<[rule: string, usual: number, users: number, state: Issue['state']]>([
    ['worse from half as many again on', 20, 30, 'worse'],
    ['not below', 20, 29, 'steady'],
    ['worse from three users more on', 4, 7, 'worse'],
    ['not below', 4, 6, 'steady'],
    ['worse than none', 0, 3, 'worse'],
    ['better up to 67 of 100', 100, 67, 'better'],
    ['not above', 100, 68, 'steady'],
    ['as usual', 20, 20, 'steady'],
  ])('%s', (_, usual, users, state) => {
    expect(issue(usually(usual, users))).toMatchObject({ state, baselineUsers: usual });
  });

  it('steady where there is no comparison yet', () => {
    expect(issue([day(7, 1), day(1, 5), day(0, 50)])).toMatchObject({ state: 'steady', baselineUsers: null });
  });

  it('a reason that is not in a whole day counts as none there', () => {
    expect(issue([day(7, 0), day(14, 0), day(0, 5)])).toMatchObject({ baselineUsers: 0 });
  });

  it('new and back go before worse: they say more', () => {
    expect(stateOf([7, 14, 21, 28].map((back) => day(back, 0)).concat(day(0, 50)))).toBe('new');
    expect(stateOf([7, 14, 21].map((back) => day(back, 0)).concat(day(28, 3), day(0, 50)))).toBe('back');
  });
});

describe('fixed: it stood out within 7 days, and not on the last three collected days', () => {
  it.each<[rule: string, history: History, state: Issue['state'] | 'none']>([
    ['on the third quiet day', [5, 0, 0, 0], 'fixed'],
    ['not on the second', [5, 0, 0], 'none'],
    ['until seven days after', [5, ...quiet(7)], 'fixed'],
    ['not on the eighth', [5, ...quiet(8)], 'none'],
    ['below the floor is as good as none', [5, 2, 2, 2], 'fixed'],
    ['a gap is no quiet day', [5, 0, null, 0], 'none'],
    ['but does not start the count anew', [5, 0, null, 0, 0], 'fixed'],
    ['a partial day is no quiet day', [5, 0, '~0', 0], 'none'],
    ['nor a loud one', [5, 0, '~9', 0, 0], 'fixed'],
    ['never said of a partial day', [5, 0, 0, 0, '~0'], 'none'],
    ['not where it never stood out', [0, 0, 0, 0], 'none'],
  ])('%s', (_, users, state) => {
    expect(stateOf(history(users))).toBe(state);
  });

  it('tells the episode that ended, and no shape', () => {
    expect(issue(history([5, 6, 0, 0, 1]))).toMatchObject({
      state: 'fixed',
      users: 1,
      firstDay: '2026-11-19',
      lastDay: '2026-11-20',
      shape: null,
    });
  });
});

describe('of a partial day only what more records cannot undo is said', () => {
  const onPartial = (usual: number, users: number) => [
    ...usually(usual, users).slice(0, -1),
    partial(0, users),
  ];
  it.each<[rule: string, days: StoredDay[], state: Issue['state'] | 'none']>([
    ['that it is new', [partial(0, 5)], 'new'],
    ['that it is back', [...history([5, ...quiet(7), 0]).slice(0, -1), partial(0, 5)], 'back'],
    ['that it is worse', onPartial(20, 30), 'worse'],
    ['never that it is better', onPartial(100, 50), 'steady'],
    ['nothing of a reason below the floor', onPartial(20, 2), 'none'],
  ])('%s', (_, days, state) => {
    expect(stateOf(days)).toBe(state);
  });
});

describe('an episode begins on the first day after a pause of more than 7 days', () => {
  it.each<[rule: string, history: History, firstDay: string]>([
    ['through a pause of a week', [0, 5, ...quiet(6), 5, 5], '2026-11-15'],
    ['not through a longer one', [5, ...quiet(7), 5, 5], '2026-11-22'],
    [
      'through a gap of any length up to four weeks',
      [5, ...Array.from({ length: 20 }, () => null), 5, 5],
      '2026-11-01',
    ],
    ['to the oldest day that is remembered, and no further', loud(120), addDays(DAY, -89)],
  ])('%s', (_, users, firstDay) => {
    expect(issue(history(users))?.firstDay).toBe(firstDay);
  });
});

describe('the issues of a day', () => {
  const named = (name: ReasonName, users: number, unableUsers: number) =>
    reasonOf(name, users, { unableUsers });

  it('stand by users blocked, then by users, then by name', () => {
    const reasons = [
      named('wrongCode', 50, 4),
      named('declined', 9, 4),
      named('noMethod', 4, 4),
      named('wrongPin', 9, 4),
      named('noResponse', 10, 9),
    ];
    const expected = ['noResponse', 'wrongCode', 'declined', 'wrongPin', 'noMethod'];
    for (const some of [reasons, reasons.toReversed()])
      expect(issues([day(0, some)]).map(({ id }) => id)).toEqual(expected);
  });

  it('tell what more than half of the users share, and no more than the log names', () => {
    const shared = (method: string, users: number) => ({
      most: {
        method: { name: method, users },
        app: { name: 'Teams', users: 3 },
        os: null,
        country: null,
      },
    });
    const of = (method: string, users: number) =>
      issue([day(0, [reasonOf('noResponse', 5, shared(method, users))])]);
    expect(of('App notification', 3)).toMatchObject({ topMethod: 'App notification', topApp: 'Teams' });
    expect(of('App notification', 2)).toMatchObject({ topMethod: null });
    expect(of('Not recorded', 5)).toMatchObject({ topMethod: null });
    const half = { ...shared('App notification', 3) };
    expect(issue([day(0, [reasonOf('noResponse', 6, half)])])).toMatchObject({
      topMethod: null,
      topApp: null,
    });
  });
});

describe('the week of an issue: its users on the seven days that end with the day', () => {
  it.each<[rule: string, history: History, week: Issue['week']]>([
    ['oldest first, the day itself last', [9, 1, 2, 0, 4, 5, 6, 7], [1, 2, 0, 4, 5, 6, 7]],
    [
      'a gap is a gap, and so is a day read in part',
      [1, null, 3, '~4', 5, 6, 7],
      [1, null, 3, null, 5, 6, 7],
    ],
    ['before the first day there is nothing', [5], [null, null, null, null, null, null, 5]],
    ['of the day itself, read in part, what is known', [5, '~6'], [null, null, null, null, null, 5, 6]],
  ])('%s', (_, users, week) => {
    expect(issue(history(users))?.week).toEqual(week);
  });
});

describe('an acknowledgement', () => {
  const ack = (until: string, reason: ReasonName = 'noResponse'): Ack => ({
    reason,
    until,
    by: 'helpdesk',
    note: 'known',
  });
  it.each<[rule: string, acks: Ack[], expected: Issue['acknowledged']]>([
    ['holds until its last day', [ack(DAY)], { until: DAY, by: 'helpdesk', note: 'known' }],
    ['ends with it, by itself', [ack('2026-11-22')], null],
    ['is for one reason', [ack('2026-12-31', 'wrongCode')], null],
  ])('%s', (_, acks, acknowledged) => {
    const told = issues(usually(20, 30), { acks })[0];
    expect(told).toEqual({ ...issue(usually(20, 30)), acknowledged });
  });
});

describe('the same days give the same issues', () => {
  const users = fc.oneof(fc.nat(8), fc.constant(0));
  const arbitraryDay = fc.record({
    users: fc.tuple(users, users),
    kind: fc.constantFrom('whole', 'whole', 'whole', 'partial', 'gap'),
  });

  it('in any order, and after old days were collected again', () => {
    const days = fc
      .array(arbitraryDay, { minLength: 1, maxLength: 100 })
      .map((some) =>
        some.flatMap(({ users: [a, b], kind }, back) => {
          if (kind === 'gap') return [];
          const reasons = [reasonOf('noResponse', a), reasonOf('wrongCode', b)];
          return [
            kind === 'partial' ? { ...partial(back, 0), figures: figures({ reasons }) } : day(back, reasons),
          ];
        }),
      )
      .chain((some) =>
        fc.record({
          days: fc.constant(some),
          shuffled: fc.shuffledSubarray(some, { minLength: some.length }),
          again: fc.subarray(some),
        }),
      );
    fc.assert(
      fc.property(days, ({ days: known, shuffled, again }) => {
        const expected = issues(known);
        expect(issues(shuffled)).toEqual(expected);
        const newer = again.map((one) => ({ ...one, revision: 7, collectedAt: '2026-12-01T00:00:00Z' }));
        const recollected = known.map((one) => newer.find((other) => other.day === one.day) ?? one);
        expect(issues(recollected)).toEqual(expected);
        expect(issues([...newer, ...shuffled])).toEqual(expected);
      }),
    );
  });

  it('of two readings of one day the newer revision counts, whichever comes first', () => {
    const two = [day(0, 0, { revision: 1 }), day(0, 5, { revision: 2 })];
    for (const days of [two, two.toReversed()]) expect(issue(days)?.users).toBe(5);
  });

  it('a gap and a partial day before it are the same to a day', () => {
    const list = fc.array(arbitraryDay, { minLength: 2, maxLength: 100 });
    fc.assert(
      fc.property(list, (some) => {
        const built = some.map(({ users: [a] }, back) => day(back, a));
        const isWhole = (_: unknown, back: number) => back === 0 || some[back]?.kind === 'whole';
        const asPartial = built.map((one, back) =>
          isWhole(one, back) ? one : { ...one, state: 'partial' as const },
        );
        expect(issues(asPartial)).toEqual(issues(built.filter(isWhole)));
      }),
    );
  });
});

it('an issue walks from new through steady, worse, better and fixed to back', () => {
  const users: History = [
    // A week of nothing, new and steady through a gap and a partial day, twice the usual for a day,
    ...quiet(7),
    ...loud(4, 6),
    null,
    6,
    '~6' as const,
    ...loud(2, 6),
    12,
    ...loud(4, 6),
    // fewer than usual, gone, and back.
    6,
    4,
    ...quiet(8),
    6,
  ];
  const days = history(users);
  const states = days.map(
    (one) => issuesOf(days, { day: one.day, issueMinUsers: FLOOR, acks: [] })[0]?.state ?? 'none',
  );
  expect(states[7]).toBe('new');
  expect(states.at(-1)).toBe('back');
  expect(new Set(states)).toEqual(new Set(['none', 'new', 'steady', 'worse', 'better', 'fixed', 'back']));
});
