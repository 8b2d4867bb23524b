import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.ts';
import { openStore } from '../../src/store/open-store.ts';
import { azuriteTables, noCredential } from '../azurite-tables.ts';
import { storedDay } from '../store/builders.ts';
import { storeContract } from './store-contract.ts';

describe('the store on Azurite', () => {
  const azurite = azuriteTables();

  storeContract((tenant) => azurite.open(tenant));

  it('calls for a flush once a publication, a request or a delivery is written', async () => {
    let flushed = 0;
    const flush = async () => {
      flushed++;
    };
    const store = await azurite.open('flush', { flush });
    await store.publish(storedDay(), undefined);
    expect(flushed).toBe(1);
    await store.request({ day: '2026-06-15', force: false, requestedAt: '2026-06-17T08:00:00.000Z' });
    expect(flushed).toBe(2);
  });
});

describe('the store on a service that', () => {
  let server: Server | undefined;
  afterAll(() => {
    server?.close();
  });

  /** A table service of canned replies: the tables are there, a query is answered by its page number. */
  async function serving(
    pages: readonly { status?: number; rows?: object[]; next?: string; code?: string }[],
  ): Promise<string> {
    server?.close();
    server = createServer((request, reply) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      request.resume();
      reply.setHeader('content-type', 'application/json');
      if (pathname.endsWith('/Tables')) {
        reply.writeHead(409).end('{"odata.error":{"code":"TableAlreadyExists"}}');
        return;
      }
      const token = searchParams.get('NextPartitionKey');
      const page = pages[token === null ? 0 : Number(token)] ?? {};
      if (page.next !== undefined) reply.setHeader('x-ms-continuation-NextPartitionKey', page.next);
      reply.writeHead(page.status ?? 200);
      reply.end(
        JSON.stringify(page.code ? { 'odata.error': { code: page.code } } : { value: page.rows ?? [] }),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}/contoso`;
  }

  it('splits a range into pages, some of them empty, is read to the last token, without a credential', async () => {
    const row = (day: string) => ({
      RowKey: day,
      schema: 1,
      zone: 'UTC',
      state: 'open',
      revision: 1,
      signIns: 7,
    });
    const tables = await serving([
      { rows: [], next: '1' },
      { rows: [row('2026-06-14')], next: '2' },
      { rows: [], next: '3' },
      { rows: [], next: '4' },
      { rows: [row('2026-06-15')] },
    ]);
    const store = await openStore({ tables, tenant: 'contoso', credential: noCredential });
    const headlines = await store.headlines('2026-06-01', '2026-06-30');
    expect(headlines.map(({ day }) => day)).toEqual(['2026-06-14', '2026-06-15']);
  });

  it.each([
    [
      403,
      'AuthorizationPermissionMismatch',
      /^TABLES: Reading day 2026-06-15 failed: 403 Auth.*Table Data Contributor/,
    ],
    [409, 'TableBeingDeleted', /^Reading day 2026-06-15 failed: 409 TableBeingDeleted/],
  ])('answers %i is not taken for an empty one', async (status, code, message) => {
    const store = await openStore({
      tables: await serving([{ status, code }]),
      tenant: 'contoso',
      credential: noCredential,
    });
    await expect(store.day('2026-06-15')).rejects.toThrow(message);
  });
});

describe('TABLES', () => {
  it.each([
    [
      'plain http beyond this machine',
      'http://contoso.table.core.windows.net',
      /http is only for this machine/,
    ],
    [
      'plain http in a connection string',
      'DefaultEndpointsProtocol=http;AccountName=contoso;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net',
      /http is only for this machine/,
    ],
    ['a URL with a signature', 'https://contoso.table.core.windows.net/?sig=c2VjcmV0', /endpoint URL/],
    ['a URL with a password', 'https://c2VjcmV0:c2VjcmV0@contoso.table.core.windows.net', /endpoint URL/],
    ['a URL that is none', 'https://', /endpoint URL/],
    ['another text', 'AccountKey=c2VjcmV0', /connection string/],
    ['an empty text', '', /connection string/],
  ])('that holds %s is refused, and not repeated', async (_, tables, message) => {
    const refused = await openStore({ tables, tenant: 'contoso', credential: noCredential }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(SettingsError);
    expect(String(refused)).toMatch(message);
    expect(String(refused)).toMatch(/TABLES/);
    expect(String(refused)).not.toContain('c2VjcmV0');
  });

  it('that holds an address where nothing answers says so', async () => {
    const tables = 'http://127.0.0.1:9/contoso';
    await expect(openStore({ tables, tenant: 'contoso', credential: noCredential })).rejects.toThrow(
      /Creating table Mfa\w+ failed: ECONNREFUSED.*Nothing answers at the address in TABLES/,
    );
  });
});
