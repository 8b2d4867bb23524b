/** Pieces handed out: each to one thread only, though all reach for them at once. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { handOut, handOutMemory } from '../../src/cli/hand-out.ts';

it('several threads have all pieces between them, each piece once', async () => {
  const shared = handOutMemory();
  const text = `
    import { workerData, parentPort } from 'node:worker_threads';
    import { handOut } from ${JSON.stringify(new URL('../../src/cli/hand-out.ts', import.meta.url).href)};
    const { shared, here } = workerData;
    const { add, take } = handOut(shared);
    // None begins before all are there.
    Atomics.add(new Int32Array(here), 0, 1);
    while (Atomics.load(new Int32Array(here), 0) < 3);
    const mine = [];
    for (let nth = take(100_000); nth !== undefined; nth = take(100_000)) {
      mine.push(nth);
      add(2 ** 33);
    }
    parentPort.postMessage(mine);`;
  const program = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
  const here = new SharedArrayBuffer(4);
  const taken = await Promise.all(
    [1, 2, 3].map(async () => {
      const [mine] = await once(new Worker(program, { workerData: { shared, here } }), 'message');
      return mine;
    }),
  );
  const all = taken.flat().toSorted((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 100_000 }, (_, nth) => nth));
  expect(handOut(shared).bytesRead()).toBe(100_000 * 2 ** 33);
});

it('some may be taken by others only', () => {
  const shared = handOutMemory();
  const [mine, theirs] = [handOut(shared), handOut(shared)];
  expect([
    mine.take(2),
    theirs.take(4),
    mine.take(2),
    theirs.take(4),
    theirs.take(4),
    theirs.take(4),
  ]).toEqual([0, 1, undefined, 2, 3, undefined]);
});

it('none is taken any more once they are stopped, by whomever', () => {
  const shared = handOutMemory();
  const [mine, theirs] = [handOut(shared), handOut(shared)];
  expect([mine.take(9), theirs.isStopped()]).toEqual([0, false]);
  theirs.stop();
  expect([mine.take(9), mine.isStopped(), theirs.take(9)]).toEqual([undefined, true, undefined]);
});

it('bytes that are to be read again are taken back', () => {
  const { add, bytesRead } = handOut(handOutMemory());
  for (const bytes of [5, 3, -5]) add(bytes);
  expect(bytesRead()).toBe(3);
});
