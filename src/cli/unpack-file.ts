/** What a thread unpacks of a gzip file, while another one reads what is unpacked. */
import type { MessagePort } from 'node:worker_threads';
import { unpacked } from '../sources/read-bytes.ts';
import { readFile } from '../sources/read-file.ts';
import { sendBytesByPort } from './bytes-by-port.ts';

export type UnpackOrder = {
  readonly path: string;
  /** Where the bytes go to. */
  readonly port: MessagePort;
  /** A number for others to see: bytes read of the file. */
  readonly bytesRead: SharedArrayBuffer;
};

/** Bytes unpacked at a time: the fewer turns, the better. */
const CHUNK = 1024 * 1024;

/**
 * @throws Error where the file is damaged or ends too early. How much of it can be unpacked depends on how much is
 * unpacked at a time, so that is for one thread to say.
 */
export async function unpackFile({ bytesRead, path, port }: UnpackOrder): Promise<void> {
  const read = new Float64Array(bytesRead);
  async function* counted() {
    for await (const chunk of readFile(path)) {
      read[0] = (read[0] ?? 0) + chunk.length;
      yield chunk;
    }
  }
  const onCut = () => {
    throw new Error('The file is damaged or ends too early.');
  };
  await sendBytesByPort(port, unpacked(counted(), onCut, CHUNK));
}
