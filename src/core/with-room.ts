/**
 * Typed arrays that grow. Large ones grow in place: doubling would hold the old array beside the new
 * one for a while, and leave half of the new one empty.
 */
export type Numbers = Uint8Array | Uint32Array | Float64Array;

/** Rows added at a time once an array grows in place; smaller ones double. */
const STEP = 65_536;
/** A day of more sign-ins is refused: design, promise 9. */
export const MOST_ROWS = 20_000_000;

/**
 * The array with room for more rows; the one given must not be used any more.
 * @throws RangeError past `MOST_ROWS`
 */
export function withRoom<A extends Numbers>(array: A, make: (buffer: ArrayBuffer) => A, perRow = 1): A {
  const rows = array.length / perRow;
  const bytes = array.BYTES_PER_ELEMENT * perRow;
  if (rows >= MOST_ROWS) {
    throw new RangeError(
      `More than ${MOST_ROWS} sign-ins do not fit into one count: read fewer days at a time, or leave some out (EXCLUDE_USERS, EXCLUDE_APPS).`,
    );
  }
  if (array.buffer instanceof ArrayBuffer && array.buffer.resizable) {
    array.buffer.resize(Math.min(rows + STEP, MOST_ROWS) * bytes);
    return array;
  }
  const wider =
    rows < STEP
      ? new ArrayBuffer(rows * 2 * bytes)
      : new ArrayBuffer((rows + STEP) * bytes, { maxByteLength: MOST_ROWS * bytes });
  const grown = make(wider);
  grown.set(array);
  return grown;
}
