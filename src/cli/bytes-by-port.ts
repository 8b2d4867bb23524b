/**
 * Bytes handed from one thread to another: blocks of memory go to and fro, full ones but for the last. They are
 * not shared, since memory that is shared is copied three times as slowly.
 */
import type { MessagePort } from 'node:worker_threads';

const BLOCKS = 4;
const BLOCK = 1024 * 1024;

/** With how many bytes each block comes; the last message says that these were all. */
type Message = { readonly block: ArrayBuffer; readonly length: number } | 'end';

/** Sends bytes to whoever holds the other end of the port; waits where they are not taken. */
export async function sendBytesByPort(port: MessagePort, bytes: AsyncIterable<Uint8Array>): Promise<void> {
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
  let block: ArrayBuffer | undefined;
  let length = 0;
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length && !isClosed; ) {
      block ??= free.pop();
      if (block === undefined) {
        news = Promise.withResolvers();
        await news.promise;
        continue;
      }
      const some = chunk.subarray(from, from + BLOCK - length);
      new Uint8Array(block).set(some, length);
      from += some.length;
      length += some.length;
      if (length < BLOCK) continue;
      send({ block, length }, [block]);
      block = undefined;
      length = 0;
    }
    if (isClosed) return;
  }
  if (block !== undefined) send({ block, length }, [block]);
  send('end');
  port.close();
}

/** What is sent to the port, each chunk good until the next one is asked for. @throws what `failed` rejects with */
export async function* receiveBytesByPort(
  port: MessagePort,
  failed: Promise<unknown>,
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
      } else if (message === 'end') {
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
