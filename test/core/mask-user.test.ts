import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskUser, scrubDetail } from '../../src/core/mask-user.ts';

describe('a masked user', () => {
  it.each([
    ['first and last letter, the domain kept', 'ann.invented@contoso.example', 'a…d@contoso.example'],
    ['a name of two letters', 'jo@contoso.example', 'j…o@contoso.example'],
    ['a name of one letter', 'x@contoso.example', 'x…x@contoso.example'],
    ['no name before the domain', '@contoso.example', '…@contoso.example'],
    ['no domain', 'ann', 'a…n'],
    ['an object id', '000000a0-0000-4000-8000-000000000001', '0…1'],
    ['a letter of two code units stays whole', '𝒜nn𝒵@contoso.example', '𝒜…𝒵@contoso.example'],
    ['nothing', '', '…'],
    [
      "the last @ divides: a guest's name holds the address they came with",
      'ann_fabrikam.example#EXT#@contoso.example',
      'a…#@contoso.example',
    ],
    ['a name that holds an @', 'ann@home@contoso.example', 'a…e@contoso.example'],
  ])('%s', (_, user, expected) => {
    expect(maskUser(user)).toBe(expected);
  });

  it('of the name at most two letters are left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.domain(), (name, domain) => {
        const masked = maskUser(`${name}@${domain}`);
        expect(masked.endsWith(`@${domain}`)).toBe(true);
        expect(Array.from(masked.slice(0, -domain.length - 1)).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('the text beside a method', () => {
  it.each([
    ['a phone number that Entra masked already', '+1 XXXXXXXX67', '+1 XXXXXXXX67'],
    ['a phone number that nobody masked', '+49 170 1234567', '+XX XXX XXXXX67'],
    ['the same in other writing', '(030) 123-456.7', '(XXX) XXX-XX6.7'],
    ['a name of a device', 'Pixel 8 Pro', 'Pixel 8 Pro'],
    ['a phone number among words', 'Mobile: +49 170 1234567 (work)', 'Mobile: +XX XXX XXXXX67 (work)'],
    ['with its scheme', 'tel:+491701234567', 'tel:+XXXXXXXXXX67'],
    ['with an extension', '+49 30 123456 ext. 12', '+XX XX XXXXXX ext. 12'],
    ['with an extension as in an address', 'tel:+4930123456;ext=12', 'tel:+XXXXXXXXXX;ext=12'],
    ['with a dash that is none of ASCII', '030\u2011123456', 'XXX\u2011XXXX56'],
    ['a number of a device', 'SM-G991B 123456', 'SM-G991B XXXX56'],
    ['four digits of a device', 'Pixel 2023', 'Pixel 2023'],
    ['the owner of a device', 'Ann Invented’s Pixel', '…’s Pixel'],
    ['an address', 'ann.invented@contoso.example', 'a…d@contoso.example'],
    ['an address among words', 'sent to ann@contoso.example', 'sent to a…n@contoso.example'],
    ['nothing to hide', 'Password Hash Sync', 'Password Hash Sync'],
  ])('%s', (_, detail, expected) => {
    expect(scrubDetail(detail)).toBe(expected);
  });

  it('is no device that is called by a name', () => {
    expect(scrubDetail('iPhone von Ann', ['a.invented@contoso.example', 'Ann Invented'])).toBe('device');
    expect(scrubDetail('ann@contoso.example', ['ann@contoso.example'])).toBe('a…n@contoso.example');
    expect(scrubDetail('iPhone von Ann')).toBe('iPhone von Ann');
  });

  it('shows at most two digits of any phone number', () => {
    const digits = fc.stringMatching(/^\d{7,15}$/);
    const writings = fc.constantFrom(
      (number: string) => `+${number}`,
      (number: string) => number,
      (number: string) => `+${number.slice(0, 2)} ${number.slice(2)}`,
      (number: string) => `(${number.slice(0, 3)}) ${number.slice(3)}`,
      (number: string) => number.match(/\d{1,3}/g)?.join('-') ?? '',
    );
    fc.assert(
      fc.property(digits, writings, (number, write) => {
        const shown = scrubDetail(write(number)).replace(/\D/g, '');
        expect(shown).toBe(number.slice(-2));
      }),
    );
  });
});
