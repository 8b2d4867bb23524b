/**
 * The bytes of a file as its writer meant them: unpacked where they are gzip, UTF-8 where they were
 * UTF-16. The content decides, whatever the name says.
 */
import { createGunzip } from 'node:zlib';

export type Bytes = AsyncIterable<Uint8Array>;

/** Bytes handed to the unpacker at a time; a thousandfold expansion of it still fits in memory. */
const PACKED_SLICE = 64 * 1024;
/** Bytes that come out of it at a time, where they are read in the same thread. */
const UNPACKED_CHUNK = 128 * 1024;

/**
 * Unpacks gzip; other bytes pass. Where the packed bytes are damaged or end too early, what could be
 * unpacked is kept and `onCut` is called.
 */
export async function* unpacked(bytes: Bytes, onCut: () => void, chunkSize = UNPACKED_CHUNK): Bytes {
  const { head, rest } = await readHead(bytes, (read) => read.length >= 2);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(rest, onCut, chunkSize);
  else yield* rest;
}

/**
 * The stream is driven by hand, a slice at a time, because an iterator or a pipe throws away what was
 * unpacked just before an error, and how much that is would depend on how the bytes arrived. Unpacking
 * goes on in a thread of its own while what is ready is read.
 */
async function* gunzip(bytes: Bytes, onCut: () => void, chunkSize: number): Bytes {
  const stream = createGunzip({ chunkSize });
  const packed = slices(bytes, PACKED_SLICE)[Symbol.asyncIterator]();
  let ready: Uint8Array[] = [];
  let isDamaged = false;
  let isOver = false;
  let news = Promise.withResolvers<void>();
  stream.on('data', (chunk: Uint8Array) => {
    ready.push(chunk);
    news.resolve();
  });
  const end = (damaged: boolean) => () => {
    isDamaged = damaged;
    isOver = true;
    news.resolve();
  };
  stream.on('error', end(true));
  stream.on('end', end(false));

  let isFeeding = false;
  let failure: { readonly cause: unknown } | undefined;
  /** Unpacks another slice; nobody waits for it but who waits for news. */
  function feed(): void {
    isFeeding = true;
    const fed = packed.next().then(async ({ done, value }) => {
      if (done) stream.end();
      else await new Promise<void>((resolve) => stream.write(value, () => resolve()));
      isFeeding = done === true;
    });
    fed.catch((cause: unknown) => {
      failure = { cause };
    });
    fed.finally(() => news.resolve()).catch(() => {});
  }

  try {
    for (;;) {
      if (failure !== undefined) throw failure.cause;
      if (!isOver && !isFeeding) feed();
      if (ready.length > 0) {
        const unpackedNow = ready;
        ready = [];
        yield* unpackedNow;
      } else if (isOver) {
        break;
      } else {
        news = Promise.withResolvers();
        await news.promise;
      }
    }
    if (isDamaged) onCut();
  } finally {
    stream.destroy();
    await packed.return?.();
  }
}

/** UTF-16 (by its byte order mark, or by the zeros of its first two characters) as UTF-8, without any mark. */
export async function* asUtf8(bytes: Bytes): Bytes {
  const { head, rest } = await readHead(bytes, (read) => read.length >= 4);
  const encoding = utf16Of(head);
  if (encoding === undefined) {
    const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    yield* hasMark ? without(rest, 3) : rest;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of rest) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}

async function* without(bytes: Bytes, count: number): Bytes {
  let left = count;
  for await (const chunk of bytes) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a && b === 0 && c && d === 0) return 'utf-16le';
  return a === 0 && b && c === 0 && d ? 'utf-16be' : undefined;
}

/** Reads until there is enough to judge by; `rest` is the whole stream again, from its first byte. */
export async function readHead(
  bytes: Bytes,
  isEnough: (read: Buffer) => boolean,
): Promise<{ readonly head: Buffer; readonly rest: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (!isEnough(head)) {
    const { done, value } = await iterator.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return { head, rest: continued(head, iterator) };
}

async function* continued(head: Buffer, iterator: AsyncIterator<Uint8Array>): Bytes {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** The same bytes in pieces of at most that size. */
export async function* slices(bytes: Bytes, size: number): Bytes {
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += size) yield chunk.subarray(from, from + size);
  }
}
