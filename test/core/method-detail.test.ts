import { expect, it } from 'vitest';
import { methodDetail } from '../../src/core/method-detail.ts';

const SIGN_IN = {
  stepDetails: [undefined, 'iPhone von Zélie'],
  mfaDetail: '+49 170 1234567',
  userPrincipalName: 'zinv@contoso.example',
  userDisplayName: 'Zelie Invented',
};

it.each([
  ['of the step that says the method', 1, 'device'],
  ['of the row where the step has none', 0, '+XX XXX XXXXX67'],
  ['of the row where no step says it', -1, '+XX XXX XXXXX67'],
])('the text beside a method is that %s, and names no owner', (_, methodStep, expected) => {
  expect(methodDetail(SIGN_IN, { methodStep })).toBe(expected);
});

it('there is none where the record has none', () => {
  const none = {
    stepDetails: [],
    mfaDetail: undefined,
    userPrincipalName: undefined,
    userDisplayName: undefined,
  };
  expect(methodDetail(none, { methodStep: -1 })).toBeUndefined();
});
