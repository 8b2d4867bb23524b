import { describe, expect, it } from 'vitest';
import {
  hasBegun,
  inTurn,
  partWaiting,
  type Turn,
  troubleBefore,
  troubleOf,
  troubleSince,
} from '../../src/core/turns.ts';

const BEGAN = '2026-11-23T08:00:00Z';
const TURN: Turn = {
  work: 'collect',
  tenant: 'a',
  number: 1,
  beganAt: BEGAN,
  endedAt: BEGAN,
  trouble: undefined,
};
const REFUSED = { kind: 'refused', says: 'It is refused.' } as const;
const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);

describe('the trouble of a tenant', () => {
  it.each<[string, Turn | undefined, number, unknown]>([
    ['is none before its first turn', undefined, at('09:00:00'), undefined],
    ['is none after a good turn', TURN, at('23:00:00'), undefined],
    [
      'is what its last turn found',
      { ...TURN, trouble: { ...REFUSED, since: BEGAN } },
      at('09:00:00'),
      { ...REFUSED, since: BEGAN },
    ],
    [
      'stands while the next turn lasts',
      { ...TURN, endedAt: undefined, trouble: { ...REFUSED, since: BEGAN } },
      at('08:10:00'),
      { ...REFUSED, since: BEGAN },
    ],
    ['is none while its first turn lasts', { ...TURN, endedAt: undefined }, at('08:59:00'), undefined],
    [
      'is that the process died, where a turn never ended',
      { ...TURN, endedAt: undefined },
      at('09:00:01'),
      { kind: 'unexpected', says: 'The process ended in its turn.', since: BEGAN },
    ],
  ])('%s', (_, turn, now, trouble) => {
    expect(troubleOf(turn, now)).toEqual(trouble);
  });

  it.each([
    ['lasts since it began', { ...REFUSED, since: BEGAN }, BEGAN],
    [
      'of another kind begins now',
      { kind: 'unavailable', says: '', since: BEGAN } as const,
      '2026-11-24T00:00:00Z',
    ],
    ['that is new begins now', undefined, '2026-11-24T00:00:00Z'],
  ])('%s', (_, before, since) => {
    expect(troubleSince(REFUSED, before, '2026-11-24T00:00:00Z')).toEqual({ ...REFUSED, since });
  });

  const refused = { ...REFUSED, since: BEGAN };
  const died = { kind: 'unexpected', says: 'The process ended in its turn.' } as const;
  const hourBefore = '2026-11-23T07:00:00Z';
  it.each<[string, Turn | undefined, string, unknown]>([
    ['is none before the first', undefined, '09:00:00', undefined],
    ['is none after a good one', TURN, '09:00:00', undefined],
    ['is what the last one found', { ...TURN, trouble: refused }, '09:00:00', refused],
    ['is none while one may be under way', { ...TURN, endedAt: undefined }, '08:09:59', undefined],
    [
      'is that the process died in the one before, since that began',
      { ...TURN, endedAt: undefined, trouble: refused },
      '08:10:00',
      { ...died, since: BEGAN },
    ],
    [
      'is so since the first in which it died',
      { ...TURN, endedAt: undefined, trouble: { ...died, since: hourBefore } },
      '08:15:00',
      { ...died, since: hourBefore },
    ],
  ])('as a turn begins %s', (_, turn, now, trouble) => {
    expect(troubleBefore(turn, at(now))).toEqual(trouble);
  });

  it('that is over is gone', () => {
    expect(troubleSince(undefined, { ...REFUSED, since: BEGAN }, BEGAN)).toBeUndefined();
  });
});

describe('of two turns', () => {
  const turns = [
    { ...TURN, tenant: 'late', number: 7, beganAt: '2026-11-23T08:00:01Z' },
    { ...TURN, tenant: 'early', number: 7, beganAt: '2026-11-23T08:00:00.5Z' },
    { ...TURN, tenant: 'low', number: 6, beganAt: '2026-11-23T09:00:00Z' },
  ];
  it('the lower number is the older one, and with one number the one that began first', () => {
    const waiting = ['late', 'early', 'low', 'never'].map((id) => ({ id }));
    expect(inTurn(waiting, turns).map(({ id }) => id)).toEqual(['never', 'low', 'early', 'late']);
  });
});

describe('a turn that was handed over', () => {
  it.each([
    ['has not begun before the first', [], 0, false],
    ['has begun with the first', [TURN], 0, true],
    ['has not begun while the newest is the one before it', [TURN], 1, false],
    [
      'has begun with a higher number, whatever the clocks say',
      [{ ...TURN, number: 9, beganAt: '' }],
      1,
      true,
    ],
    ['has not begun with that of another tenant', [{ ...TURN, tenant: 'b', number: 9 }], 1, false],
  ])('%s', (_, turns, after, begun) => {
    expect(hasBegun(turns, { tenant: 'a', after })).toBe(begun);
  });

  it.each([
    ['was never: it is due', [], 'due'],
    ['has begun: it is due again', [{ after: 0, at: at('07:00:00') }], 'due'],
    ['was a moment ago: it is expected', [{ after: 1, at: at('08:50:01') }], 'expected'],
    ['was ten minutes ago: it is overdue', [{ after: 1, at: at('08:50:00') }], 'overdue'],
    ['was hours ago: it is overdue', [{ after: 1, at: at('00:00:00') }], 'overdue'],
    ['was by a clock that is ahead: it is overdue', [{ after: 1, at: at('09:10:00') }], 'overdue'],
  ])('%s', (_, messages, kind) => {
    const handedOver = messages.map((each) => ({ tenant: 'a', again: false, ...each }));
    const parted = partWaiting([{ id: 'a' }, { id: 'b' }], [TURN], handedOver, at('09:00:00'));
    expect(Object.entries(parted).find(([, those]) => those.some(({ id }) => id === 'a'))?.[0]).toBe(kind);
    expect(parted.due).toContainEqual({ id: 'b' });
  });

  it.each([
    ['began a moment ago is under way', '08:05:00', 'expected'],
    ['began longer ago than a run lasts died: it is due', '08:10:00', 'due'],
    ['began by a clock that is ahead: it is due', '07:50:00', 'due'],
  ] as const)('and did not end %s', (_, now, kind) => {
    const turns = [{ ...TURN, endedAt: undefined }];
    const parted = partWaiting([{ id: 'a' }], turns, [], at(now));
    expect(parted).toEqual({ due: [], expected: [], overdue: [], [kind]: [{ id: 'a' }] });
  });
});
