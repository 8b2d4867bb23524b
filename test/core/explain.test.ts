import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/core/codes.ts';
import { explain } from '../../src/core/explain.ts';
import { METHOD_NAMES, METHODS } from '../../src/core/methods.ts';
import { REASONS } from '../../src/core/reasons.ts';
import { RESULTS } from '../../src/core/results.ts';

const NONE = { outcome: null, reason: null, cause: null, how: null };

describe('explain', () => {
  it.each([
    ['500121', { kind: 'code', outcome: 'denied', reason: 'unspecified', cause: 'unknown', how: null }],
    ['AADSTS500121', { kind: 'code', outcome: 'denied', reason: 'unspecified' }],
    ['aadsts500121', { kind: 'code', outcome: 'denied', reason: 'unspecified' }],
    [' 500121 ', { kind: 'code', outcome: 'denied', reason: 'unspecified' }],
    [
      'AADSTS50126: Error validating credentials',
      { kind: 'code', outcome: 'firstFactorFailed', reason: null, cause: null },
    ],
    ['5001211', { kind: 'code', outcome: 'otherReason', reason: null }],
    ['0', { kind: 'code', ...NONE }],
    ['50140', { kind: 'code', ...NONE }],
    ['50074', { kind: 'code', outcome: 'interrupted', reason: 'promptAbandoned', cause: 'noAnswer' }],
    ['50072', { kind: 'code', outcome: 'interrupted', reason: 'registrationNeeded', cause: 'notRegistered' }],
    ['50158', { kind: 'code', outcome: 'interrupted', reason: null, cause: null }],
    ['50203', { kind: 'code', outcome: 'interrupted', reason: null, cause: null }],
    ['999999', { kind: 'unknown', outcome: 'unclassified', reason: null, cause: null, how: null }],
  ])('reads %j as a code', (input, expected) => {
    expect(explain(input)).toMatchObject({ input, ...expected });
  });

  it.each([
    [
      'MFA denied; user declined the authentication',
      { outcome: 'denied', reason: 'declined', cause: 'declined', how: null },
    ],
    ['MFA denied; something new', { outcome: 'denied', reason: 'unlisted', cause: 'unknown', how: null }],
    ['MFA completed in Azure AD', { ...NONE, outcome: 'completed' }],
    [
      'MFA requirement satisfied by claim in the token',
      { ...NONE, outcome: 'satisfiedWithoutPrompt', how: 'claimInToken' },
    ],
    ['First factor requirement satisfied by claim in the token', NONE],
    ['Incorrect password', { ...NONE, outcome: 'firstFactorFailed' }],
    ['MFA required in Azure AD', { outcome: 'interrupted', reason: 'promptAbandoned', cause: 'noAnswer' }],
    [
      'MFA registration prompted',
      { outcome: 'interrupted', reason: 'registrationNeeded', cause: 'notRegistered' },
    ],
    ['Redirected to external provider for MFA', { ...NONE, outcome: 'interrupted' }],
    ['Authentication failed during strong authentication request.', NONE],
    ['Other', NONE],
  ])('reads %j as a status text', (input, expected) => {
    expect(explain(input)).toMatchObject({ input, kind: 'text', ...expected });
  });

  it.each(['Text message', 'passkey (synced)', 'Password', 'Contoso external provider'])(
    'reads %j as a method, which decides nothing alone',
    (input) => {
      expect(explain(input)).toMatchObject({ input, kind: 'method', ...NONE });
    },
  );

  it.each(['', 'something new', 'Passwordless Foo', '12 people', '-1'])(
    'says that %j is in no table',
    (input) => {
      expect(explain(input)).toMatchObject({ input, kind: 'unknown', ...NONE });
    },
  );

  it('tells the next step of the reason', () => {
    expect(explain('MFA denied; user is blocked').nextStep).toBe(REASONS.userBlocked.nextStep);
  });

  it('explains whatever the tables hold', () => {
    const inputs = [
      ...CODES.map(({ code }) => `${code}`),
      ...RESULTS.flatMap(({ texts }) => texts),
      ...METHOD_NAMES.flatMap((name) => METHODS[name].texts),
    ];
    for (const input of inputs) expect(explain(input).kind, input).not.toBe('unknown');
  });
});
