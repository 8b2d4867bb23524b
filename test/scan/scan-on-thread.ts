/** What a thread of its own does for scan-ahead.test.ts: scans files ahead of the one that started it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Ahead, Ends } from '../../src/scan/bays.ts';
import { createScanAhead } from '../../src/scan/scan-ahead.ts';
import { existing } from './read-both-ways.ts';
import { PLAN } from './take-lines.ts';

export type ThreadOrder = {
  readonly ahead: Ahead;
  readonly files: readonly { readonly bytes: Uint8Array; readonly ends: Ends }[];
  /** Bytes that are put there at a time. */
  readonly size: number;
};

const { ahead, files, size }: ThreadOrder = workerData;
const { fill, room, wait } = existing(createScanAhead(PLAN, ahead));

for (const { bytes, ends } of files) {
  for (let at = 0; at < bytes.length; ) {
    const free = waitForRoom();
    const length = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).copy(
      free.subarray(0, size),
      0,
      at,
    );
    at += length;
    for (let isAll = fill(length, at < bytes.length ? 'nothing' : ends); !isAll; ) {
      waitForRoom();
      isAll = fill(0, at < bytes.length ? 'nothing' : ends);
    }
  }
}
parentPort?.postMessage('done');

function waitForRoom(): Buffer {
  for (;;) {
    const free = room();
    if (free !== undefined) return free;
    wait();
  }
}
