/** Work for other threads: each runs this program again, and does what it is asked for, one order at a time. */
import { parentPort, Worker } from 'node:worker_threads';
import { countShare } from './count-share.ts';
import { tallyPart } from './tally-part.ts';

/** From an order to an answer, both plain data. */
const THREAD_WORK = { count: countShare, tally: tallyPart } as const;
type Works = typeof THREAD_WORK;
export type ThreadWork = keyof Works;
export type Order<Work extends ThreadWork> = Parameters<Works[Work]>[0];
export type Answer<Work extends ThreadWork> = Awaited<ReturnType<Works[Work]>>;

export type Threads = {
  /**
   * Has that thread do the work, which must have nothing else to do; started where it does not run.
   * @throws Error where the thread failed, or ended without an answer
   */
  readonly ask: <Work extends ThreadWork>(
    thread: number,
    work: Work,
    order: Order<Work>,
  ) => Promise<Answer<Work>>;
  /** Ends all threads. */
  readonly close: () => Promise<void>;
};

/** `program`: this one, for other threads to start from. */
export function openThreads(program: URL): Threads {
  const workers = new Map<number, Worker>();

  function workerOf(thread: number): Worker {
    const running = workers.get(thread);
    if (running !== undefined) return running;
    const worker = new Worker(program);
    workers.set(thread, worker);
    const forget = () => {
      if (workers.get(thread) === worker) workers.delete(thread);
    };
    // One that failed, whoever asked it, ends only later.
    worker.on('error', forget);
    worker.on('exit', forget);
    return worker;
  }

  return {
    ask: (thread, work, order) =>
      new Promise((resolve, reject) => {
        const worker = workerOf(thread);
        const onExit = () => reject(new Error('A thread ended before its work was done.'));
        worker.once('error', reject);
        worker.once('exit', onExit);
        worker.once('message', (answer) => {
          worker.off('error', reject);
          worker.off('exit', onExit);
          resolve(answer);
        });
        worker.postMessage({ work, order });
      }),
    async close() {
      await Promise.all([...workers.values()].map((worker) => worker.terminate()));
    },
  };
}

/** What such a thread does, until it is ended. */
export function workOnThread(): void {
  const port = parentPort;
  if (port === null)
    throw new Error('thread-work.ts works in a thread of its own, started by `openThreads`.');
  port.on('message', async ({ order, work }: { readonly work: ThreadWork; readonly order: never }) => {
    port.postMessage(await THREAD_WORK[work](order));
  });
}
