/**
 * Azurite's blob server in this process, and before it a proxy on loopback that records what was asked and
 * does to a request what a test wants: answer in its stead, break off, cut, or let something happen first.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { ONE_TRY } from '../src/sources/blob-container.ts';

export type BlobFault =
  | {
      readonly status: number;
      /** The service's word for it. */
      readonly code?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | 'reset'
  /** The length is told whole, and the connection breaks off in the middle. */
  | 'cut'
  /** A body with a length of its own, which is half of what was asked for. */
  | 'half'
  /** The server is asked after this. */
  | { readonly first: () => Promise<unknown> }
  /** Of the real answer. */
  | { readonly headers: Readonly<Record<string, string>> };

export type SeenBlobRequest = {
  readonly method: string;
  /** Decoded: the name of the blob below the container, or `?` and the prefix that is listed. */
  readonly asked: string;
  readonly headers: IncomingHttpHeaders;
};

export type LoopbackBlobs = {
  /** Past the proxy, with the emulator's key: to write. */
  container(name: string): ContainerClient;
  /** Through the proxy, as the job would, but with the emulator's key, as an identity needs https. */
  reached(name: string): Promise<ContainerClient>;
  /** For the setting ARCHIVE: through the proxy, without any credential. */
  address(name: string): string;
  readonly requests: SeenBlobRequest[];
  /** Asked for each request; `index` counts those since the list of requests was last emptied. */
  always(fault: (request: SeenBlobRequest, index: number) => BlobFault | undefined): void;
  close(): Promise<void>;
};

/** Account and key are the emulator's published ones: they open nothing but this server. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export async function startLoopbackBlobs(): Promise<LoopbackBlobs> {
  const azurite = blobServer();
  await azurite.start();
  const upstream = new URL(azurite.getHttpServerAddress());
  const requests: SeenBlobRequest[] = [];
  let always: (request: SeenBlobRequest, index: number) => BlobFault | undefined = () => undefined;

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams } = new URL(url, upstream);
    const blob = decodeURIComponent(pathname.split('/').slice(3).join('/'));
    const asked = searchParams.get('comp') === 'list' ? `?${searchParams.get('prefix') ?? ''}` : blob;
    const seen = { method, asked, headers };
    requests.push(seen);
    const fault = always(seen, requests.length - 1);
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (typeof fault === 'object' && 'status' in fault) return answer(fault, response);
    if (typeof fault === 'object' && 'first' in fault) await fault.first();
    const relayed = send(new URL(url, upstream), {
      method,
      headers: { ...headers, host: upstream.host },
      agent: false,
    });
    relayed.end(await buffer(request));
    const [got]: IncomingMessage[] = await once(relayed, 'response');
    if (got === undefined) throw new Error('The blob server did not answer.');
    const body = await buffer(got);
    const { 'transfer-encoding': _, connection: __, ...kept } = got.headers;
    const more = typeof fault === 'object' && 'headers' in fault ? fault.headers : {};
    const half = body.subarray(0, Math.floor(body.length / 2));
    const length = fault === 'half' ? half.length : body.length;
    response.writeHead(got.statusCode ?? 0, { ...kept, 'content-length': length, ...more });
    if (fault === 'half') return void response.end(half);
    if (fault !== 'cut') return void response.end(body);
    response.write(half, () => response.destroy());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy is not listening.');
  const here = `http://127.0.0.1:${address.port}/${ACCOUNT}`;
  const key = new StorageSharedKeyCredential(ACCOUNT, KEY);
  return {
    container: (name) => new ContainerClient(`${upstream.origin}/${ACCOUNT}/${name}`, key),
    reached: async (name) => new ContainerClient(`${here}/${name}`, key, ONE_TRY),
    address: (name) => `${here}/${name}`,
    requests,
    always(fault) {
      always = fault;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await azurite.close();
    },
  };
}

function answer(
  { status, code = 'ScriptedFault', headers, body }: Extract<BlobFault, { status: number }>,
  response: ServerResponse,
): void {
  const told = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>A test wanted it so.</Message></Error>`;
  const given = { 'content-type': 'application/xml', 'x-ms-error-code': code, ...headers };
  response.writeHead(status, given);
  response.end(body ?? told);
}

/** Of the server's classes, what is used here. */
type BlobServer = {
  start(): Promise<void>;
  close(): Promise<void>;
  /** `http://127.0.0.1:<port>` */
  getHttpServerAddress(): string;
};

/** In memory, on any free port, without a log. */
function blobServer(): BlobServer {
  const require = createRequire(import.meta.url);
  const { default: Configuration } = require('azurite/dist/src/blob/BlobConfiguration.js');
  const { default: Server } = require('azurite/dist/src/blob/BlobServer.js');
  const { MemoryExtentChunkStore } = require('azurite/dist/src/common/persistence/MemoryExtentStore.js');
  const [host, port, keepAliveSeconds, folders] = ['127.0.0.1', 0, 5, []];
  const [accessLog, debugLog, loose, skipVersionCheck, inMemory] = [false, false, false, true, true];
  return new Server(
    new Configuration(
      host,
      port,
      keepAliveSeconds,
      '',
      '',
      folders,
      accessLog,
      undefined,
      debugLog,
      undefined,
      loose,
      skipVersionCheck,
      '',
      '',
      '',
      undefined,
      false,
      inMemory,
      new MemoryExtentChunkStore(256 * 1024 * 1024),
    ),
  );
}
