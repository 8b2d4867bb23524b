/** The blobs of a container that may hold records of a window, with few requests however old the container is. */
import type { Window } from '../core/ports.ts';
import { archiveDays, isInYear, mayHold } from './archive-days.ts';
import { isReadable } from './archive-inputs.ts';
import type { BlobClient, BlobEntry, BlobPage } from './blob-client.ts';

type Container = Pick<BlobClient, 'list'>;

/**
 * By name, an order that no window changes. Where folders of years stand side by side, as a diagnostic
 * setting makes them, only those of the days that matter are listed; elsewhere all is.
 * `folder`: of the setting, or the name of one blob; empty for the whole container.
 * @throws SourceError
 */
export async function listBlobs(
  container: Container,
  folder: string,
  window: Window,
): Promise<readonly BlobEntry[]> {
  const found: BlobEntry[] = [];
  for await (const blob of blobsIn(container, folder, window))
    if (isRead(blob, folder) && (blob.name === folder || mayHold(blob.name, window, folder)))
      found.push(blob);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first that is read, by name; `undefined` where there is none. @throws SourceError */
export async function firstBlob(container: Container, folder: string): Promise<BlobEntry | undefined> {
  for await (const { blobs } of pages(container, folder, true)) {
    const first = blobs.find((blob) => isRead(blob, folder) && isWithin(blob.name, folder));
    if (first !== undefined) return first;
  }
  return undefined;
}

/** As with files, one that was named by hand is read whatever it is called. */
function isRead({ name, bytes }: BlobEntry, folder: string): boolean {
  return bytes > 0 && (name === folder || isReadable(name)) && !LEADS_ELSEWHERE.test(name);
}

/** In an address these are steps upwards: whoever asks for such a name asks for another blob, or another container. */
const LEADS_ELSEWHERE = /(?:^|\/)\.\.?(?:\/|$)/;

/** What is listed for "logs" may be of "logs-2", too. */
function isWithin(name: string, folder: string): boolean {
  return folder === '' || name === folder || name.startsWith(`${folder}/`);
}

async function* blobsIn(container: Container, folder: string, window: Window): AsyncIterable<BlobEntry> {
  if (folder === '') return yield* walk(container, '', window);
  for await (const { blobs } of pages(container, folder, false))
    yield* blobs.filter(({ name }) => name === folder);
  yield* walk(container, `${folder}/`, window);
}

/** `place`: with `/` at its end, or empty. */
async function* walk(container: Container, place: string, window: Window): AsyncIterable<BlobEntry> {
  if (isInYear(place)) return yield* allBelow(container, place);
  const folders: string[] = [];
  for await (const page of pages(container, place, false)) {
    yield* page.blobs;
    folders.push(...page.folders);
  }
  const others = folders.filter((name) => !isInYear(name));
  for (const name of others) yield* walk(container, name, window);
  if (others.length === folders.length) return;
  for (const day of archiveDays(window)) yield* allBelow(container, `${place}${day}`);
}

async function* allBelow(container: Container, place: string): AsyncIterable<BlobEntry> {
  for await (const { blobs } of pages(container, place, true)) yield* blobs;
}

async function* pages(container: Container, prefix: string, isFlat: boolean): AsyncIterable<BlobPage> {
  let from: string | undefined;
  do {
    const page = await container.list({ prefix, isFlat, from });
    yield page;
    from = page.next;
  } while (from !== undefined);
}
