/**
 * The part of a stream that is still needed, as one run of bytes. It grows by doubling and moves what
 * is left to the front only when there is no room behind it, so that small chunks cost no more than
 * large ones.
 */
export type ByteWindow = {
  /** Valid from 0 to `length`; replaced when it grows, so never keep it over an `append`. */
  bytes: Buffer;
  length: number;
};

export function openWindow(): ByteWindow {
  return { bytes: Buffer.allocUnsafe(256 * 1024), length: 0 };
}

/** Adds a chunk and may drop the bytes before `keepFrom`. Returns by how much offsets moved down. */
export function append(window: ByteWindow, chunk: Uint8Array, keepFrom: number): number {
  let moved = 0;
  if (window.length + chunk.length > window.bytes.length) {
    const kept = window.length - keepFrom;
    const roomy = kept + chunk.length <= window.bytes.length / 2;
    const target = roomy
      ? window.bytes
      : Buffer.allocUnsafe(Math.max(window.bytes.length, 2 * (kept + chunk.length)));
    window.bytes.copy(target, 0, keepFrom, window.length);
    window.bytes = target;
    window.length = kept;
    moved = keepFrom;
  }
  window.bytes.set(chunk, window.length);
  window.length += chunk.length;
  return moved;
}

/** Where the next byte of that value stands, or -1. */
export function indexOfByte(window: ByteWindow, byte: number, from: number): number {
  const index = window.bytes.indexOf(byte, from);
  return index < window.length ? index : -1;
}
