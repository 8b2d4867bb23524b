/**
 * Texts of records are cleaned once, where they are read, so that every form shows the same
 * (contract §6): NFC, no control, bidi or zero-width characters, at most 200 characters.
 */

/** Longest text that is kept, in UTF-16 units, so that it holds by every way of counting. */
const LONGEST = 200;

/**
 * Control characters, soft hyphen, grapheme joiner, zero-width, bidi, line separator and tag
 * characters: nothing that shows, and all of it fit to mislead a reader or a terminal.
 */
const HIDDEN =
  /[\u{34f}\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text to keep, or `undefined` for what is no string and for a text of which nothing is left. */
export function cleanText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = cleaned(value);
  return text === '' ? undefined : cutText(text);
}

/** At most 200 characters of a clean text. */
export function cutText(text: string): string {
  if (text.length <= LONGEST) return text;
  const middleOfPair = isHighSurrogate(text.charCodeAt(LONGEST - 1));
  return text.slice(0, middleOfPair ? LONGEST - 1 : LONGEST).trimEnd();
}

/** As `cleanText`, but never cut: two ids that differ must stay different. */
export function cleanId(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = cleaned(value);
  return text === '' ? undefined : text;
}

function cleaned(text: string): string {
  if (isPlain(text)) return text.trim();
  return text.toWellFormed().replaceAll('\u00a0', ' ').replace(HIDDEN, '').normalize('NFC').trim();
}

/** Printable ASCII only, as nearly every text of a log is: one look instead of four passes. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
