/** Asks a blob container for names or for bytes: time limit and retries are in here, what to ask for is not. */
import { buffer } from 'node:stream/consumers';
import { isRestError } from '@azure/core-rest-pipeline';
import type { ContainerClient } from '@azure/storage-blob';
import { silenceOf } from '../ask/answer-or-silence.ts';
import { type AskingBy, type Tried, tryAgain } from '../ask/try-again.ts';
import { type Failure, passing } from '../ask/verdict-on.ts';
import type { TimeLeft } from '../core/ports.ts';
import { SourceError } from '../errors.ts';
import { tryLimitMs } from '../retry-timing.ts';
import type { ByteRange } from './archive-inputs.ts';
import { type BlobWhere, blobsStopped, blobTelling, blobVerdict, noTimeForNames } from './blob-verdict.ts';

/** Of one try, body included, ms: a slow line brings 4 MiB in that time. */
const REQUEST_TIMEOUT_MS = 100_000;
/** A blob that nobody wrote to for so long is not in the middle of being written. */
const LEFT_ALONE_MS = 3_600_000;

export type BlobEntry = {
  readonly name: string;
  readonly bytes: number;
  /** Its version, without quotes. */
  readonly etag: string;
  /** Nobody wrote to it for an hour. */
  readonly isLeftAlone: boolean;
};

export type BlobPage = {
  readonly blobs: readonly BlobEntry[];
  /** Each with its `/` at the end; none where all below is listed. */
  readonly folders: readonly string[];
  /** Where the list goes on; `undefined` on the last page. */
  readonly next: string | undefined;
};

export type BlobPart = {
  readonly bytes: Buffer;
  readonly etag: string;
  /** Bytes of the whole blob in that version. */
  readonly total: number;
};

export type BlobClient = {
  /** A page of what begins with `prefix`: all of it, or as `folders` what is behind the next `/`. @throws SourceError */
  list(wanted: {
    readonly prefix: string;
    readonly isFlat: boolean;
    readonly from: string | undefined;
  }): Promise<BlobPage>;
  /**
   * Those bytes, as far as there are any; of that version where one is named. Whole, or not at all.
   * @throws BlobChanged, SourceError
   */
  read(name: string, range: ByteRange, etag?: string): Promise<BlobPart>;
};

/** The blob is another version than the one asked for, or ends before the bytes asked for. */
export class BlobChanged extends Error {
  override readonly name = 'BlobChanged';
}

export type BlobClientOptions = AskingBy & {
  readonly container: ContainerClient;
  readonly signedIn: boolean;
  readonly timeLeft: TimeLeft | undefined;
};

export function createBlobClient(options: BlobClientOptions): BlobClient {
  const { container, signedIn, timeLeft, signal, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;

  async function ask<Reply>(send: (ends: AbortSignal) => Promise<Reply>, where: BlobWhere): Promise<Reply> {
    async function attempt(): Promise<Tried<Reply, Failure>> {
      signal?.throwIfAborted();
      const limit = AbortSignal.timeout(tryLimitMs(requestTimeoutMs, timeLeft));
      try {
        return { reply: await send(signal === undefined ? limit : AbortSignal.any([limit, signal])) };
      } catch (error) {
        if (signal?.aborted || error instanceof SourceError) throw error;
        if (limit.aborted) return { failure: passing('no answer in time', blobTelling(where)) };
        return judge(error, where);
      }
    }
    try {
      const about = { source: 'archive', telling: blobTelling(where), timeLeft };
      const ended = await tryAgain(attempt, options, about);
      if ('reply' in ended) return ended.reply;
      throw ended.error;
    } catch (error) {
      throw signal?.aborted ? blobsStopped(where) : error;
    }
  }

  return {
    async list({ prefix, isFlat, from }) {
      const where = { signedIn, blob: undefined };
      // Folders may be without number, and until all are listed nothing is read at which a run could pause.
      if ((timeLeft?.() ?? 1) <= 0) throw noTimeForNames(where);
      return await ask(async (abortSignal) => {
        const at = from === undefined ? {} : { continuationToken: from };
        if (isFlat) {
          const { value } = await container.listBlobsFlat({ prefix, abortSignal }).byPage(at).next();
          return { ...page(value?.segment.blobItems, value), folders: [] };
        }
        const { value } = await container
          .listBlobsByHierarchy('/', { prefix, abortSignal })
          .byPage(at)
          .next();
        const folders: { readonly name: string }[] = value?.segment.blobPrefixes ?? [];
        return { ...page(value?.segment.blobItems, value), folders: folders.map(({ name }) => name) };
      }, where);
    },
    async read(name, range, etag) {
      return await ask(
        async (abortSignal) => {
          const conditions = etag === undefined ? {} : { ifMatch: `"${etag}"` };
          const answer = await container
            .getBlobClient(name)
            .download(range.from, range.to - range.from, { abortSignal, conditions, maxRetryRequests: 0 });
          const bytes = await bodyOf(answer.readableStreamBody);
          return partOf(range, answer, bytes);
        },
        { signedIn, blob: name },
      );
    },
  };
}

/** An error of the library may hold the request with its token: it does not go on as a cause. */
function judge(error: unknown, where: BlobWhere): { failure: Failure; retryAfter?: string | undefined } {
  const silent = (what: string) => ({ failure: passing(what, blobTelling(where)) });
  if (!isRestError(error)) return silent('an answer that cannot be used');
  const { statusCode: status, response } = error;
  if (status === 412 || status === 416) throw new BlobChanged('The blob is not the one it was.');
  if (status === undefined) return silent(silenceOf(error)?.what ?? '');
  if (status < 300) return silent('an answer that broke off');
  const told = response?.headers.get('x-ms-error-code') ?? '';
  return {
    failure: blobVerdict(status, /^\w{1,80}$/.test(told) ? told : undefined, where),
    retryAfter: response?.headers.get('retry-after'),
  };
}

type ListedBlob = {
  readonly name: string;
  readonly properties: {
    readonly contentLength?: number;
    readonly etag: string;
    readonly lastModified: Date;
  };
};

function page(
  items: readonly ListedBlob[] | undefined,
  answer: { readonly date?: Date; readonly continuationToken?: string } | undefined,
): Omit<BlobPage, 'folders'> {
  // A list without its parts is an answer of somebody else.
  if (items === undefined || answer === undefined) throw new TypeError('There is no list in the answer.');
  const now = answer.date?.getTime() ?? 0;
  const blobs = items.map(({ name, properties }) => ({
    name,
    bytes: properties.contentLength ?? 0,
    etag: unquoted(properties.etag),
    // Both times are the service's.
    isLeftAlone: now - properties.lastModified.getTime() >= LEFT_ALONE_MS,
  }));
  return { blobs, next: answer.continuationToken || undefined };
}

async function bodyOf(stream: NodeJS.ReadableStream | undefined): Promise<Buffer> {
  return stream === undefined ? Buffer.alloc(0) : await buffer(stream);
}

/** @throws TypeError where these are not the bytes that were asked for, all of them: somebody cut or ignored the range */
function partOf(
  range: ByteRange,
  { contentRange = '', etag = '' }: { readonly contentRange?: string; readonly etag?: string },
  bytes: Buffer,
): BlobPart {
  const [, from, to, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange) ?? []).map(Number);
  const isWhole =
    from === range.from &&
    to !== undefined &&
    total !== undefined &&
    to === Math.min(range.to, total) - 1 &&
    bytes.length === to - from + 1;
  if (!isWhole || etag === '') throw new TypeError('The answer holds other bytes than were asked for.');
  return { bytes, etag: unquoted(etag), total };
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}
