/**
 * Keys of counts by words that come from records: something always stands before the word, since it
 * may be one that every object knows.
 */
const BORDER = ':';

/** `before`: what else tells the counts apart; without a colon. */
export function wordKey(word: string, before = ''): string {
  return before + BORDER + word;
}

export function readWordKey(key: string): { readonly before: string; readonly word: string } {
  const border = key.indexOf(BORDER);
  return { before: key.slice(0, border), word: key.slice(border + 1) };
}
