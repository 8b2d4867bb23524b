/** A set of 128-bit keys, numbered in the order they came: 24 bytes a key, no objects. */
import type { MutableKey, WideKey } from './wide-key.ts';
import { type Memory, makeWords, ownMemory, withRoom } from './with-room.ts';

export type KeyIndex = {
  readonly size: number;
  /** Four words per key, by number. */
  readonly words: Uint32Array;
  /** The key's number; `size` (as it was before) where it is new: then it is added. */
  readonly add: (key: WideKey) => number;
};

export function createKeyIndex(memory: Memory = ownMemory): KeyIndex {
  let size = 0;
  let words = makeWords(memory(4 * 1024 * 4), 4 * 1024);
  /** Open addressing: number + 1; 0 = free. Never more than half full. */
  let slots = new Int32Array(4096);

  function slotOf(key: WideKey): number {
    const mask = slots.length - 1;
    let slot = (Math.imul(key[0] ^ key[3], 0x9e3779b1) ^ key[1] ^ Math.imul(key[2], 0x85ebca6b)) & mask;
    for (;;) {
      const number = (slots[slot] ?? 0) - 1;
      if (number < 0 || isAt(number, key)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function isAt(number: number, key: WideKey): boolean {
    const at = number * 4;
    return (
      words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3]
    );
  }

  function spread(): void {
    if (size * 2 < slots.length) return;
    slots = new Int32Array(slots.length * 2);
    for (let number = 0; number < size; number += 1) slots[slotOf(keyAt(words, number))] = number + 1;
  }

  return {
    get size() {
      return size;
    },
    get words() {
      return words;
    },
    add(key) {
      const slot = slotOf(key);
      const known = slots[slot] ?? 0;
      if (known > 0) return known - 1;
      if (size * 4 === words.length) words = withRoom(words, makeWords, 4);
      setKey(words, size, key);
      slots[slot] = size + 1;
      size += 1;
      spread();
      return size - 1;
    },
  };
}

/** The key with that number in a column of four words a key. */
export function keyAt(words: Uint32Array, number: number): WideKey {
  const at = number * 4;
  return [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
}

/** Sets the key with that number; for four words this is faster than `set`. */
export function setKey(words: Uint32Array, number: number, key: WideKey): void {
  const at = number * 4;
  words[at] = key[0];
  words[at + 1] = key[1];
  words[at + 2] = key[2];
  words[at + 3] = key[3];
}

/** Copies the key with that number into another one. */
export function copyKey(words: Uint32Array, number: number, to: MutableKey): void {
  const at = number * 4;
  to[0] = words[at] ?? 0;
  to[1] = words[at + 1] ?? 0;
  to[2] = words[at + 2] ?? 0;
  to[3] = words[at + 3] ?? 0;
}
