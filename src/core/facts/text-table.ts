/**
 * Distinct texts, numbered in the order in which they came. Their characters lie in arrays: hundreds of
 * thousands of strings take twice the room, and the engine looks through them again and again.
 */
import { type Memory, makeBytes, makeIntegers, makeWords, ownMemory, withRoom } from './with-room.ts';

export type TextTable = {
  readonly length: number;
  /** The text's number; added where it is new. */
  readonly numberOf: (text: string) => number;
  readonly find: (text: string) => number | undefined;
  /** The text with that number, which there must be. */
  readonly at: (number: number) => string;
  readonly share: () => Texts;
  /** The numbers of all texts of another table, by their numbers there; added where they are new. */
  readonly merge: (texts: Texts) => Uint32Array;
};

/** A table to look at: good as long as nothing is added. */
export type Texts = {
  readonly length: number;
  readonly pages: readonly Uint8Array[];
  /** Of each text where it starts (page * PAGE + place), how long it is, and its hash. */
  readonly starts: Uint32Array;
  readonly lengths: Uint32Array;
  readonly hashes: Int32Array;
  /** Texts that do not fit into bytes. */
  readonly wide: ReadonlyMap<number, string>;
};

const PAGE = 256 * 1024;
/** A character beyond this, or a text longer than that, and the text is kept as it is. */
const LARGEST = 0xff;
const LONGEST = 0xffff;

export function createTextTable(memory: Memory = ownMemory): TextTable {
  const newPage = () => makeBytes(memory(PAGE), PAGE);
  const pages: Uint8Array[] = [newPage()];
  /** Bytes used of the last page. */
  let used = 0;
  let length = 0;
  let starts = makeWords(memory(512 * 4), 512);
  let lengths = makeWords(memory(512 * 4), 512);
  let hashes = makeIntegers(memory(512 * 4), 512);
  /** Open addressing: number + 1; 0 = free. Never more than half full. */
  let slots = new Int32Array(1024);
  const wide = new Map<number, string>();
  const wideNumbers = new Map<string, number>();

  function numberOf(text: string): number {
    if (text.length > LONGEST) return numberOfWide(text);
    const page = pageFor(text.length);
    const hash = write(text, page, used);
    return hash === undefined ? numberOfWide(text) : numberOfWritten(page, text.length, hash);
  }

  /** A page with room behind `used`. */
  function pageFor(size: number): Uint8Array {
    if (used + size > PAGE) {
      pages.push(newPage());
      used = 0;
    }
    return pages[pages.length - 1] ?? newPage();
  }

  /** Of a text whose characters stand behind those that are used. */
  function numberOfWritten(page: Uint8Array, size: number, hash: number): number {
    const slot = slotOf(page, used, size, hash);
    const known = slots[slot] ?? 0;
    if (known > 0) return known - 1;
    slots[slot] = length + 1;
    add((pages.length - 1) * PAGE + used, size, hash);
    used += size;
    return length - 1;
  }

  function numberOfWide(text: string): number {
    const known = wideNumbers.get(text);
    if (known !== undefined) return known;
    wide.set(length, text);
    wideNumbers.set(text, length);
    add(0, 0, 0);
    return length - 1;
  }

  function add(start: number, size: number, hash: number): void {
    starts[length] = start;
    lengths[length] = size;
    hashes[length] = hash;
    length += 1;
    if (length === starts.length) {
      starts = withRoom(starts, makeWords);
      lengths = withRoom(lengths, makeWords);
      hashes = withRoom(hashes, makeIntegers);
    }
    if (length * 2 > slots.length) spread();
  }

  function spread(): void {
    slots = new Int32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < length; number += 1) {
      if (wide.has(number)) continue;
      let slot = (hashes[number] ?? 0) & mask;
      while ((slots[slot] ?? 0) !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
  }

  /** Where the text in these bytes stands, or is to stand. */
  function slotOf(page: Uint8Array, at: number, size: number, hash: number): number {
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = (slots[slot] ?? 0) - 1;
      if (number < 0) return slot;
      if (hashes[number] === hash && lengths[number] === size && isAt(number, page, at, size)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function isAt(number: number, page: Uint8Array, at: number, size: number): boolean {
    const start = starts[number] ?? 0;
    const known = pages[Math.floor(start / PAGE)] ?? page;
    const from = start % PAGE;
    for (let index = 0; index < size; index += 1) if (known[from + index] !== page[at + index]) return false;
    return true;
  }

  function find(text: string): number | undefined {
    const bytes = new Uint8Array(text.length);
    const hash = text.length > LONGEST ? undefined : write(text, bytes, 0);
    if (hash === undefined) return wideNumbers.get(text);
    const known = slots[slotOf(bytes, 0, text.length, hash)] ?? 0;
    return known > 0 ? known - 1 : undefined;
  }

  const share = (): Texts => ({ length, pages, starts, lengths, hashes, wide });

  function merge(texts: Texts): Uint32Array {
    const ours = new Uint32Array(texts.length);
    for (let number = 0; number < ours.length; number += 1) {
      const text = texts.wide.get(number);
      if (text !== undefined) {
        ours[number] = numberOfWide(text);
        continue;
      }
      const size = texts.lengths[number] ?? 0;
      const page = pageFor(size);
      copyBytes(texts, number, page, used);
      ours[number] = numberOfWritten(page, size, texts.hashes[number] ?? 0);
    }
    return ours;
  }

  return {
    get length() {
      return length;
    },
    numberOf,
    find,
    at: (number) => textAt(share(), number),
    share,
    merge,
  };
}

/** The text with that number, which there must be. */
export function textAt({ lengths, pages, starts, wide }: Texts, number: number): string {
  const text = wide.get(number);
  if (text !== undefined) return text;
  const start = starts[number] ?? 0;
  const from = start % PAGE;
  const bytes = pages[Math.floor(start / PAGE)]?.subarray(from, from + (lengths[number] ?? 0));
  return bytes === undefined ? '' : textOf(bytes);
}

function copyBytes({ lengths, pages, starts }: Texts, number: number, to: Uint8Array, at: number): void {
  const start = starts[number] ?? 0;
  const page = pages[Math.floor(start / PAGE)];
  const [from, size] = [start % PAGE, lengths[number] ?? 0];
  for (let index = 0; index < size; index += 1) to[at + index] = page?.[from + index] ?? 0;
}

/** Writes the text's characters as bytes; its hash, or `undefined` where they are none. */
function write(text: string, page: Uint8Array, at: number): number | undefined {
  let hash = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > LARGEST) return undefined;
    page[at + index] = unit;
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

/** Arguments of one call: more would be too many. */
const AT_ONCE = 4096;

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += AT_ONCE)
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(from, from + AT_ONCE));
  return text;
}
