import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanId, cleanText } from '../../src/sources/clean-text.ts';

describe('texts of records', () => {
  it.each([
    ['plain text stays', 'MFA denied; user declined', 'MFA denied; user declined'],
    ['blanks around it go', '  Contoso\t', 'Contoso'],
    ['an empty text is absent', '', undefined],
    ['a text of blanks is absent', ' \u00a0\u200b ', undefined],
    ['a no-break space is a space', 'right credentials.\u00a0It', 'right credentials. It'],
    ['composed: NFC', 'Ze\u0301lie', 'Z\u00e9lie'],
    ['control characters go', 'a\u0000b\u0007c\u009bd\u007f', 'abcd'],
    ['bidi characters go', 'a\u202eb\u2066c\u200fd', 'abcd'],
    ['zero-width characters go', 'a\u200bb\u200dc\ufeffd\u00ade', 'abcde'],
    ['a lone surrogate is replaced', 'a\ud800b', 'a\ufffdb'],
    ['a pair is kept', 'a\u{1f511}b', 'a\u{1f511}b'],
    ['a number is no text', 5, undefined],
    ['null is no text', null, undefined],
    ['an object is no text', { toString: () => 'x' }, undefined],
  ])('%s', (_rule, value, expected) => {
    expect(cleanText(value)).toBe(expected);
  });

  it('is cut at 200 characters, never within a pair', () => {
    expect(cleanText('x'.repeat(300))).toBe('x'.repeat(200));
    expect(cleanText(`${'x'.repeat(199)}\u{1f511}y`)).toBe('x'.repeat(199));
    expect(cleanText(`${'x'.repeat(199)} y`)).toBe('x'.repeat(199));
  });

  it('an id is cleaned but never cut', () => {
    expect(cleanId(`\u200b${'x'.repeat(300)}`)).toBe('x'.repeat(300));
    expect(cleanId(' ')).toBeUndefined();
  });

  it('cleaning a clean text changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const once = cleanText(text);
        expect(cleanText(once)).toBe(once);
        expect(once?.length ?? 1).toBeLessThanOrEqual(200);
      }),
    );
  });
});
