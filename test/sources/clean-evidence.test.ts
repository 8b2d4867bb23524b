/** What is left of persons in texts and methods that are published and kept. All invented, tenant Contoso. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, METHODS } from '../../src/core/methods.ts';
import { RESULTS } from '../../src/core/results.ts';
import { cleanEvidence, cleanMethod } from '../../src/sources/clean-evidence.ts';

describe('a text that becomes evidence', () => {
  it.each([
    ['an address', 'MFA denied; ann@contoso.example is out', 'MFA denied; (address) is out'],
    ['with an apostrophe in it', "o'ann@contoso.example is out", '(address) is out'],
    ['in brackets', 'Ann (ann@contoso.example) is out', 'Ann (address) is out'],
    ['as a guest', 'ann_fabrikam.example#EXT#@contoso.example', '(address)'],
    ['as a guest, cut off', 'of ann_fabrikam.example#EXT#', 'of (address)'],
    ['as in an address of the web', 'of ann%40contoso.example', 'of (address)'],
    ['as Windows writes it', 'CONTOSO\\ann is out', '(address) is out'],
    ['two of them', 'a@b.example,c@d.example', '(address),(address)'],
    ['an at sign alone is none', 'at @ noon', 'at @ noon'],
    ['a phone number', 'no call to +49 170 1234567', 'no call to (number)'],
    ['in brackets, too', 'Ann (+49 170 1234567) is out', 'Ann (number) is out'],
    ['with brackets in it', 'no call to (030) 123-456.7', 'no call to (number)'],
    ['of seven digits', 'no call to 5550199', 'no call to (number)'],
    ['in pieces after letters', 'tel4917 0123 4567', 'tel(number)'],
    ['in digits of another script', 'no call to ٠١٢٣٤٥٦٧', 'no call to (number)'],
    ['with a dash that is none of ASCII', 'no call to 555\u2011019\u20119', 'no call to (number)'],
    ['six digits are none', 'error 500121', 'error 500121'],
    ['a code stays', 'AADSTS500121: denied', 'AADSTS500121: denied'],
    ['a code of seven digits stays', 'AADSTS1003033', 'AADSTS1003033'],
    ['a code stays beside a number', 'AADSTS500121 +49 170 1234567', 'AADSTS500121 (number)'],
    ['seven digits after a letter are a code', 'see KB5034441', 'see KB5034441'],
    ['more are none', 'see KB50344411', 'see KB(number)'],
    ['an id', 'device 0a1b2c3d-0000-4000-8000-00000000000F', 'device (id)'],
    ['without its dashes', 'device 0a1b2c3d00004000800000000000000f', 'device (id)'],
    ['what is hidden in it hides nothing', 'ann\u200b@\u00adcontoso.example', '(address)'],
    [
      'nothing else',
      'user didn’t press the # key, 5 of 6 times',
      'user didn’t press the # key, 5 of 6 times',
    ],
    ['nothing', ' ', undefined],
    ['no text', 5, undefined],
  ])('%s', (_, text, expected) => {
    expect(cleanEvidence(text)).toBe(expected);
    expect(cleanMethod(text)).toBe(expected);
  });

  it('is cut only then: half an address at its end would be a name', () => {
    expect(cleanEvidence(`${'x'.repeat(190)} ann.invented@contoso.example`)).toBe(
      `${'x'.repeat(190)} (address)`,
    );
    expect(cleanEvidence(`${'x '.repeat(100)}ann@contoso.example`)).toHaveLength(199);
  });

  it('shows nothing of an address or number, wherever it stands', () => {
    const digits = fc.stringMatching(/^\d{7,15}$/);
    const phone = digits.chain((number) =>
      fc.constantFrom(
        `+${number}`,
        number.replace(/(\d{3})/g, '$1-'),
        `(${number.slice(0, 2)}) ${number.slice(2)}`,
      ),
    );
    const words = fc.array(fc.constantFrom('MFA denied;', 'user', 'is', 'out,', 'AADSTS50076', '(', ')'));
    fc.assert(
      fc.property(words, fc.oneof(fc.emailAddress(), phone), words, (before, person, after) => {
        const said = cleanEvidence([...before, person, ...after].join(' ')) ?? '';
        expect(said).not.toContain('@');
        expect(said.replaceAll('AADSTS50076', '')).not.toMatch(/\d/);
        expect(cleanEvidence(said)).toBe(said);
      }),
    );
  });

  it('that a table lists comes out as it is, in every wording and family', () => {
    const listed = RESULTS.flatMap(({ texts }) => texts).flatMap((text) => [
      text,
      `MFA denied; ${text}`,
      `MFA requirement ${text}.`,
    ]);
    expect(listed.map(cleanEvidence)).toEqual(listed);
    const methods = METHOD_NAMES.flatMap((name): readonly string[] => METHODS[name].texts);
    expect(methods.map(cleanMethod)).toEqual(methods);
  });
});

it.each([
  ['Ann Invented’s key', '…’s key'],
  ["Ann's mother's key", "…'s key"],
  ["Passkey (Ann's phone)", "Passkey (…'s phone)"],
  ['Windows Hello for Business', 'Windows Hello for Business'],
])('a method does not tell its owner: %s', (text, expected) => {
  expect(cleanMethod(text)).toBe(expected);
});
