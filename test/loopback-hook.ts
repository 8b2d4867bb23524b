/** A service on a loopback port that something is posted to: Graph's sendMail, a workflow of Teams. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Fault, send } from './loopback-graph/faults.ts';

export type SeenPost = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type LoopbackHook = {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly posts: readonly SeenPost[];
  /** One entry a request, the last goes on; none: 202 and nothing. */
  answer(faults: readonly Fault[]): void;
  close(): Promise<void>;
};

/** Accepted, and not a word about what becomes of it. */
const ACCEPTED: Fault = { status: 202, body: '' };

export async function startLoopbackHook(): Promise<LoopbackHook> {
  const posts: SeenPost[] = [];
  let faults: readonly Fault[] = [];
  let since = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      const fault = faults[Math.min(posts.length - since, faults.length - 1)] ?? ACCEPTED;
      posts.push({ method, path, headers, body });
      send(response, { status: 202, page: undefined, body: {} }, fault);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback hook has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    posts,
    answer(next) {
      faults = next;
      since = posts.length;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
