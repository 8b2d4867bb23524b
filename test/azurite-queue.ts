/** Azurite's queue server in this process, and queues in it as the Functions host uses them. */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Account and key are the emulator's published ones: they open nothing but this server. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export type QueueMessage = {
  readonly id: string;
  readonly receipt: string;
  /** How often it was handed out, this time included. */
  readonly delivered: number;
  readonly entry: unknown;
};

export type Queue = {
  put(entry: unknown): Promise<void>;
  /** Hands out one, and hides it; `undefined` where none is to be seen. */
  take(): Promise<QueueMessage | undefined>;
  drop(message: QueueMessage): Promise<void>;
  /** To be handed out again at once. */
  giveBack(message: QueueMessage): Promise<void>;
};

export async function startQueues(): Promise<{
  queue(name: string): Promise<Queue>;
  close(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'mfa-digest-queues-'));
  // As with the tables: what `default` is differs between Node and the test runner.
  const require = createRequire(import.meta.url);
  const { default: Configuration } = require('azurite/dist/src/queue/QueueConfiguration.js');
  const { default: Server } = require('azurite/dist/src/queue/QueueServer.js');
  const files = [join(folder, 'queues.json'), join(folder, 'extents.json')];
  const persistence = [{ locationId: 'Default', locationPath: folder, maxConcurrency: 10 }];
  // The last two: no check of the version, and rows in memory.
  const isQuiet = [false, undefined, false, undefined, false, true, '', '', '', undefined, false, true];
  const server = new Server(new Configuration('127.0.0.1', 0, 5, ...files, persistence, ...isQuiet));
  await server.start();
  const address: string = server.getHttpServerAddress();

  async function send(method: string, path: string, query: Record<string, string> = {}, body = '') {
    const url = new URL(`/${ACCOUNT}/${path}`, address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-12-02' };
    const type = body === '' ? '' : 'application/xml';
    const length = body === '' ? '' : String(Buffer.byteLength(body));
    const text = [
      [method, '', '', length, '', type, '', '', '', '', '', ''].join('\n'),
      ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
      `/${ACCOUNT}${url.pathname}`,
      ...Object.entries(query)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => `${name}:${value}`),
    ].join('\n');
    const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
    const answer = await fetch(url, {
      method,
      headers: {
        ...headers,
        Authorization: `SharedKey ${ACCOUNT}:${signature}`,
        ...(body !== '' && { 'Content-Type': type }),
      },
      ...(body !== '' && { body }),
    });
    const told = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${told}`);
    return told;
  }

  return {
    async queue(name) {
      await send('PUT', name);
      return {
        async put(entry) {
          const text = Buffer.from(JSON.stringify(entry)).toString('base64');
          const body = `<QueueMessage><MessageText>${text}</MessageText></QueueMessage>`;
          await send('POST', `${name}/messages`, {}, body);
        },
        async take() {
          const told = await send('GET', `${name}/messages`, {
            numofmessages: '1',
            visibilitytimeout: '600',
          });
          const of = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(told)?.[1];
          const [id, receipt, text] = [of('MessageId'), of('PopReceipt'), of('MessageText')];
          if (id === undefined || receipt === undefined || text === undefined) return undefined;
          const entry: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
          return { id, receipt, delivered: Number(of('DequeueCount')), entry };
        },
        async drop({ id, receipt }) {
          await send('DELETE', `${name}/messages/${id}`, { popreceipt: receipt });
        },
        async giveBack({ id, receipt, entry }) {
          const text = Buffer.from(JSON.stringify(entry)).toString('base64');
          const body = `<QueueMessage><MessageText>${text}</MessageText></QueueMessage>`;
          await send('PUT', `${name}/messages/${id}`, { popreceipt: receipt, visibilitytimeout: '0' }, body);
        },
      };
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
