/**
 * What those who failed have in common, and how much was asked of people: figures beside the counts of
 * contract §1, one case a sentence, run against every implementation. Everything is invented.
 */
import { describe, expect, it } from 'vitest';
import type { Figures } from '../../src/core/report.ts';
import { buildSignIn, guid, step } from '../build-sign-in.ts';
import { windowOf } from '../naive/window.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

type Parts = Omit<Partial<Parameters<typeof buildSignIn>[0]>, 'at'>;
/** Time on 10 March 2026, and what the row is about. */
type Row = readonly [time: string, parts: Parts];
type Case<Told> = { readonly rule: string; readonly rows: readonly Row[]; readonly expected: Told };

const DAY = windowOf('2026-03-10', 'UTC');

const user = (n: number) => ({ userId: guid(0xa, n) });
const NOBODY = { userId: undefined };
const MAIL = { appId: guid(0xb, 1), appName: 'Contoso Mail' };
const VPN = { appId: guid(0xb, 2), appName: 'Contoso VPN' };
const FIRST = { correlation: guid(0xc, 1) };
const SECOND = { correlation: guid(0xc, 2) };
const WRONG_CODE = 'MFA denied; user entered incorrect code';
const DECLINED = 'MFA denied; user declined the authentication';
const PASSED_TEXT = 'MFA successfully completed';
const CHALLENGE = { code: 50074 };
const SINGLE_FACTOR = { code: 0, requirement: 'singleFactorAuthentication' };
const NO_MOST = { method: null, app: null, os: null, country: null };

function denied(text: string, method = 'Text message'): Parts {
  return { code: 500121, steps: [step(method, text, false)] };
}

function passed(method = 'Text message'): Parts {
  return { code: 0, steps: [step(method, PASSED_TEXT, true)] };
}

/** Each row is an attempt of its own, of the first user on Contoso Mail, unless it says otherwise. */
function signInsOf(rows: readonly Row[]) {
  return rows.map(([time, parts], index) =>
    buildSignIn({ id: guid(0x1d, index), ...user(1), ...MAIL, ...parts, at: `2026-03-10T${time}Z` }),
  );
}

const MOST: Case<Partial<Figures['reasons'][number]['most']>>[] = [
  {
    rule: 'the value of most users is told, with how many of the users of that reason had it',
    rows: [
      ['10:00:00', { ...user(1), ...VPN, country: 'NL', operatingSystem: 'Ios 18', ...denied(WRONG_CODE) }],
      ['11:00:00', { ...user(2), ...VPN, country: 'JP', operatingSystem: 'Ios 17', ...denied(WRONG_CODE) }],
      ['12:00:00', { ...user(3), ...MAIL, country: 'JP', ...denied(WRONG_CODE, 'OATH verification code') }],
    ],
    expected: {
      method: { name: 'Text message', users: 2 },
      app: { name: 'Contoso VPN', users: 2 },
      os: { name: 'iOS', users: 2 },
      country: { name: 'JP', users: 2 },
    },
  },
  {
    rule: 'users count, not their attempts',
    rows: [
      ['10:00:00', { ...VPN, ...denied(WRONG_CODE) }],
      ['11:00:00', { ...VPN, ...denied(WRONG_CODE) }],
      ['12:00:00', { ...VPN, ...denied(WRONG_CODE) }],
      ['12:00:00', { ...user(2), ...denied(WRONG_CODE) }],
      ['12:00:00', { ...user(3), ...denied(WRONG_CODE) }],
    ],
    expected: { app: { name: 'Contoso Mail', users: 2 } },
  },
  {
    rule: 'whoever failed in two places counts for both',
    rows: [
      ['10:00:00', { ...VPN, ...denied(WRONG_CODE) }],
      ['11:00:00', denied(WRONG_CODE)],
      ['12:00:00', { ...user(2), ...VPN, ...denied(WRONG_CODE) }],
    ],
    expected: { app: { name: 'Contoso VPN', users: 2 } },
  },
  {
    rule: 'of equals, the first by name',
    rows: [
      ['10:00:00', { ...VPN, ...denied(WRONG_CODE) }],
      ['11:00:00', { ...user(2), ...denied(WRONG_CODE) }],
    ],
    expected: { app: { name: 'Contoso Mail', users: 1 } },
  },
  {
    rule: 'what is not told has the name it has in the breakdowns',
    rows: [['10:00:00', { code: 500121, text: WRONG_CODE, appId: undefined, appName: undefined }]],
    expected: {
      method: { name: 'Not recorded', users: 1 },
      app: { name: 'unknown', users: 1 },
      country: { name: 'unknown', users: 1 },
    },
  },
  {
    rule: 'attempts of another reason, and of those who got in, do not count',
    rows: [
      ['10:00:00', { ...VPN, ...denied(WRONG_CODE) }],
      ['11:00:00', { ...user(2), ...denied(DECLINED) }],
      ['12:00:00', { ...user(3), ...passed() }],
    ],
    expected: { app: { name: 'Contoso VPN', users: 1 } },
  },
  {
    rule: 'nobody has anything in common where no attempt has a user',
    rows: [['10:00:00', { ...NOBODY, ...denied(WRONG_CODE) }]],
    expected: NO_MOST,
  },
  {
    rule: 'nobody has anything in common where no attempt has that reason, but a prompt has',
    rows: [
      ['10:00:00', { ...FIRST, ...denied(WRONG_CODE) }],
      ['10:00:30', { ...FIRST, ...passed() }],
    ],
    expected: NO_MOST,
  },
];

const UNABLE: Case<Record<string, number>>[] = [
  {
    rule: 'whoever could not get in counts for the reason of their last failed attempt',
    rows: [
      ['10:00:00', denied(DECLINED)],
      ['11:00:00', denied(WRONG_CODE)],
      ['10:00:00', { ...user(2), ...denied(DECLINED) }],
    ],
    expected: { wrongCode: 1, declined: 1 },
  },
  {
    rule: 'whoever got in counts for none',
    rows: [
      ['10:00:00', denied(WRONG_CODE)],
      ['11:00:00', passed()],
    ],
    expected: { wrongCode: 0 },
  },
];

const FRICTION: Case<Partial<Figures['friction']>>[] = [
  {
    rule: 'nobody challenged, nothing measured',
    rows: [['10:00:00', SINGLE_FACTOR]],
    expected: { promptsMedian: null, promptsP95: null, phishingResistant: 0 },
  },
  {
    rule: 'challenged without a user is nobody',
    rows: [['10:00:00', { ...NOBODY, ...denied(WRONG_CODE) }]],
    expected: { promptsMedian: null, promptsP95: null },
  },
  {
    rule: 'a prompt is each that was denied, and one for each attempt that was completed or abandoned',
    rows: [
      ['10:00:00', { ...FIRST, ...CHALLENGE }],
      ['10:00:20', { ...FIRST, ...denied(WRONG_CODE) }],
      ['10:00:40', { ...FIRST, ...denied(WRONG_CODE) }],
      ['10:01:00', { ...FIRST, ...passed() }],
      ['12:00:00', CHALLENGE],
      ['13:00:00', denied(WRONG_CODE)],
    ],
    expected: { promptsMedian: 5, promptsP95: 5 },
  },
  {
    rule: 'those who were not challenged do not lower it',
    rows: [
      ['10:00:00', passed()],
      ['11:00:00', passed()],
      ...[2, 3, 4].map((n): Row => ['10:00:00', { ...user(n), ...SINGLE_FACTOR }]),
    ],
    expected: { promptsMedian: 2, promptsP95: 2 },
  },
  {
    rule: 'the median of two is the lower one, and 95 percent of 20 are 19',
    rows: [
      ...Array.from({ length: 20 }, (_, n): Row => ['10:00:00', { ...user(n), ...passed() }]),
      ...Array.from({ length: 10 }, (_, n): Row => ['11:00:00', { ...user(n), ...passed() }]),
      ['12:00:00', { ...user(0), ...passed() }],
    ],
    expected: { promptsMedian: 1, promptsP95: 2 },
  },
  {
    rule: 'of 21 it is the twentieth, of which there is one more',
    rows: [
      ...Array.from({ length: 21 }, (_, n): Row => ['10:00:00', { ...user(n), ...passed() }]),
      ...Array.from({ length: 11 }, (_, n): Row => ['11:00:00', { ...user(n), ...passed() }]),
      ...Array.from({ length: 2 }, (_, n): Row => ['12:00:00', { ...user(n), ...passed() }]),
    ],
    expected: { promptsMedian: 2, promptsP95: 3 },
  },
  {
    rule: 'what resists phishing is counted by attempts that it completed',
    rows: [
      ['10:00:00', passed('FIDO2 security key')],
      ['11:00:00', passed('Windows Hello for Business')],
      ['12:00:00', passed()],
      ['13:00:00', denied(WRONG_CODE, 'FIDO2 security key')],
    ],
    expected: { phishingResistant: 2 },
  },
];

describe.each(IMPLEMENTATIONS)('counted by %s', (_, count) => {
  const figuresOf = (rows: readonly Row[]) =>
    count(signInsOf(rows), DAY, { readAt: DAY.to + 48 * 3_600_000 }).figures;
  const reasonOf = (rows: readonly Row[], name: string) =>
    figuresOf(rows).reasons.find(({ reason }) => reason === name);

  it.each(MOST)('$rule', ({ rows, expected }) => {
    expect(reasonOf(rows, 'wrongCode')?.most).toMatchObject(expected);
  });

  it.each(UNABLE)('$rule', ({ rows, expected }) => {
    const { reasons, unable } = figuresOf(rows);
    expect(Object.fromEntries(reasons.map(({ reason, unableUsers }) => [reason, unableUsers]))).toEqual(
      expected,
    );
    expect(reasons.reduce((sum, { unableUsers }) => sum + unableUsers, 0)).toBe(unable.users);
  });

  it.each(FRICTION)('$rule', ({ rows, expected }) => {
    expect(figuresOf(rows).friction).toMatchObject(expected);
  });

  it('attempts of a reason are told by the hour they began in', () => {
    const hours = reasonOf(
      [
        ['00:00:00', denied(WRONG_CODE)],
        ['13:59:59.999', { ...FIRST, ...CHALLENGE }],
        ['14:00:30', { ...FIRST, ...denied(WRONG_CODE) }],
        ['13:10:00', denied(WRONG_CODE)],
        ['23:59:59', denied(WRONG_CODE)],
        ['15:00:00', denied(DECLINED)],
      ],
      'wrongCode',
    )?.hours;
    expect(hours).toEqual(Array.from({ length: 24 }, (_hour, n) => ({ 0: 1, 13: 2, 23: 1 })[n] ?? 0));
  });

  it('attempts that needed a retry are told by the method that completed them', () => {
    const { methods } = figuresOf([
      ['10:00:00', { ...FIRST, ...denied(WRONG_CODE, 'OATH verification code') }],
      ['10:00:30', { ...FIRST, ...passed('Text message') }],
      ['12:00:00', { ...SECOND, ...denied(WRONG_CODE) }],
      ['12:00:30', { ...SECOND, ...passed('Text message') }],
      ['13:00:00', passed('Text message')],
      ['14:00:00', passed('FIDO2 security key')],
    ]);
    expect(methods).toMatchObject([
      { method: 'sms', completed: { attempts: 3, users: 1 }, afterRetry: { attempts: 2, users: 1 } },
      { method: 'passkey', completed: { attempts: 1 }, afterRetry: { attempts: 0, users: 0 } },
    ]);
  });

  it('sign-ins with one factor are told by application', () => {
    const { breakdowns, outcomes } = figuresOf([
      ['10:00:00', SINGLE_FACTOR],
      ['11:00:00', { ...user(2), ...SINGLE_FACTOR }],
      ['12:00:00', passed()],
      ['12:00:00', { ...VPN, ...passed() }],
      ['13:00:00', { ...VPN, ...SINGLE_FACTOR }],
    ]);
    expect(breakdowns.app.rows.map(({ name, singleFactor }) => [name, singleFactor])).toEqual([
      ['Contoso Mail', 2],
      ['Contoso VPN', 1],
    ]);
    expect(outcomes.singleFactor.attempts).toBe(3);
  });
});
