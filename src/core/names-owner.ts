/** Whether a device is called by its owner: `iPhone von Alex`, `ALEX-INVENTED-PC`, `alexinvented`. */

/**
 * `names`: principal names and display names of the owner. Compared without case, accents and what
 * stands between letters; a word of three letters must stand alone, or be short of an `s`, because
 * Sam is in Samsung.
 */
export function namesOwner(device: string, names: readonly string[]): boolean {
  const ofDevice = wordsOf(device);
  const joined = ofDevice.join('');
  return names.some((name) => {
    const words = wordsOf(localPart(name));
    return [...words, words.join(''), words.toReversed().join('')].some((word) =>
      isShort(word)
        ? word.length === 3 && ofDevice.some((other) => other === word || other === `${word}s`)
        : joined.includes(word),
    );
  });
}

/** The domain names nobody, nor does the mark of a guest, whose own address stands before it. */
function localPart(name: string): string {
  return name.replace(/(?:#EXT#)?@.*$/iu, '');
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  );
}

/** Names of two characters are common in Chinese, and say as much as longer ones elsewhere. */
function isShort(word: string): boolean {
  return word.length < 4 && !/\p{Script=Han}{2}/u.test(word);
}
