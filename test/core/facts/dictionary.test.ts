import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDictionary, entriesOf } from '../../../src/core/facts/dictionary.ts';

const texts = fc.array(
  fc.option(
    fc.oneof(
      fc.constantFrom('', '\0', '\u0001', '\u0002', '\u0002"a"', 'a\0b', '"'),
      fc.string({ maxLength: 3 }),
    ),
  ),
  { minLength: 3, maxLength: 3 },
);

it('lists of texts have one number each, and come back as they were, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 30 }), (values) => {
      const dictionary = createDictionary<(string | null)[]>();
      const numbers = new Map<string, number>();
      for (const value of values) {
        const number = dictionary.numberOf(value);
        expect(number).toBe(numbers.get(JSON.stringify(value)) ?? numbers.size);
        numbers.set(JSON.stringify(value), number);
        expect(dictionary.at(number)).toEqual(value);
      }
      expect(dictionary.length).toBe(numbers.size);
    }),
    { numRuns: 500 },
  );
});

it('an entry that was renamed reads as the other one', () => {
  const dictionary = createDictionary<(string | null)[]>();
  const [ann, bea] = [dictionary.numberOf(['a', 'ann', null]), dictionary.numberOf(['b', 'bea', null])];
  expect(dictionary.rename(['a', 'ann', null], ['b', 'bea', null])).toEqual([ann]);
  expect([dictionary.at(ann), dictionary.at(bea)]).toEqual([
    ['b', 'bea', null],
    ['b', 'bea', null],
  ]);
});

it('entries of another dictionary get numbers here as they came there', () => {
  const [own, other] = [createDictionary<(string | null)[]>(), createDictionary<(string | null)[]>()];
  const bea = own.numberOf(['b', 'bea', null]);
  const theirs = [
    ['a', 'ann', null],
    ['c', '\0', 'Łucja'],
    ['b', 'bea', null],
  ].map(other.numberOf);
  other.rename(['a', 'ann', null], ['d', null, null]);
  const ours = own.merge(other.share());
  expect(theirs.map((number) => own.at(ours[number] ?? -1))).toEqual([
    ['a', 'ann', null],
    ['c', '\0', 'Łucja'],
    ['b', 'bea', null],
  ]);
  expect(ours[theirs[2] ?? -1]).toBe(bea);
  expect(entriesOf(other.share()).at(theirs[0] ?? -1)).toEqual(['d', null, null]);
});
