/** Threads that are asked again and again, real ones, also where they fail. */
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countShare } from '../../src/cli/count-share.ts';
import { handOutMemory } from '../../src/cli/hand-out.ts';
import { tallyPart } from '../../src/cli/tally-part.ts';
import { openThreads } from '../../src/cli/thread-work.ts';
import { createFacts } from '../../src/core/facts.ts';

const PROGRAM = new URL('../../src/cli.ts', import.meta.url);
/** Nothing to count, and no rows to tally. */
const toCount = () => ({ zone: 'Europe/Oslo', pieces: [], shared: handOutMemory(), ahead: undefined });
const toTally = {
  zone: 'Europe/Oslo',
  days: ['2026-11-16'],
  asOf: Date.parse('2026-12-01T00:00:00Z'),
  exclude: { users: new Set<string>(), apps: new Set<string>() },
  facts: createFacts().share(),
  part: { number: 0, of: 2 },
};

/** When each that was started ends, and how many have so far. */
let started: Promise<void>[];
let ended: number;
const onWorker = (worker: Worker) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  started.push(promise);
  worker.once('exit', () => {
    ended += 1;
    resolve();
  });
};
beforeEach(() => {
  started = [];
  ended = 0;
  process.on('worker', onWorker);
});
afterEach(() => process.off('worker', onWorker));

it('a thread does one work after another, and is started once', async () => {
  const threads = openThreads(PROGRAM);
  const share = await threads.ask(1, 'count', toCount());
  expect(share).toEqual(await countShare(toCount()));
  expect(await threads.ask(1, 'tally', toTally)).toEqual(tallyPart(toTally));
  expect(await threads.ask(1, 'count', toCount())).toEqual(share);
  expect(started).toHaveLength(1);
  await threads.close();
});

it('each is started when it is asked first; closed, all have ended', async () => {
  const threads = openThreads(PROGRAM);
  expect(started).toHaveLength(0);
  await Promise.all([1, 2].map((thread) => threads.ask(thread, 'count', toCount())));
  expect(started).toHaveLength(2);
  expect(ended).toBe(0);
  await threads.close();
  expect(ended).toBe(2);
});

/** Does what it is told each time; `nth` counts the times, in all threads. */
function programOf(what: string): URL {
  const text = `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ order }) => {
      const nth = Atomics.add(new Int32Array(order.shared), 0, 1);
      ${what}
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

const ENDED = 'A thread ended before its work was done.';

describe('a thread that cannot do its work', () => {
  it.each([
    ['fails', "throw new Error('Out of order.')", 'Out of order.'],
    ['ends', 'process.exit(0)', ENDED],
  ])(
    'where it %s: that is told, and it is started anew when it is asked again',
    async (_what, end, message) => {
      const threads = openThreads(programOf(`if (nth % 2 === 0) ${end}; parentPort.postMessage(nth);`));
      const order = toCount();
      for (const nth of [1, 3, 5]) {
        await expect(threads.ask(1, 'count', order)).rejects.toThrow(message);
        expect(await threads.ask(1, 'count', order)).toBe(nth);
      }
      expect(started).toHaveLength(4);
      await threads.close();
      await Promise.all(started);
    },
  );

  it('that has answered, and fails when nobody asks: it is started anew', async () => {
    const waits = 'Atomics.wait(new Int32Array(order.shared), 1, 0);';
    const threads = openThreads(
      programOf(`parentPort.postMessage(nth); ${waits} throw new Error('Out of order.');`),
    );
    const order = toCount();
    expect(await threads.ask(1, 'count', order)).toBe(0);
    // It may fail from now on.
    const may = new Int32Array(order.shared);
    Atomics.store(may, 1, 1);
    Atomics.notify(may, 1);
    await Promise.all(started);
    Atomics.store(may, 1, 0);
    expect(await threads.ask(1, 'count', order)).toBe(1);
    expect(started).toHaveLength(2);
    await threads.close();
  });

  it('that is closed meanwhile: who asked is told', async () => {
    const threads = openThreads(programOf(''));
    const asked = threads.ask(1, 'count', toCount());
    const told = expect(asked).rejects.toThrow(ENDED);
    await threads.close();
    await told;
  });
});
