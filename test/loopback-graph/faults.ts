/** What can go wrong with one request, and how the answer is sent with it. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { GraphPage, Reply } from './pages.ts';

/** What happens to one request instead of a page, or to the page before it is sent. */
export type Fault = {
  /** 200 if left out. */
  readonly status?: number;
  /** A `Content-Length` here may lie. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is (text, bytes) or as JSON. Left out: the page. */
  readonly body?: string | Uint8Array | Readonly<Record<string, unknown>>;
  /** Changes the page the request would have got. */
  readonly page?: (page: GraphPage) => unknown;
  /** The body is compressed, and so is what `cutAt` counts. */
  readonly gzip?: true;
  /** Nothing is sent before this is settled. */
  readonly after?: Promise<unknown>;
  /** The body ends here, in bytes, although more was promised, and the connection breaks. */
  readonly cutAt?: number;
  /** Nothing is ever sent, or with `cutAt` nothing more, and the connection stays open. */
  readonly stall?: true;
  /** The connection is reset without an answer, or with `cutAt` in the middle of it. */
  readonly reset?: true;
};

export function send(response: ServerResponse, honest: Reply, fault: Fault): void {
  const { socket } = response;
  if (fault.cutAt === undefined && fault.stall) return;
  if (fault.cutAt === undefined && fault.reset) {
    socket?.resetAndDestroy();
    return;
  }
  const page = fault.page !== undefined && honest.page !== undefined ? fault.page(honest.page) : honest.body;
  const status = fault.status ?? (fault.body === undefined ? honest.status : 200);
  const content = fault.body ?? (fault.status === undefined ? page : {});
  const plain =
    typeof content === 'string' || content instanceof Uint8Array
      ? Buffer.from(content)
      : Buffer.from(JSON.stringify(content));
  const bytes = fault.gzip ? gzipSync(plain) : plain;
  response.writeHead(status, {
    'Content-Type': 'application/json; odata.metadata=minimal',
    'Content-Length': bytes.length,
    ...(fault.gzip ? { 'Content-Encoding': 'gzip' } : {}),
    ...fault.headers,
  });
  if (fault.cutAt === undefined) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, fault.cutAt), () => {
    if (fault.reset) socket?.resetAndDestroy();
    else if (!fault.stall) response.destroy();
  });
}
