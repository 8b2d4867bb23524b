/**
 * Distinct texts, numbered in the order in which they came. Their characters lie in arrays: hundreds of
 * thousands of strings take twice the room, and the engine looks through them again and again.
 */
export type TextTable = {
  readonly length: number;
  /** The text's number; added where it is new. */
  readonly numberOf: (text: string) => number;
  readonly find: (text: string) => number | undefined;
  /** The text with that number, which there must be. */
  readonly at: (number: number) => string;
};

const PAGE = 256 * 1024;
/** A character beyond this, or a text longer than that, and the text is kept as it is. */
const LARGEST = 0xff;
const LONGEST = 0xffff;

export function createTextTable(): TextTable {
  const pages: Uint8Array[] = [new Uint8Array(PAGE)];
  /** Bytes used of the last page. */
  let used = 0;
  let length = 0;
  /** Of each text where it starts (page * PAGE + place), how long it is, and its hash. */
  let starts = new Uint32Array(512);
  let lengths = new Uint16Array(512);
  let hashes = new Int32Array(512);
  /** Open addressing: number + 1; 0 = free. Never more than half full. */
  let slots = new Int32Array(1024);
  /** Texts that do not fit into bytes, both ways. */
  const wide = new Map<number, string>();
  const wideNumbers = new Map<string, number>();

  function numberOf(text: string): number {
    if (text.length > LONGEST) return numberOfWide(text);
    if (used + text.length > PAGE) {
      pages.push(new Uint8Array(PAGE));
      used = 0;
    }
    const page = pages[pages.length - 1] ?? new Uint8Array(0);
    const hash = write(text, page, used);
    if (hash === undefined) return numberOfWide(text);
    const slot = slotOf(page, used, text.length, hash);
    const known = slots[slot] ?? 0;
    if (known > 0) return known - 1;
    slots[slot] = length + 1;
    add((pages.length - 1) * PAGE + used, text.length, hash);
    used += text.length;
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
    if (length === starts.length) grow();
  }

  function grow(): void {
    starts = withTwice(starts, new Uint32Array(2 * length));
    lengths = withTwice(lengths, new Uint16Array(2 * length));
    hashes = withTwice(hashes, new Int32Array(2 * length));
    slots = new Int32Array(4 * length);
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

  function at(number: number): string {
    const text = wide.get(number);
    if (text !== undefined) return text;
    const start = starts[number] ?? 0;
    const from = start % PAGE;
    const bytes = pages[Math.floor(start / PAGE)]?.subarray(from, from + (lengths[number] ?? 0));
    return bytes === undefined ? '' : textOf(bytes);
  }

  return {
    get length() {
      return length;
    },
    numberOf,
    find,
    at,
  };
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

function withTwice<A extends Uint32Array | Uint16Array | Int32Array>(array: A, roomier: A): A {
  roomier.set(array);
  return roomier;
}
