import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Evidence, evidenceKey } from '../../../src/core/evidence.ts';
import { createDictionary } from '../../../src/core/facts/dictionary.ts';
import { placeOfTexts, rememberNumbers, sameTexts } from '../../../src/core/facts/remember-numbers.ts';
import { placeOfEvidence, sameEvidence } from '../../../src/core/facts/same-evidence.ts';
import { buildEvidence, step } from '../../build-sign-in.ts';

type Texts = readonly (string | null)[];

const texts: fc.Arbitrary<Texts> = fc.array(fc.constantFrom(null, 'a', 'b', 'ab', 'ba', 'a'.repeat(30)), {
  minLength: 2,
  maxLength: 2,
});

it.each([
  ['in places of their own', placeOfTexts],
  ['that all share one place', () => 7],
])('values %s are numbered as they would be without a memory', (_, placeOf) => {
  const property = fc.property(fc.array(texts, { maxLength: 40 }), (values) => {
    const plain = createDictionary<Texts>();
    const remembered = createDictionary<Texts>();
    const numberOf = rememberNumbers(remembered.numberOf, placeOf, sameTexts);
    expect(values.map(numberOf)).toEqual(values.map(plain.numberOf));
  });
  fc.assert(property);
});

it('a value met a moment ago is not numbered again', () => {
  let asked = 0;
  const numberOf = rememberNumbers<Texts>(
    () => {
      asked += 1;
      return asked;
    },
    placeOfTexts,
    sameTexts,
  );
  expect([numberOf(['a', null]), numberOf(['a', null]), numberOf([null, 'a'])]).toEqual([1, 1, 2]);
});

const said: fc.Arbitrary<Evidence> = fc
  .record({
    text: fc.constantFrom(undefined, 'MFA denied'),
    code: fc.constantFrom(undefined, 0, 50074),
    requirement: fc.constantFrom(undefined, 'multiFactorAuthentication'),
    mfaMethod: fc.constantFrom(undefined, 'Text message'),
    canPrompt: fc.boolean(),
    steps: fc.array(
      fc
        .tuple(
          fc.constantFrom(undefined, 'Password'),
          fc.constantFrom(undefined, 'Correct password'),
          fc.constantFrom(undefined, true, false),
        )
        .map((parts) => step(...parts)),
      { maxLength: 2 },
    ),
  })
  .map(buildEvidence);

it('evidence is the same where its key is, and has one place then', () => {
  const property = fc.property(said, said, (a, b) => {
    expect(sameEvidence(a, b)).toBe(evidenceKey(a) === evidenceKey(b));
    if (sameEvidence(a, b)) expect(placeOfEvidence(a)).toBe(placeOfEvidence(b));
  });
  fc.assert(property, { numRuns: 2_000 });
});
