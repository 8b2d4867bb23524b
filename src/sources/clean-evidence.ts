/**
 * Texts that become evidence outlive their record: those that no table lists are published, and facts
 * hold all of them. So whatever in them may lead to a person is taken out where they are read, like
 * all that is cleaned (contract §6), and a text that differs in nothing else is one.
 */
import { cleanId, cutText } from './clean-text.ts';

/** Nearly every text of a log holds none of these, and is done with after this one look; see `mayTell`. */
const RARE = /[@%#\\\d\u007f-\uffff]/;
const FIVE_DIGITS = /\d(?:\D*\d){4}/;
const MARK = /[@%#\\\u007f-\uffff]/;

/** A principal name or mail address, also as a guest's and as `DOMAIN\name`. */
const ADDRESS = /.(?:[@＠\\]|%40)\S|#EXT#/iu;
const GUID = /(?<![\da-f])[\da-f]{8}(?:-?[\da-f]{4}){3}-?[\da-f]{12}(?![\da-f])/giu;
/** A code of Entra, or seven digits and more with what stands between the digits of a phone number. */
const NUMBER = /AADSTS\d{1,7}(?!\d)|(\p{L}?)\+?\(?\p{Nd}(?:[\s().+/\p{Pd}]{0,4}\p{Nd}){6,}/giu;
/** `ABC1234567`: a code, too, of whatever. */
const CODE = /^\p{L}\d{7}$/u;

/** As `cleanText`; of addresses, phone numbers and ids only the word is left that says what stood there. */
export function cleanEvidence(value: unknown): string | undefined {
  const text = cleanId(value);
  if (text === undefined) return undefined;
  // Before it is cut: half an address is no address any more.
  return cutText(RARE.test(text) && mayTell(text) ? withoutPersons(text) : text);
}

/** `FIDO2` and `X.509` tell of nobody. */
function mayTell(text: string): boolean {
  return MARK.test(text) || FIVE_DIGITS.test(text);
}

/** Whose it is, as keys and phones name themselves: `Alex's key`, `Passkey (Alex's phone)`. */
const OWNED = /['’]s /;
const OWNER = /(?<=^|\()[^()]*\S(['’]s )/gu;

/** The same of the name of a method, which may tell its owner. */
export function cleanMethod(value: unknown): string | undefined {
  const method = cleanEvidence(value);
  return method !== undefined && OWNED.test(method) ? method.replace(OWNER, '…$1') : method;
}

/** By words, so that a text of a megabyte takes no longer than its length. */
function withoutPersons(text: string): string {
  return text
    .replace(/[^\s,;<>()"]+/gu, (word) => (ADDRESS.test(word) ? '(address)' : word))
    .replace(GUID, '(id)')
    .replace(NUMBER, (found: string, letter: string | undefined) =>
      letter === undefined || CODE.test(found) ? found : `${letter}(number)`,
    )
    .replace(/\(\((address|id|number)\)\)/g, '($1)');
}
