/** Each kind of attempt is judged once; what tells two of them apart must not be forgotten. All is invented. */
import { describe, expect, it } from 'vitest';
import type { SignIn } from '../../src/core/sign-in.ts';
import { buildSignIn, guid, type SignInParts } from '../build-sign-in.ts';
import { windowOf } from '../naive/window.ts';
import { countWithCore } from './implementations.ts';

const DAY = windowOf('2026-03-10', 'UTC');
const MINUTE = 60_000;
const LATER = DAY.to + 2880 * MINUTE;

const COMPLETED = { text: 'MFA successfully completed' };
const DENIED = { code: 500121, text: 'MFA denied; user declined the authentication' };
const CHALLENGE = { code: 50074 };

/** Sign-ins of one attempt of somebody of their own, at these times. */
function attemptOf(
  user: number,
  rows: readonly (readonly [time: string, parts: Omit<SignInParts, 'at'>])[],
): SignIn[] {
  return rows.map(([time, parts], n) =>
    buildSignIn({
      id: guid(1, user * 10 + n),
      userId: guid(2, user),
      correlation: guid(3, user),
      ...parts,
      at: `2026-03-10T${time}Z`,
    }),
  );
}

describe('attempts that say the same', () => {
  it('are told apart by whether their rows share an instant', () => {
    const records = [
      ...attemptOf(1, [
        ['10:00:00', COMPLETED],
        ['10:00:00', DENIED],
      ]),
      ...attemptOf(2, [
        ['10:00:00', COMPLETED],
        ['10:00:01', DENIED],
      ]),
      ...attemptOf(3, [
        ['10:00:00', COMPLETED],
        ['10:00:00.0000001', DENIED],
      ]),
    ];
    const { outcomes } = countWithCore(records, DAY, { readAt: LATER }).figures;
    expect([outcomes.completed.attempts, outcomes.denied.attempts]).toEqual([1, 2]);
  });

  it('are told apart by whether they may still be answered', () => {
    const records = [
      ...attemptOf(1, [['10:00:00', CHALLENGE]]),
      ...attemptOf(2, [['11:00:00', CHALLENGE]]),
      ...attemptOf(3, [['10:30:00', CHALLENGE]]),
    ];
    const readAt = DAY.from + 750 * MINUTE;
    const { interrupted, reasons } = countWithCore(records, DAY, { readAt }).figures;
    expect([interrupted.abandoned.attempts, interrupted.pending.attempts]).toEqual([2, 1]);
    expect(reasons.map(({ attempts }) => attempts)).toEqual([2]);
  });

  it('are counted right where a day has more kinds of rows than are remembered', () => {
    const records = Array.from({ length: 8_300 }, (_, user) =>
      attemptOf(user, [
        ['10:00:00', user < 8_200 ? DENIED : CHALLENGE],
        ['10:00:01', { code: 53003, text: `Looked away ${user} times` }],
      ]),
    ).flat();
    // Kinds are numbered as they come: this one makes the two that begin an attempt neighbours.
    const alone = attemptOf(9_000, [['10:00:00', CHALLENGE]]);
    const { outcomes, interrupted } = countWithCore([...alone, ...records], DAY, { readAt: LATER }).figures;
    expect([outcomes.denied.attempts, interrupted.abandoned.attempts]).toEqual([8_200, 101]);
  });
});
