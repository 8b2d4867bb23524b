/**
 * The part of a stream that is still needed, as one run of bytes, and where its splitter stands in it.
 * It grows by doubling and moves what is left to the front only when there is no room behind it, so
 * that small chunks cost no more than large ones.
 */
export type ByteWindow = {
  /** Valid from 0 to `length`; replaced when it grows, so never keep it over an `append`. */
  bytes: Buffer;
  length: number;
  /** First byte still needed, and next byte to look at. No other offset is true after an `append`. */
  start: number;
  pos: number;
  /** No more bytes will come. */
  ended: boolean;
  /** Between these two there is no line end: not looked for again when more bytes come. */
  searchedFrom: number;
  searchedTo: number;
  /** The bytes it starts with, and comes back to when what is left fits in there again. */
  readonly home: Buffer;
};

const LF = 10;

export function openWindow(home: Buffer = Buffer.allocUnsafe(256 * 1024)): ByteWindow {
  return { bytes: home, length: 0, start: 0, pos: 0, ended: false, searchedFrom: 0, searchedTo: 0, home };
}

/** Adds a chunk and may drop the bytes before `start`. */
export function append(window: ByteWindow, chunk: Uint8Array): void {
  makeRoom(window, chunk.length).set(chunk);
  window.length += chunk.length;
}

/** Room for so many bytes behind those there are; may drop the bytes before `start`. */
export function makeRoom(window: ByteWindow, size: number): Buffer {
  if (window.length + size > window.bytes.length) moveToFront(window, size);
  return window.bytes.subarray(window.length, window.length + size);
}

function moveToFront(window: ByteWindow, size: number): void {
  const { bytes, home, start } = window;
  const needed = window.length - start + size;
  const isHome = needed <= home.length / 2;
  const grown = Math.max(bytes.length, 2 * needed);
  window.bytes = isHome ? home : needed <= bytes.length / 2 ? bytes : Buffer.allocUnsafe(grown);
  bytes.copy(window.bytes, 0, start, window.length);
  forgetBefore(window, start);
}

function forgetBefore(window: ByteWindow, start: number): void {
  for (const offset of ['length', 'pos', 'searchedFrom', 'searchedTo', 'start'] as const)
    window[offset] -= start;
}

/** Other bytes are looked at, of which nothing is left over. */
export function lend(window: ByteWindow, bytes: Buffer): void {
  Object.assign(window, { bytes, length: bytes.length, start: 0, pos: 0, searchedFrom: 0, searchedTo: 0 });
}

/** What is left over of bytes that were lent lies in bytes of its own now. */
export function takeHome(window: ByteWindow): void {
  const { bytes, home, length, start } = window;
  window.bytes = length - start <= home.length / 2 ? home : Buffer.allocUnsafe(2 * (length - start));
  bytes.copy(window.bytes, 0, start, length);
  forgetBefore(window, start);
}

/** On at that byte: those before it are done. */
export function goTo(window: ByteWindow, offset: number): void {
  window.start = window.pos = offset;
}

/** Where the line ends that this byte stands in, or -1. */
export function indexOfLineEnd(window: ByteWindow, from: number): number {
  const isSearched = from >= window.searchedFrom && from < window.searchedTo;
  const index = window.bytes.indexOf(LF, isSearched ? window.searchedTo : from);
  if (index >= 0 && index < window.length) return index;
  window.searchedFrom = from;
  window.searchedTo = window.length;
  return -1;
}
