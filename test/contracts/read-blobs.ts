/** A container as a diagnostic setting leaves it after a day of the invented tenant, and its reading as the job would. */
import type { ContainerClient } from '@azure/storage-blob';
import type { Batch, Source } from '../../src/core/ports.ts';
import { type BlobArchiveOptions, openBlobArchive } from '../../src/sources/archive-blobs.ts';
import type { FakeTime } from '../fake-time.ts';
import { fakeTime } from '../fake-time.ts';
import type { LoopbackBlobs } from '../loopback-blobs.ts';
import { archiveLines, type Copy } from '../loopback-logs/log-rows.ts';

const TENANT = 'tenantId=00000000-0000-4000-8000-000000000001';

/** `2026-11-23T13` → the blob of that hour of receipt. */
export function hourBlob(hour: string, tenant = TENANT): string {
  const [year, month, day, h] = hour.split(/[-T]/);
  return `${tenant}/y=${year}/m=${month}/d=${day}/h=${h}/m=00/PT1H.json`;
}

/** Lines of the blob of each hour, as they were received. */
export function linesByHour(copies: readonly Copy[]): ReadonlyMap<string, string> {
  const hours = Map.groupBy(
    copies.toSorted((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1)),
    ({ writtenAt }) => writtenAt.slice(0, 13),
  );
  return new Map([...hours].map(([hour, those]) => [hour, `${archiveLines(those)}\r\n`]));
}

export async function append(container: ContainerClient, name: string, text: string): Promise<void> {
  const blob = container.getAppendBlobClient(name);
  await blob.createIfNotExists();
  // The service refuses an empty block.
  if (text !== '') await blob.appendBlock(text, Buffer.byteLength(text));
}

export async function replace(
  container: ContainerClient,
  name: string,
  content: string | Buffer,
): Promise<void> {
  const bytes = Buffer.from(content);
  await container.getBlockBlobClient(name).upload(bytes, bytes.length);
}

/** Blocks that are small against the blobs, so that each has many. */
export const BLOCK_BYTES = 64 * 1024;

export function openBlobs(
  blobs: Pick<LoopbackBlobs, 'reached'>,
  name: string,
  more: Partial<BlobArchiveOptions> = {},
): { readonly source: Source; readonly time: FakeTime } {
  const time = fakeTime('2026-12-01T00:00:00Z');
  const source = openBlobArchive({
    container: () => blobs.reached(name),
    folder: '',
    signedIn: true,
    ...time,
    random: () => 0.5,
    blockBytes: BLOCK_BYTES,
    ...more,
  });
  return { source, time };
}

export function idsOf(batches: readonly Batch[]): (string | undefined)[] {
  return batches.flatMap(({ records }) => records.map((record) => ('id' in record ? record.id : undefined)));
}
