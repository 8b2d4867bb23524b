/**
 * The part of a stream that is still needed, as one run of bytes. It grows by doubling and moves what
 * is left to the front only when there is no room behind it, so that small chunks cost no more than
 * large ones.
 */
export type ByteWindow = {
  /** Valid from 0 to `length`; replaced when it grows, so never keep it over an `append`. */
  bytes: Buffer;
  length: number;
  /** The bytes it starts with, and comes back to when what is left fits in there again. */
  readonly home: Buffer;
};

export function openWindow(home: Buffer = Buffer.allocUnsafe(256 * 1024)): ByteWindow {
  return { bytes: home, length: 0, home };
}

/** Adds a chunk and may drop the bytes before `keepFrom`. Returns by how much offsets moved down. */
export function append(window: ByteWindow, chunk: Uint8Array, keepFrom: number): number {
  const moved = makeRoom(window, chunk.length, keepFrom);
  window.bytes.set(chunk, window.length);
  window.length += chunk.length;
  return moved;
}

/** Makes room behind what there is, and may drop the bytes before `keepFrom`. Returns by how much offsets moved down. */
export function makeRoom(window: ByteWindow, size: number, keepFrom: number): number {
  if (window.length + size <= window.bytes.length) return 0;
  const kept = window.length - keepFrom;
  const needed = kept + size;
  const target =
    needed <= window.home.length / 2
      ? window.home
      : needed <= window.bytes.length / 2
        ? window.bytes
        : Buffer.allocUnsafe(Math.max(window.bytes.length, 2 * needed));
  window.bytes.copy(target, 0, keepFrom, window.length);
  window.bytes = target;
  window.length = kept;
  return keepFrom;
}

/** Where the next byte of that value stands, or -1. */
export function indexOfByte(window: ByteWindow, byte: number, from: number): number {
  const index = window.bytes.indexOf(byte, from);
  return index < window.length ? index : -1;
}
