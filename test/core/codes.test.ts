import { describe, expect, it } from 'vitest';
import { CODES, type CodeRow, lookUpCode } from '../../src/core/codes.ts';
import type { ReasonName } from '../../src/core/reasons.ts';

/** Codes of contract §3 that give a reason; ranges written out. */
const DENIALS: readonly (readonly [ReasonName, readonly number[]])[] = [
  ['serviceError', [50086, 50087]],
  ['telephonyLimit', [50088, ...range(500881, 500883)]],
  ['externalProvider', [50159, 50161, 50166, 50170, 50172, 1000021, 1000022]],
  ['registrationBlocked', [53004, 53010, 54010]],
  ['methodBlocked', [54008, 54009, ...range(130500, 130502), 135016]],
  ['declined', [70037, 1003033]],
  ['misconfiguration', [50177, 90072]],
  ['deviceKey', [...range(130004, 130008), 500129]],
  ['accessPass', range(130503, 130507)],
  ['securityKey', [...range(135000, 135020).filter((code) => code !== 135011 && code !== 135016), 500344]],
  ['noMethod', [500342]],
  ['unspecified', [500121]],
];

const FIRST_FACTOR = [50034, 50053, 50055, 50056, 50057, 50126, 50144, ...range(50181, 50185), 501811, 51004];

/** Codes by what they say, beside the above. */
const OTHERS: readonly (readonly [CodeRow['says'], readonly number[]])[] = [
  ['success', [0, 50140, 50199]],
  ['challenge', [50074, 50076, 50077, 50078, 399210]],
  ['registration', [50072, 50079]],
  ['handOver', [50158]],
  ['nudge', [50203]],
];

/** Every other code of the published lists: neither MFA nor the first factor. */
const OTHER_REASON = [
  16000, 16001, 16002, 16003, 29200, 29210, 50005, 50019, 50020, 50058, 50059, 50075, 50085, 50089, 50097,
  50105, 50125, 50127, 50128, 50129, 50131, 50132, 50133, 50135, 50142, 50143, 50148, 50155, 50168, 50173,
  50178, 50180, 50187, 50192, 50201, 50202, 50206, 50207, 50208, 51006, 52004, 53000, 53001, 53002, 53003,
  53008, 53009, 53011, 65001, 65004, 70008, 70016, 70018, 70019, 70043, 70044, 70045, 70046, 75011, 81010,
  81012, 81014, 90094, 90095, 135011, 165100, 399218, 399284, 500111, 500133, 500581, 501314, 530002, 530003,
  530021, 530032, 530034, 530035, 650053, 700003, 700082, 1002016, 5001211, 7000113, 7000215,
];

describe('a code that denies', () => {
  it.each(DENIALS.flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const)))(
    '%i gives the reason %s',
    (code, reason) => {
      expect(lookUpCode(code)).toMatchObject({ code, kind: 'failure', mfa: true, says: 'denied', reason });
    },
  );
});

describe('a code that does not deny', () => {
  it.each(OTHERS.flatMap(([says, codes]) => codes.map((code) => [code, says] as const)))(
    '%i says %s',
    (code, says) => {
      const row = lookUpCode(code);
      expect(row?.says).toBe(says);
      expect(row?.reason).toBeUndefined();
      expect(row?.kind).toBe(says === 'success' ? 'success' : 'interrupt');
    },
  );

  it.each(FIRST_FACTOR)('%i is a failed first factor', (code) => {
    expect(lookUpCode(code)).toMatchObject({ says: 'firstFactorFailed', mfa: false });
  });

  it.each(OTHER_REASON)('%i ended or paused the sign-in for another reason', (code) => {
    expect(lookUpCode(code)).toMatchObject({ says: 'otherReason', mfa: false });
  });
});

describe('what looks like MFA and is not', () => {
  it.each([
    [500111, 'a reply address, beside 500121'],
    [5001211, 'a missing primary refresh token, which begins like 500121'],
    [65004, 'a consent that was declined'],
    [70018, 'the verification code of the device-code flow'],
    [81012, 'no error at all'],
    [135011, 'a disabled device among the codes of security keys'],
  ])('%i is %s', (code) => {
    expect(lookUpCode(code)).toMatchObject({ mfa: false, says: 'otherReason' });
  });

  it('a reminder to set up the app (50203) proves nothing', () => {
    expect(lookUpCode(50203)).toMatchObject({ mfa: false, says: 'nudge' });
  });
});

describe('a code that no table has', () => {
  it.each([undefined, 1, -1, 50121, 5012, 135021, 135999, Number.NaN])('%s is unknown', (code) => {
    expect(lookUpCode(code)).toBeUndefined();
  });
});

describe('the table of codes', () => {
  it('names each code once, and all of them are told above', () => {
    const told = [
      ...DENIALS.flatMap(([, codes]) => codes),
      ...OTHERS.flatMap(([, codes]) => codes),
      ...FIRST_FACTOR,
      ...OTHER_REASON,
    ];
    const ascending = (codes: readonly number[]) => codes.toSorted((a, b) => a - b);
    expect(ascending(CODES.map(({ code }) => code))).toEqual(ascending(told));
  });

  it.each(CODES.map((row) => [row.code, row] as const))('%i carries its prose and source', (_, row) => {
    expect(row.reason !== undefined).toBe(row.says === 'denied');
    for (const key of ['title', 'meaning', 'likelyCause', 'nextStep', 'source'] as const) {
      expect(row[key]).not.toBe('');
      expect(row[key]).not.toContain('!');
    }
  });

  it('says so where a number within a range has no published meaning', () => {
    expect(lookUpCode(130506)?.meaning).toContain('No meaning of its own is published');
    expect(lookUpCode(135004)?.meaning).toContain('No meaning of its own is published');
  });
});

/** All numbers from `first` to `last`, both included. */
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
