/** Pieces handed out to several threads, each once; and how far all have come. */
export type HandOut = {
  /** The number of a piece before that one, which nobody else has; `undefined` where none is left, or all were stopped. */
  readonly take: (before: number) => number | undefined;
  /** So many more bytes of files were read. */
  readonly add: (bytes: number) => void;
  readonly bytesRead: () => number;
  /** No thread takes another piece: what was counted is of no use. */
  readonly stop: () => void;
  readonly isStopped: () => boolean;
};

const TAKEN = 0;
const STOPPED = 1;
const BYTES_READ = 1;
const WORD = BigInt64Array.BYTES_PER_ELEMENT;

/** For all threads to see. */
export function handOutMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * WORD);
}

export function handOut(shared: SharedArrayBuffer): HandOut {
  const numbers = new Int32Array(shared, 0, 2);
  const bytes = new BigInt64Array(shared);
  const isStopped = () => Atomics.load(numbers, STOPPED) > 0;
  return {
    take(before) {
      for (;;) {
        const nth = Atomics.load(numbers, TAKEN);
        if (nth >= before || isStopped()) return undefined;
        if (Atomics.compareExchange(numbers, TAKEN, nth, nth + 1) === nth) return nth;
      }
    },
    add(read) {
      Atomics.add(bytes, BYTES_READ, BigInt(read));
    },
    bytesRead: () => Number(Atomics.load(bytes, BYTES_READ)),
    stop() {
      Atomics.add(numbers, STOPPED, 1);
    },
    isStopped,
  };
}
