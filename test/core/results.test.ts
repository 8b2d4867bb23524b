import { describe, expect, it } from 'vitest';
import { REASON_NAMES, type ReasonName } from '../../src/core/reasons.ts';
import { HOWS } from '../../src/core/report.ts';
import { lookUpText, normaliseText, RESULTS, type ResultRow } from '../../src/core/results.ts';

const PRESENT_DENIED = 'MFA denied; ';
const OLD = 'Azure Multi-Factor Authentication ';
const OLD_DENIED = 'Azure Multi-Factor Authentication denied; ';

/** How one wording may arrive: the meaning must not change with any of it. */
const GUISES: readonly (readonly [string, (text: string) => string])[] = [
  ['as written', (text) => text],
  ['in upper case', (text) => text.toUpperCase()],
  ['in lower case', (text) => text.toLowerCase()],
  ['with a curly apostrophe', (text) => text.replaceAll("'", '\u2019')],
  [
    'with a full stop and no-break spaces',
    (text) => ` ${text.replace(/\.$/u, '').replaceAll(' ', '\u00a0')}. `,
  ],
];

/** The reference page's denials, bare, with the reason of contract §3. */
const DENIALS: readonly (readonly [string, ReasonName])[] = [
  ['authentication in-progress', 'overlap'],
  ['duplicate authentication attempt', 'overlap'],
  ['entered incorrect code too many times', 'tooManyCodes'],
  ['invalid authentication', 'invalidAuthentication'],
  ['invalid mobile app verification code', 'wrongCode'],
  ['misconfiguration', 'misconfiguration'],
  ['phone call went to voicemail', 'callVoicemail'],
  ['phone number has an invalid format', 'phoneInvalid'],
  ['service error', 'serviceError'],
  ["unable to reach the user's phone", 'phoneUnreachable'],
  ['unable to send the mobile app notification to the device', 'pushUndeliverable'],
  ['unable to send the mobile app notification', 'pushUndeliverable'],
  ['user declined the authentication', 'declined'],
  ['user did not respond to mobile app notification', 'noResponse'],
  ['user does not have any verification methods registered', 'noMethod'],
  ['user entered incorrect code', 'wrongCode'],
  ['user entered incorrect PIN', 'wrongPin'],
  ['user hung up the phone call without succeeding the authentication', 'callHungUp'],
  ['user is blocked', 'userBlocked'],
  ['user never entered the verification code', 'codeNotEntered'],
  ['user not found', 'userNotFound'],
  ['verification code already used once', 'codeReused'],
];

/** Denials met in records, beside the reference page. */
const OTHER_DENIALS: readonly (readonly [string, ReasonName])[] = [
  ['MFA denied; Phone App Reported Fraud', 'fraudReported'],
  ['MFA denied; Fraud Code Entered', 'fraudReported'],
  ['SuspiciousActivityReported', 'fraudReported'],
  ['User denied', 'declined'],
  ['Incorrect challenge response provided. Remote auth session denied', 'declined'],
  ['MFA denied; user did not select the correct number', 'wrongNumber'],
  ['MFA denied; invalid verification code', 'wrongCode'],
  ['MFA denied; Verification code already used', 'codeReused'],
  ['Authentication call went to voicemail', 'callVoicemail'],
  ['User hung up phone call without succeeding the authentication attempt', 'callHungUp'],
  ["MFA denied; user doesn't have any verification methods registered", 'noMethod'],
  ["MFA denied; user didn't respond to mobile app notification", 'noResponse'],
];

/** [present wording, bare wording of the reference page, what it says, how, published list]. */
const SATISFIED_LIST: readonly (readonly [string, string, ResultRow['says'], ResultRow['how']])[] = [
  ['MFA completed in Azure AD', 'completed in the cloud', 'completed', undefined],
  ['MFA successfully completed', 'successfully completed', 'completed', undefined],
  [
    'MFA requirement satisfied by strong authentication',
    'satisfied by strong authentication',
    'completed',
    undefined,
  ],
  [
    'MFA requirement satisfied by claim in the token',
    'satisfied by claim in the token',
    'satisfied',
    'claimInToken',
  ],
  [
    'MFA requirement satisfied by claim provided by external provider',
    'satisfied by claim provided by external provider',
    'satisfied',
    'externalProvider',
  ],
  [
    'MFA requirement skipped as flow exercised was Windows broker logon flow',
    'skipped as flow exercised was Windows broker logon flow',
    'satisfied',
    'windowsBroker',
  ],
  ['MFA requirement skipped due to app password', 'skipped due to app password', 'satisfied', 'appPassword'],
  ['MFA requirement skipped due to location', 'skipped due to location', 'satisfied', 'trustedLocation'],
  [
    'MFA requirement skipped due to registered device',
    'skipped due to registered device',
    'satisfied',
    'registeredDevice',
  ],
  [
    'MFA requirement skipped due to remembered device',
    'skipped due to remembered device',
    'satisfied',
    'rememberedDevice',
  ],
  [
    'MFA claim has expired due to the policies configured on tenant',
    'has expired due to the policies configured on tenant',
    'challenge',
    undefined,
  ],
  ['MFA registration prompted', 'registration prompted', 'registration', undefined],
];

/** Texts with one wording only: [text, what it says, how, published list]. */
const SINGLE: readonly (readonly [string, ResultRow['says'], ResultRow['how'], ResultRow['published']])[] = [
  ['MFA completed in Entra ID', 'completed', undefined, 'satisfied'],
  ['User approved', 'completed', undefined, 'satisfied'],
  ['MFA requirement satisfied by multi-factor device', 'completed', undefined, 'satisfied'],
  ['MFA requirement satisfied by multifactor device', 'completed', undefined, 'satisfied'],
  ['MFA requirement skipped due to IP address', 'satisfied', 'trustedIp', 'satisfied'],
  [
    'MFA requirement skipped due to ADFS-issued InsideCorpNet claim; tenant was configured to skip MFA if this claim is present',
    'satisfied',
    'insideCorporateNetwork',
    'satisfied',
  ],
  ['MFA not required during Windows broker logon flow', 'satisfied', 'windowsBroker', 'satisfied'],
  ['Redirected to external provider for MFA', 'handOver', undefined, 'satisfied'],
  ['Redirected to external provider for multi-factor authentication', 'handOver', undefined, 'satisfied'],
  ['MFA required in Azure AD', 'challenge', undefined, 'none'],
  ['MFA required', 'challenge', undefined, 'none'],
  ['Authentication in progress', 'challenge', undefined, 'none'],
  ['First factor requirement satisfied by claim in the token', 'firstFactorPassed', undefined, 'none'],
  ['Correct password', 'firstFactorPassed', undefined, 'none'],
  ['methodSucceeded', 'firstFactorPassed', undefined, 'none'],
  ['Incorrect password', 'firstFactorFailed', undefined, 'none'],
  [
    'Invalid username or password or Invalid on-premise username or password.',
    'firstFactorFailed',
    undefined,
    'none',
  ],
  [
    "The user didn't enter the right credentials. \u00a0It's expected to see some number of these errors in your logs due to users making mistakes.",
    'firstFactorFailed',
    undefined,
    'none',
  ],
  [
    'User account is disabled. The account has been disabled by an administrator.',
    'firstFactorFailed',
    undefined,
    'none',
  ],
  ['Authentication failed during strong authentication request.', 'generic', undefined, 'none'],
  [
    "The user didn't complete the MFA prompt. They may have timed out, opted not to authenticate, or encountered an issue with their MFA setup.",
    'generic',
    undefined,
    'none',
  ],
  [
    "The user didn't complete the MFA prompt. They may have decided not to authenticate, timed out while doing other work, or has an issue with their authentication setup.",
    'generic',
    undefined,
    'none',
  ],
  ['Other', 'nothing', undefined, 'none'],
];

/** The row, as the facts a reader relies on. */
function said(text: string) {
  const row = lookUpText(text);
  if (row === undefined || row === 'unlistedDenial') return row;
  return { says: row.says, how: row.how, reason: row.reason, published: row.published };
}

describe.each(GUISES)('a status string %s', (_, guise) => {
  it.each(DENIALS)('"%s" is a denial in every wording: %s', (bare, reason) => {
    const denied = { says: 'denied', how: undefined, reason, published: 'denied' };
    expect(said(guise(PRESENT_DENIED + bare))).toEqual(denied);
    expect(said(guise(OLD_DENIED + bare))).toEqual(denied);
    expect(said(guise(`Microsoft Entra multifactor authentication denied: ${bare}`))).toEqual(denied);
    expect(said(guise(bare))).toEqual(denied);
  });

  it.each(OTHER_DENIALS)('"%s" is a denial: %s', (text, reason) => {
    expect(said(guise(text))).toEqual({ says: 'denied', how: undefined, reason, published: 'denied' });
  });

  it.each(SATISFIED_LIST)('"%s" and "%s" say %s', (present, bare, says, how) => {
    const expected = { says, how, reason: undefined, published: 'satisfied' };
    expect(said(guise(present))).toEqual(expected);
    expect(said(guise(OLD + bare))).toEqual(expected);
    expect(said(guise(bare))).toEqual(expected);
  });

  it.each(SINGLE)('"%s" says %s', (text, says, how, published) => {
    expect(said(guise(text))).toEqual({ says, how, reason: undefined, published });
  });
});

describe('the denial prefix', () => {
  it.each([
    'MFA denied; something new',
    'MFA Denied, something new',
    'MFA denied - something new',
    'MFA denied',
    'mfa denied;',
    'Azure MFA denied: something new',
    'Azure Multi-Factor Authentication denied; something new',
    'Microsoft Entra multifactor authentication denied; something new',
    'Multi-factor authentication denied; something new',
    'Multifactor authentication denied',
    'MFA denied; successfully completed',
    'MFA denied; satisfied by claim in the token',
  ])('"%s" is a denial that no row knows', (text) => {
    expect(lookUpText(text)).toBe('unlistedDenial');
  });

  it('tells an open prompt from a refused second one', () => {
    expect(said('Authentication in progress')).toMatchObject({ says: 'challenge' });
    expect(said('authentication in-progress')).toMatchObject({ says: 'denied', reason: 'overlap' });
    expect(said('MFA denied; authentication in progress')).toMatchObject({
      says: 'denied',
      reason: 'overlap',
    });
  });

  it('becomes the family and is never dropped', () => {
    expect(normaliseText('MFA Denied; User Declined the authentication.')).toEqual({
      family: 'denied',
      text: 'user declined the authentication',
    });
    expect(normaliseText('MFA deniedly')).toEqual({ family: 'plain', text: 'deniedly' });
  });
});

describe('an unknown text', () => {
  it.each([
    '',
    'MFA',
    'MFA requirement',
    'something new',
    'the MFA requirement satisfied by claim in the token, perhaps',
    'First factor requirement satisfied by something new',
    'user declined the authentication twice',
    'requirement satisfied by claim',
    'constructor',
    '__proto__',
  ])('"%s" is not listed', (text) => {
    expect(lookUpText(text)).toBeUndefined();
  });

  it('is not found by a part of it: a first factor from the token is no MFA claim', () => {
    const firstFactor = lookUpText('First factor requirement satisfied by claim in the token');
    expect(firstFactor).not.toBe(lookUpText('MFA requirement satisfied by claim in the token'));
  });
});

describe('the table of results', () => {
  it('has no two rows that normalise alike within a family', () => {
    const seen = new Map<string, ResultRow>();
    for (const row of RESULTS) {
      for (const text of row.texts) {
        const key = `${row.family} ${normaliseText(text).text}`;
        expect(seen.get(key) ?? row, key).toBe(row);
        seen.set(key, row);
      }
    }
  });

  it('finds every wording it lists, where no plain row takes it first', () => {
    for (const row of RESULTS) {
      for (const text of row.texts) {
        if (row.family === 'denied' && text === 'authentication in progress') continue;
        expect(lookUpText(text), text).toBe(row);
      }
    }
  });

  it('lists no wording longer than the 200 characters that readers keep', () => {
    for (const text of RESULTS.flatMap((row) => row.texts)) expect(text.length).toBeLessThanOrEqual(200);
  });

  it('gives a reason to every denial, a how to every satisfied text, and neither to others', () => {
    for (const { says, family, reason, how, published } of RESULTS) {
      expect(reason !== undefined).toBe(says === 'denied');
      expect(how !== undefined).toBe(says === 'satisfied');
      expect(family === 'denied').toBe(says === 'denied');
      expect(published === 'denied').toBe(says === 'denied');
    }
  });

  it('covers every way of being satisfied, and every reason that a text can give', () => {
    expect(new Set(RESULTS.flatMap(({ how }) => how ?? []))).toEqual(new Set(HOWS));
    const fromCodesAlone = [
      'promptAbandoned',
      'accessPass',
      'registrationNeeded',
      'registrationBlocked',
      'methodBlocked',
      'deviceKey',
      'securityKey',
      'telephonyLimit',
      'externalProvider',
      'unspecified',
      'unlisted',
    ];
    const fromTexts = REASON_NAMES.filter((name) => !fromCodesAlone.includes(name));
    expect(new Set(RESULTS.flatMap(({ reason }) => reason ?? []))).toEqual(new Set(fromTexts));
  });

  it.each(RESULTS.map((row) => [row.texts[0], row] as const))(
    '"%s" carries its prose and source',
    (_, row) => {
      for (const key of ['title', 'meaning', 'likelyCause', 'nextStep', 'source'] as const) {
        expect(row[key]).not.toBe('');
        expect(row[key]).not.toContain('!');
      }
    },
  );
});
