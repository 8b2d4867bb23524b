/** A gzip file unpacked by a thread of its own, while this one reads what comes of it. */
import { MessageChannel } from 'node:worker_threads';
import type { Input } from '../sources/archive-inputs.ts';
import type { Bytes } from '../sources/read-bytes.ts';
import { receiveBytesByPort } from './bytes-by-port.ts';
import { askThread } from './thread-work.ts';

/** Whether it is a gzip file of at least so many bytes. */
export async function isLargeGzip(
  { bytes = 0, open }: Pick<Input, 'bytes' | 'open'>,
  least: number,
): Promise<boolean> {
  if (bytes < least) return false;
  for await (const head of open({ from: 0, to: 2 })) return head[0] === 0x1f && head[1] === 0x8b;
  return false;
}

/** Bytes are good until the next ones are asked for. @throws Error where the thread failed, or the file is damaged */
export async function* unpackElsewhere(
  path: string,
  {
    onRead,
    program,
  }: {
    readonly program: URL;
    /** Told how many bytes of the file have been read. */
    readonly onRead: (bytes: number) => void;
  },
): Bytes {
  const { port1: port, port2: theirs } = new MessageChannel();
  const bytesRead = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const failed = askThread(program, 'unpack', { bytesRead, path, port: theirs }, [theirs]);
  for await (const chunk of receiveBytesByPort(port, failed)) {
    onRead(new Float64Array(bytesRead)[0] ?? 0);
    yield chunk;
  }
}
