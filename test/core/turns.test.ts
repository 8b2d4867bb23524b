import { describe, expect, it } from 'vitest';
import { type Turn, troubleOf, troubleSince } from '../../src/core/turns.ts';

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

  it('that is over is gone', () => {
    expect(troubleSince(undefined, { ...REFUSED, since: BEGAN }, BEGAN)).toBeUndefined();
  });
});
