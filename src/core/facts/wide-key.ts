/**
 * 128-bit keys for ids and correlations. Entra's are GUIDs: packed in their textual order, so that
 * comparing the words compares the texts. Anything else is hashed, and its text kept beside it.
 */
export type WideKey = readonly [number, number, number, number];
export type MutableKey = [number, number, number, number];

/** Stands for "none"; the all-zero GUID is treated as absent long before it gets here. */
export const EMPTY_KEY: WideKey = [0, 0, 0, 0];

/** Order of the keys' words; for GUIDs that of their texts. */
export function compareKeys(a: WideKey, b: WideKey): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

/** `isOdd`: the text is no lower-case GUID, so the key does not tell it; keep the text. */
export function packKey(text: string): { key: WideKey; isOdd: boolean } {
  const guid = packGuid(text);
  return guid === undefined ? { key: hash128(text), isOdd: true } : { key: guid, isOdd: false };
}

/** The GUID of a key, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. */
export function keyText(key: WideKey): string {
  const digits = key.map((word) => word.toString(16).padStart(8, '0')).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

const HYPHEN = 45;

function packGuid(text: string): WideKey | undefined {
  if (text.length !== 36) return undefined;
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let digits = 0;
  for (let at = 0; at < 36; at += 1) {
    const code = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== HYPHEN) return undefined;
      continue;
    }
    const value = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (value < 0) return undefined;
    const word = digits >> 3;
    words[word as 0 | 1 | 2 | 3] = ((words[word as 0 | 1 | 2 | 3] << 4) | value) >>> 0;
    digits += 1;
  }
  return words;
}

/** Four lanes of multiply and rotate; not for adversaries, who cannot choose Entra's ids anyway. */
function hash128(text: string): WideKey {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}
