import { describe, expect, it } from 'vitest';
import { CAUSE_NAMES, CAUSES, REASON_NAMES, REASONS } from '../../src/core/reasons.ts';

describe('causes and reasons', () => {
  it('lists the causes in the order of the contract', () => {
    expect(CAUSE_NAMES).toEqual([
      'noAnswer',
      'wrongCode',
      'unreachable',
      'declined',
      'notRegistered',
      'blocked',
      'configuration',
      'service',
      'external',
      'unknown',
    ]);
  });

  it.each([
    ['noAnswer', ['noResponse', 'callHungUp', 'callVoicemail', 'codeNotEntered', 'promptAbandoned']],
    ['wrongCode', ['wrongCode', 'wrongPin', 'wrongNumber', 'tooManyCodes', 'codeReused', 'accessPass']],
    ['unreachable', ['phoneUnreachable', 'phoneInvalid', 'pushUndeliverable']],
    ['declined', ['declined', 'fraudReported']],
    ['notRegistered', ['noMethod', 'registrationNeeded', 'userNotFound']],
    ['blocked', ['userBlocked', 'registrationBlocked', 'methodBlocked']],
    ['configuration', ['misconfiguration', 'deviceKey', 'securityKey']],
    ['service', ['serviceError', 'telephonyLimit']],
    ['external', ['externalProvider']],
    ['unknown', ['invalidAuthentication', 'overlap', 'unspecified', 'unlisted']],
  ] as const)('%s has the reasons %j', (cause, reasons) => {
    expect(REASON_NAMES.filter((name) => REASONS[name].cause === cause)).toEqual(reasons);
  });

  it.each(REASON_NAMES)('%s has a short headline, its prose and a source', (name) => {
    const { title, meaning, likelyCause, nextStep, source } = REASONS[name];
    expect(title.length).toBeLessThanOrEqual(40);
    for (const prose of [title, meaning, likelyCause, nextStep, source]) {
      expect(prose).not.toBe('');
      expect(prose).not.toContain('!');
    }
  });

  it('gives no two reasons, and no two causes, the same headline', () => {
    expect(new Set(REASON_NAMES.map((name) => REASONS[name].title)).size).toBe(REASON_NAMES.length);
    expect(new Set(CAUSE_NAMES.map((name) => CAUSES[name].title)).size).toBe(CAUSE_NAMES.length);
  });
});
