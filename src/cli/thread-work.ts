/** Work for other threads: each runs this program again, does what it was started for, and ends. */
import { parentPort, type Transferable, Worker, workerData } from 'node:worker_threads';
import { countShare } from './count-pieces.ts';
import { tallyPart } from './tally-part.ts';
import { unpackFile } from './unpack-file.ts';

/** From an order to an answer, both plain data. */
const THREAD_WORK = { count: countShare, tally: tallyPart, unpack: unpackFile } as const;
type Works = typeof THREAD_WORK;
export type ThreadWork = keyof Works;
export type Order<Work extends ThreadWork> = Parameters<Works[Work]>[0];
export type Answer<Work extends ThreadWork> = Awaited<ReturnType<Works[Work]>>;

/** @throws Error where the thread failed, or ended without an answer */
export function askThread<Work extends ThreadWork>(
  program: URL,
  work: Work,
  order: Order<Work>,
  /** What of the order is handed over and not copied. */
  transfer: readonly Transferable[] = [],
): Promise<Answer<Work>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: { work, order }, transferList: [...transfer] });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('A thread ended before its work was done.')));
    worker.on('message', resolve);
  });
}

/** What such a thread does. */
export async function workOnThread(): Promise<void> {
  if (parentPort === null)
    throw new Error('thread-work.ts works in a thread of its own, started by `askThread`.');
  const { work, order }: { readonly work: ThreadWork; readonly order: never } = workerData;
  parentPort.postMessage(await THREAD_WORK[work](order));
}
