/** Ranges of bytes as words of four, so that comparing takes a quarter of the steps. */

/** The word at `at`, of which only the first `count` bytes (1 to 3) count. */
export function partialWord(view: DataView, at: number, count: number): number {
  return view.getInt32(at, true) & ((1 << (count * 8)) - 1);
}

/** Words that hold that many bytes. */
export function wordsFor(length: number): number {
  return (length + 3) >> 2;
}

/** Writes the bytes from `from` to `to` as words, the last one filled up with zeros. */
export function packWords(view: DataView, from: number, to: number, words: Int32Array, at: number): void {
  const rest = (to - from) & 3;
  let word = at;
  let next = from;
  for (; next + 4 <= to; next += 4) {
    words[word] = view.getInt32(next, true);
    word += 1;
  }
  if (rest > 0) words[word] = partialWord(view, next, rest);
}

/** Whether the bytes from `from` to `to` are those that were packed at `at`. */
export function isPacked(view: DataView, from: number, to: number, words: Int32Array, at: number): boolean {
  const rest = (to - from) & 3;
  let word = at;
  let next = from;
  // Sixteen at a time, with one branch for them all.
  for (; next + 16 <= to; next += 16) {
    const differ =
      (view.getInt32(next, true) ^ (words[word] ?? 0)) |
      (view.getInt32(next + 4, true) ^ (words[word + 1] ?? 0)) |
      (view.getInt32(next + 8, true) ^ (words[word + 2] ?? 0)) |
      (view.getInt32(next + 12, true) ^ (words[word + 3] ?? 0));
    if (differ !== 0) return false;
    word += 4;
  }
  for (; next + 4 <= to; next += 4) {
    if (words[word] !== view.getInt32(next, true)) return false;
    word += 1;
  }
  return rest === 0 || words[word] === partialWord(view, next, rest);
}

/** How many of the bytes from `from` to `to` are those that were packed at `at`. */
export function commonLength(
  view: DataView,
  from: number,
  to: number,
  words: Int32Array,
  at: number,
): number {
  for (let index = 0; index < to - from; index += 1)
    if (view.getUint8(from + index) !== byteAt(words, at, index)) return index;
  return to - from;
}

/** Packs anew the bytes from number `from` on of those packed at `at`. */
export function repackWords(words: Int32Array, at: number, from: number, to: number, length: number): void {
  for (let word = 0; word < wordsFor(length); word += 1) {
    let packed = 0;
    for (let byte = 0; byte < Math.min(4, length - word * 4); byte += 1)
      packed |= byteAt(words, at, from + word * 4 + byte) << (byte * 8);
    words[to + word] = packed;
  }
}

function byteAt(words: Int32Array, at: number, index: number): number {
  return ((words[at + (index >> 2)] ?? 0) >> ((index & 3) * 8)) & 0xff;
}
