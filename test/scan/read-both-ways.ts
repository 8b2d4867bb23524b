import { isDeepStrictEqual } from 'node:util';
import type { ReadRecord } from '../../src/core/sign-in.ts';
import { createLineReader } from '../../src/sources/line-reader.ts';
import { type ReadLine, readRecords } from '../../src/sources/read-records.ts';

export type BothWays = {
  readonly ordinary: readonly ReadRecord[];
  readonly scanned: readonly ReadRecord[];
  /** Of those, how many the scanner read by itself. */
  readonly taken: number;
};

/** The records of these bytes, read without and with a scanner that knows nothing yet. */
export async function readBothWays(bytes: Uint8Array): Promise<BothWays> {
  const readLine = createLineReader();
  let taken = 0;
  const counted: ReadLine = (line, from, to) => {
    const record = readLine(line, from, to);
    if (record !== undefined) taken += 1;
    return record;
  };
  const ordinary = await allOf(readRecords(inChunks([bytes]), { name: '-' }));
  return { ordinary, scanned: await readScanned([bytes], counted), taken };
}

/** The records of bytes that come in these chunks. */
export async function readScanned(chunks: readonly Uint8Array[], readLine: ReadLine): Promise<ReadRecord[]> {
  return await allOf(readRecords(inChunks(chunks), { name: '-', readLine }));
}

/** The first record in which the two ways differ, each as it was read; `undefined` where there is none. */
export function firstDifference({ ordinary, scanned }: BothWays) {
  const many = Math.max(ordinary.length, scanned.length);
  for (let index = 0; index < many; index += 1) {
    if (!isDeepStrictEqual(ordinary[index], scanned[index]))
      return { index, ordinary: ordinary[index], scanned: scanned[index] };
  }
  return undefined;
}

async function* inChunks(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

async function allOf(batches: AsyncIterable<readonly ReadRecord[]>): Promise<ReadRecord[]> {
  const all: ReadRecord[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
