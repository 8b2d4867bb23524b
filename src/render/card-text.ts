/**
 * Texts for a card. Teams reads markdown in TextBlocks and facts, fills in `{{DATE(…)}}`, and makes links of what looks
 * like an address; a name must do none of it.
 */

/** Characters of one text: no name may grow the card past what Teams takes. */
const LONGEST = 400;

/** Nothing that shows; an address with it inside is none. */
const ZERO_WIDTH_SPACE = '\u200b';

/** @returns a text for a field that reads markdown; it shows as it is written */
export function cardText(written: string, longest = LONGEST): string {
  return plainText(written, longest)
    .replace(/[\\`*_~[\]<>&|{}]|(?<=\])\(/g, '\\$&')
    .replace(/^(?=[-+#])/, '\\')
    .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\')
    .replace(ADDRESS_SIGN, `$&${ZERO_WIDTH_SPACE}`)
    .replace(SCHEME_SIGN, `${ZERO_WIDTH_SPACE}$&`);
}

/** What joins the parts of a mail address or a host: `@` before anything, a full stop before a letter. */
const ADDRESS_SIGN = /@(?=\S)|\.(?=\p{L})/gu;
/** Before and not after: `https:` alone makes a link of the rest. */
const SCHEME_SIGN = /(?<=[A-Za-z]):(?=\S)/g;

/** @returns a text for a field without markdown, on one line and not too long */
export function plainText(written: string, longest = LONGEST): string {
  const characters = Array.from(written.replace(/\s+/g, ' ').trim());
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}
