/**
 * Bytes handed from one thread to another: blocks of memory go to and fro. They are not shared, since memory
 * that is shared is copied three times as slowly.
 */
import type { MessagePort } from 'node:worker_threads';

const BLOCKS = 4;
const BLOCK = 1024 * 1024;

/** With how many bytes each block comes; the last message says how it ended. */
type Message = { readonly block: ArrayBuffer; readonly length: number } | { readonly isCut: boolean };

/** Sends bytes to whoever holds the other end of the port; waits where they are not taken. */
export async function sendBytesByPort(
  port: MessagePort,
  bytes: AsyncIterable<Uint8Array>,
  isCut: () => boolean,
): Promise<void> {
  const free = Array.from({ length: BLOCKS }, () => new ArrayBuffer(BLOCK));
  let isClosed = false;
  let news = Promise.withResolvers<void>();
  port.on('message', (block: ArrayBuffer) => {
    free.push(block);
    news.resolve();
  });
  port.on('close', () => {
    isClosed = true;
    news.resolve();
  });
  const send = (message: Message, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length && !isClosed; ) {
      const block = free.pop();
      if (block === undefined) {
        news = Promise.withResolvers();
        await news.promise;
        continue;
      }
      const some = chunk.subarray(from, from + BLOCK);
      new Uint8Array(block).set(some);
      send({ block, length: some.length }, [block]);
      from += some.length;
    }
    if (isClosed) return;
  }
  send({ isCut: isCut() });
  port.close();
}

/**
 * What is sent to the port, each chunk good until the next one is asked for. `onCut`: the sender says that
 * bytes were missing. @throws what `failed` rejects with
 */
export async function* receiveBytesByPort(
  port: MessagePort,
  { failed, onCut }: { readonly failed: Promise<unknown>; readonly onCut: () => void },
): AsyncIterable<Uint8Array> {
  const ready: Message[] = [];
  let news = Promise.withResolvers<void>();
  let failure: { readonly cause: unknown } | undefined;
  port.on('message', (message: Message) => {
    ready.push(message);
    news.resolve();
  });
  failed.catch((cause: unknown) => {
    failure = { cause };
    news.resolve();
  });
  try {
    for (;;) {
      const message = ready.shift();
      if (message === undefined) {
        if (failure !== undefined) throw failure.cause;
        news = Promise.withResolvers();
        await news.promise;
      } else if ('isCut' in message) {
        if (message.isCut) onCut();
        return;
      } else {
        yield new Uint8Array(message.block, 0, message.length);
        port.postMessage(message.block, [message.block]);
      }
    }
  } finally {
    port.close();
  }
}
