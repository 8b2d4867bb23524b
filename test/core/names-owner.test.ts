/** Devices that are called by their owner. All invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { namesOwner } from '../../src/core/names-owner.ts';

const ZELIE = ['zelie.invented@contoso.example', 'Zélie Invented'];
const SAM = ['sam.lee@contoso.example', 'Sam Lee'];
const GUEST = ['zelie_fabrikam.example#EXT#@contoso.example', ''];

describe('a device', () => {
  it.each([
    ['the whole name', 'Zélie Invented iPhone', ZELIE],
    ['the name after the device', 'iPhone von Zelie', ZELIE],
    ['without case, joined', 'ZELIEINVENTED', ZELIE],
    ['without case, with what stands between', 'ZELIE-INVENTED-PC', ZELIE],
    ['a part of it', 'pc-zinvented7', ZELIE],
    ['another case of grammar', 'Zelies iPhone', ZELIE],
    ['accents apart', 'Zelie\u0301 2', ['zelie@contoso.example']],
    ['the principal name', 'zelie.invented', ZELIE],
    ['a short name that stands alone', 'SAM-PC', SAM],
    ['a short name in another case', 'Sams Pixel', SAM],
    ['short names joined', 'SAMLEE', SAM],
    ['short names in the other order', 'leesam-pc', SAM],
    ['a guest', 'iPhone Zelie', GUEST],
    ['a name of two characters', '王伟的手机', ['wei@contoso.example', '王伟']],
  ])('is called by its owner: %s', (_, device, names) => {
    expect(namesOwner(device, names)).toBe(true);
  });

  it.each([
    ['a make', 'Pixel 8 Pro', ZELIE],
    ['a make that begins with a short name', 'Samsung Galaxy', SAM],
    ['the domain', 'CONTOSO-PC-7', ZELIE],
    ['the mark of a guest', 'Pixel EXT', GUEST],
    ['two letters', 'iPhone JO', ['jo@contoso.example', 'Jo']],
    ['another name', 'iPhone von Alex', ZELIE],
    ['a name that is masked', 'Pixel ze', ['z…e@contoso.example']],
    ['nothing', '', ZELIE],
    ['no name', 'Pixel', ['', '']],
  ])('is not: %s', (_, device, names) => {
    expect(namesOwner(device, names)).toBe(false);
  });
});
