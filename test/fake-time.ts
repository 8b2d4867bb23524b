/** Time that passes only while somebody sleeps, so that minutes of waiting take none. */
export type FakeTime = {
  readonly clock: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Every sleep so far, ms, in order. */
  readonly sleeps: readonly number[];
};

export function fakeTime(start: string): FakeTime {
  let now = Date.parse(start);
  const sleeps: number[] = [];
  return {
    clock: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
    sleeps,
  };
}
