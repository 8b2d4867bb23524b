import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextTable } from '../../../src/core/facts/text-table.ts';

it('texts have one number each, in the order they came, and come back as they were', () => {
  const text = fc.oneof(
    fc.nat(500).map(String),
    fc.string({ maxLength: 4, unit: 'binary' }),
    fc.constantFrom('', '\u00ff', '\u0100', 'Łódź', 'a'.repeat(300), 'b'.repeat(0x10000)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 1500 }), (texts) => {
      const table = createTextTable();
      const numbers = new Map<string, number>();
      for (const each of texts) {
        expect(table.find(each)).toBe(numbers.get(each));
        const number = table.numberOf(each);
        expect(number).toBe(numbers.get(each) ?? numbers.size);
        numbers.set(each, number);
      }
      expect(table.length).toBe(numbers.size);
      for (const [each, number] of numbers) expect(table.at(number)).toBe(each);
    }),
    { numRuns: 60 },
  );
});

it('the texts of another table get numbers here, and those that are here keep theirs', () => {
  const text = fc.oneof(
    fc.nat(300).map(String),
    fc.string({ maxLength: 4, unit: 'binary' }),
    fc.constantFrom('', '\u00ff', '\u0100', 'Łódź', 'a'.repeat(300), 'b'.repeat(0x10000)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 800 }), fc.array(text, { maxLength: 800 }), (own, others) => {
      const [table, other] = [createTextTable(), createTextTable()];
      const before = own.map((each) => table.numberOf(each));
      const theirs = others.map((each) => other.numberOf(each));
      const ours = table.merge(other.share());
      expect(theirs.map((number) => table.at(ours[number] ?? -1))).toEqual(others);
      expect(own.map((each) => table.numberOf(each))).toEqual(before);
      expect(table.length).toBe(new Set([...own, ...others]).size);
    }),
    { numRuns: 60 },
  );
});

it('more texts than a page holds', () => {
  const table = createTextTable();
  const texts = Array.from({ length: 20_000 }, (_, nth) => `${nth} ${'x'.repeat(nth % 90)}`);
  expect(texts.map((text) => table.numberOf(text))).toEqual(texts.map((_, nth) => nth));
  expect(texts.map((text) => table.numberOf(text))).toEqual(texts.map((_, nth) => nth));
  expect(texts.every((text, nth) => table.at(nth) === text)).toBe(true);
});
