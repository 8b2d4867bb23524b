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

/** The bits of a slot that hold a number: more than `MOST_ROWS` has. */
const NUMBER = 0x1ff_ffff;

function hashOf(key: WideKey): number {
  const mixed = Math.imul(key[0] ^ key[3], 0x9e3779b1) ^ key[1] ^ Math.imul(key[2], 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

export function createKeyIndex(memory: Memory = ownMemory): KeyIndex {
  let size = 0;
  let words = makeWords(memory(4 * 1024 * 4), 4 * 1024);
  /**
   * Open addressing, never more than half full: number + 1, 0 = free, and above it some bits of the key's hash. Where
   * these differ the keys do, and the other one need not be looked up where it lies.
   */
  let slots = new Int32Array(4096);

  function slotOf(key: WideKey, hash: number): number {
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const found = slots[slot] ?? 0;
      if (found === 0 || (((found ^ hash) & ~NUMBER) === 0 && isAt((found & NUMBER) - 1, key))) return slot;
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
    const mask = slots.length - 1;
    for (let number = 0; number < size; number += 1) {
      const hash = hashOf(keyAt(words, number));
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (number + 1) | (hash & ~NUMBER);
    }
  }

  return {
    get size() {
      return size;
    },
    get words() {
      return words;
    },
    add(key) {
      const hash = hashOf(key);
      const slot = slotOf(key, hash);
      const known = slots[slot] ?? 0;
      if (known !== 0) return (known & NUMBER) - 1;
      if (size * 4 === words.length) words = withRoom(words, makeWords, 4);
      setKey(words, size, key);
      slots[slot] = (size + 1) | (hash & ~NUMBER);
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
