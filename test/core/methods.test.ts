import { describe, expect, it } from 'vitest';
import {
  isMfaClass,
  lookUpMethod,
  METHOD_NAMES,
  METHODS,
  type MethodName,
  STRENGTH_NAMES,
  STRENGTHS,
} from '../../src/core/methods.ts';

const NAMES: readonly (readonly [string, MethodName])[] = [
  // The reference page's six.
  ['Text message', 'sms'],
  ['Mobile app notification', 'push'],
  ['Phone call (Authentication phone)', 'callMobile'],
  ['Mobile app verification code', 'oathCode'],
  ['Phone call (Office phone)', 'callOffice'],
  ['Phone call (Alternate authentication phone)', 'callAlternate'],
  // Others of contract §3 and of records.
  ['Authenticator App', 'push'],
  ['OATH verification code', 'oathCode'],
  ['Software OATH token', 'oathCode'],
  ['Hardware OATH token', 'oathCode'],
  ['SMS', 'sms'],
  ['Voice call', 'call'],
  ['Voice', 'call'],
  ['Phone call', 'call'],
  ['Phone call approval (Authentication phone)', 'callMobile'],
  ['Phone call approval (Office phone)', 'callOffice'],
  ['Phone call approval (Alternate phone)', 'callAlternate'],
  ['FIDO2 security key', 'passkey'],
  ['FIDO2', 'passkey'],
  ['Passkey', 'passkey'],
  ['Passkey (device-bound)', 'passkey'],
  ['Passkey (synced)', 'passkey'],
  ['Passkey (something new)', 'passkey'],
  ['Windows Hello for Business', 'windowsHello'],
  ['MacOS Platform Credentials', 'platformCredential'],
  ['X.509 Certificate', 'certificate'],
  ['Passwordless phone sign-in', 'phoneSignIn'],
  ['Passwordless Microsoft Authenticator', 'phoneSignIn'],
  ['Temporary Access Pass', 'temporaryAccessPass'],
  ['QR Code PIN', 'qrPin'],
  ['Email Verification Code', 'emailCode'],
  ['SMS Sign-in', 'password'],
  ['Password', 'password'],
  ['Password (something new)', 'password'],
  ['Password Hash Sync', 'password'],
  ['PHS', 'password'],
  ['PTA', 'password'],
  ['CloudOnlyPassword', 'password'],
  ['PHS, StagedRollout', 'password'],
  ['Previously satisfied', 'token'],
  ['Satisfied by token', 'token'],
  ['Seamless SSO', 'token'],
  ['External authentication method', 'external'],
  ['Contoso external provider', 'external'],
  ['Password (external)', 'external'],
  ['Other', 'unknown'],
];

describe('a method that records name', () => {
  it.each(NAMES)('%s is %s, whatever the case', (text, method) => {
    expect(lookUpMethod(text)).toEqual({ method, listed: true });
    expect(lookUpMethod(text.toUpperCase())).toEqual({ method, listed: true });
    expect(lookUpMethod(text.toLowerCase())).toEqual({ method, listed: true });
    expect(lookUpMethod(` ${text.replaceAll(' ', '\u00a0')} `)).toEqual({ method, listed: true });
  });

  it.each([undefined, '', ' '])('absent (%j) is unknown and nothing new', (text) => {
    expect(lookUpMethod(text)).toEqual({ method: 'unknown', listed: true });
  });

  it.each([
    'Passwordless Foo',
    'Passwordless',
    'Windows Hello',
    'My Password',
    'Text message to somebody',
    'Phone call (Kitchen phone)',
    'toString',
  ])('"%s" is unknown and shown as written', (text) => {
    expect(lookUpMethod(text)).toEqual({ method: 'unknown', listed: false });
  });
});

describe('strength', () => {
  it.each([
    ['phishingResistant', ['passkey', 'windowsHello', 'platformCredential', 'certificate'], true],
    ['passwordless', ['phoneSignIn'], true],
    ['strong', ['push', 'oathCode'], true],
    ['telephony', ['sms', 'callMobile', 'callOffice', 'callAlternate', 'call'], true],
    ['bootstrap', ['temporaryAccessPass'], true],
    ['knowledge', ['password', 'qrPin', 'emailCode'], false],
    ['token', ['token'], false],
    ['external', ['external'], true],
    ['unknown', ['unknown'], false],
  ] as const)('%s is the strength of %j; answers MFA: %s', (strength, methods, mfaClass) => {
    expect(METHOD_NAMES.filter((name) => METHODS[name].strength === strength)).toEqual(methods);
    expect(STRENGTHS[strength].mfaClass).toBe(mfaClass);
    for (const method of methods) expect(isMfaClass(method)).toBe(mfaClass);
  });

  it('covers every method', () => {
    expect(new Set(METHOD_NAMES.map((name) => METHODS[name].strength))).toEqual(new Set(STRENGTH_NAMES));
  });
});

describe('the table of methods', () => {
  it.each(METHOD_NAMES)('%s is found by each of its texts, and by no other row', (name) => {
    for (const text of METHODS[name].texts) expect(lookUpMethod(text).method).toBe(name);
    for (const key of ['title', 'meaning', 'likelyCause', 'nextStep', 'source'] as const) {
      expect(METHODS[name][key]).not.toBe('');
      expect(METHODS[name][key]).not.toContain('!');
    }
  });
});
