import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkKey, fromKey, prefixRange, toKey } from '../../src/store/keys.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('-', 'a', '0', '/', '\ud800', ' ') }),
);

describe('keys', () => {
  it.each([
    ['a tenant id', ['6f1d9f1e-0d3c-4d60-9d3b-2a2f4f0f6f6a'], '6f1d9f1e-0d3c-4d60-9d3b-2a2f4f0f6f6a'],
    ['a day', ['2026-06-15'], '2026-06-15'],
    ['two parts', ['request', '2026-06-15'], 'request---2026-06-15'],
    ['what a key may not hold', ['a/b#c?d'], 'a--002fb--0023c--003fd'],
    ['a dash that is not between letters or digits', ['-a--'], '--002da--002d--002d'],
    ['an empty part', ['', 'a'], '---a'],
  ])('%s is written plainly where it can be', (_, parts, key) => {
    expect(toKey(...parts)).toBe(key);
    expect(fromKey(key)).toEqual(parts);
  });

  it('hold letters, digits and dashes only, and give back any parts they were made of', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), (parts) => {
        const key = toKey(...parts.map((part) => part.slice(0, 20)));
        expect(key).toMatch(/^[A-Za-z0-9-]*$/);
        expect(fromKey(key)).toEqual(parts.map((part) => part.slice(0, 20)));
      }),
    );
  });

  it('sort days as the calendar does, and chunks by pass, then number', () => {
    const instant = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2999-12-31'),
      noInvalidDate: true,
    });
    const day = instant.map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(toKey(a) < toKey(b)).toBe(a < b);
      }),
    );
    const numbers = fc.tuple(fc.nat(9999), fc.nat(999_999));
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const before = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
        expect(chunkKey(...a) < chunkKey(...b)).toBe(before);
      }),
    );
  });

  it('with a prefix lie in its range, those without it do not', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (prefix, rest, other) => {
        fc.pre(prefix !== other && [prefix, rest, other].every((part) => part.length < 30));
        const { from, to } = prefixRange(prefix);
        const lies = (key: string) => key >= from && key < to;
        expect(lies(toKey(prefix, rest))).toBe(true);
        expect(lies(toKey(other, rest))).toBe(false);
      }),
    );
  });

  it.each([
    ['a pass beyond four digits', () => chunkKey(10_000, 0), /pass number.*0 to 9999/],
    ['a negative chunk', () => chunkKey(1, -1), /chunk number/],
    ['a half chunk', () => chunkKey(1, 0.5), /chunk number/],
    ['a key beyond 1 KiB', () => toKey('x'.repeat(513)), /513 characters.*512/],
    ['a key of someone else', () => fromKey('a_b'), /not a key of MFA Digest/],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
