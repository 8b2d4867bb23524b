/**
 * Texts of the sign-in log differ in case, apostrophes, contractions, spaces and in the name the
 * product bore at the time; what they say is one. Matching is on the whole normalised text, never
 * on a part of it.
 */

export type NormalisedText = {
  /** `denied` where the text begins as a denial. The prefix is never dropped, it becomes this. */
  readonly family: 'denied' | 'plain';
  readonly text: string;
};

/** What the product was called over the years, already folded. */
const PRODUCT =
  '(?:(?:microsoft entra |microsoft entra id |azure active directory |azure ad |azure )?(?:mfa|multifactor authentication))';
const DENIED = new RegExp(`^${PRODUCT} denied(?![\\p{L}\\p{N}])\\s*[;:,.\\u2013\\u2014-]?\\s*(.*)$`, 'u');
const PLAIN = new RegExp(`^${PRODUCT} (?:requirement )?(.+)$`, 'u');

/** Family and text of a status string, so that every wording of one meaning is equal. */
export function normaliseText(text: string): NormalisedText {
  const folded = foldText(text);
  const denied = DENIED.exec(folded);
  if (denied) return { family: 'denied', text: denied[1] ?? '' };
  return { family: 'plain', text: PLAIN.exec(folded)?.[1] ?? folded };
}

/** Lower case, single spaces, straight apostrophes, contractions written out, one final stop dropped. */
export function foldText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/gu, "'")
    .replace(/[\u2010\u2011]/gu, '-')
    .replace(/\bcan't\b/gu, 'cannot')
    .replace(/\bwon't\b/gu, 'will not')
    .replace(/n't\b/gu, ' not')
    .replace(/multi[- ]factor/gu, 'multifactor')
    .replace(/ ?\.$/u, '');
}
