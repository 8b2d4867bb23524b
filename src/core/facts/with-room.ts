/**
 * Typed arrays that grow. Large ones grow in place: doubling would hold the old array beside the new one for
 * a while, and leave half of the new one empty.
 */
export type Numbers = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** Memory for arrays, so many bytes of zeros; with `most`, memory that can grow to so many. */
export type Memory = (bytes: number, most?: number) => ArrayBufferLike;

/** Of this thread alone: the engine counts it, and collects what nobody holds any more. */
export const ownMemory: Memory = (bytes, most) =>
  new ArrayBuffer(bytes, most === undefined ? {} : { maxByteLength: most });
/**
 * That other threads can look at. The engine does not count it, so it frees what nobody holds any more late or
 * never: only for what lives as long as its process does.
 */
export const sharedMemory: Memory = (bytes, most) =>
  new SharedArrayBuffer(bytes, most === undefined ? {} : { maxByteLength: most });

/** Makes an array of so many numbers over a buffer. */
export type MakeNumbers<A extends Numbers> = (buffer: ArrayBufferLike, length: number) => A;

/** Rows added at a time once an array grows in place; smaller ones double. */
const STEP = 65_536;
/** A day of more sign-ins is refused: design, promise 9. */
export const MOST_ROWS = 20_000_000;

/**
 * The array with room for more rows, in memory of the same kind; the one given must not be used any more. Its
 * length is fixed: an array that follows its buffer is read more slowly.
 * @throws RangeError past `MOST_ROWS`
 */
export function withRoom<A extends Numbers>(array: A, make: MakeNumbers<A>, perRow = 1): A {
  const rows = array.length / perRow;
  const bytes = array.BYTES_PER_ELEMENT * perRow;
  if (rows >= MOST_ROWS) {
    throw new RangeError(
      `More than ${MOST_ROWS} sign-ins do not fit into one count: read fewer days at a time, or leave some out (EXCLUDE_USERS, EXCLUDE_APPS).`,
    );
  }
  const { buffer } = array;
  const wider = rows < STEP ? rows * 2 : Math.min(rows + STEP, MOST_ROWS);
  if (hasGrown(buffer, wider * bytes)) return make(buffer, wider * perRow);
  const memory = buffer instanceof SharedArrayBuffer ? sharedMemory : ownMemory;
  const most = rows < STEP ? undefined : MOST_ROWS * bytes;
  const grown = make(memory(wider * bytes, most), wider * perRow);
  grown.set(array);
  return grown;
}

/** False where it cannot. */
function hasGrown(buffer: ArrayBufferLike, bytes: number): boolean {
  if (buffer instanceof SharedArrayBuffer) {
    if (buffer.growable) buffer.grow(bytes);
    return buffer.growable;
  }
  if (buffer.resizable) buffer.resize(bytes);
  return buffer.resizable;
}

export const makeWords: MakeNumbers<Uint32Array> = (buffer, length) => new Uint32Array(buffer, 0, length);
export const makeIntegers: MakeNumbers<Int32Array> = (buffer, length) => new Int32Array(buffer, 0, length);
export const makeDoubles: MakeNumbers<Float64Array> = (buffer, length) => new Float64Array(buffer, 0, length);
export const makeBytes: MakeNumbers<Uint8Array> = (buffer, length) => new Uint8Array(buffer, 0, length);
