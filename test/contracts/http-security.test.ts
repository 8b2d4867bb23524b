/** The routes over a real server and real tables: what asking may not do, and what may be asked. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { serve } from '../../src/http/serve.ts';
import { type Azurite, startAzurite, storedRows } from '../azurite.ts';
import { storedDay } from '../store/builders.ts';

let azurite: Azurite;
let app: App;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  azurite = await startAzurite();
  const clock = () => Date.parse('2026-06-16T12:00:00Z');
  app = await openApp({ SOURCE: 'sample', TABLES: azurite.connectionString }, { clock, log: () => {} });
  for (const day of ['2026-06-14', '2026-06-15']) {
    await app.store.keepPeople(day, 1, []);
    await app.store.publish(storedDay({ day, source: 'sample' }), undefined);
  }
  server = await serve({ openApp: async () => app, port: 0, log: () => {} });
});
afterAll(async () => {
  await server.close();
  await app.close();
  await azurite.close();
});

async function errorOf(reply: Response): Promise<{ readonly code: string; readonly field: string | null }> {
  return JSON.parse(await reply.text()).error;
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });
const snapshot = () => storedRows(azurite.connectionString, 'sample');

describe('S12 asking changes nothing', () => {
  const forms = ['html', 'text', 'json', 'csv', 'card', 'eml'].map(
    (format) => `/api/digest?format=${format}`,
  );
  it.each([
    ...forms,
    '/api/digest?day=2026-06-14',
    '/api/digest?day=2026-06-13',
    '/api/digest?day=2020-01-01',
    '/api/history',
    '/api/history?detail=full&format=json',
    '/api/history?format=csv&from=2025-06-01&to=2026-06-15',
    '/api/health',
    '/api/digest?day=nonsense',
  ])('GET %s', async (path) => {
    const before = await snapshot();
    await (await get(path)).text();
    expect(await snapshot()).toEqual(before);
    expect(before.length).toBeGreaterThan(2);
  });

  it('and a collection asked for does: the snapshot can tell', async () => {
    const before = await snapshot();
    await fetch(`${server.url}/api/days/2026-06-12/collect`, { method: 'POST' });
    expect(await snapshot()).not.toEqual(before);
  });
});

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

describe('S13 every reply', () => {
  it.each([
    [200, '/api/digest'],
    [200, '/api/history?format=csv'],
    [400, '/api/digest?day=x'],
    [404, '/api/digest?day=2026-06-13'],
    [410, '/api/digest?day=2020-01-01'],
    [404, '/api/elsewhere'],
    [405, '/api/days/2026-06-14/collect'],
  ])('%i of %s has the headers that keep a page to itself', async (status, path) => {
    const reply = await get(path);
    expect(reply.status).toBe(status);
    expect(Object.fromEntries(Object.keys(HEADERS).map((name) => [name, reply.headers.get(name)]))).toEqual(
      HEADERS,
    );
    expect(reply.headers.get('server')).toBeNull();
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    await reply.body?.cancel();
  });

  it('304 has them, too', async () => {
    const { headers } = await get('/api/digest');
    const reply = await get('/api/digest', { 'if-none-match': headers.get('etag') ?? '' });
    expect([reply.status, reply.headers.get('content-security-policy')]).toEqual([
      304,
      HEADERS['content-security-policy'],
    ]);
  });
});

/** What no parameter takes: wrong, hostile, too long, of another kind. */
const NONSENSE = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  '2026-06-31',
  '2026-6-1',
  '20260615',
  '0000-00-00',
  '9999-12-31',
  '1999-12-31',
  '2026-06-15T00:00:00Z',
  '+002026-06-15',
  'latest ',
  'LATEST',
  '../../etc/passwd',
  "' or 1 eq 1",
  "2026-06-15' or RowKey ne '",
  '<script>alert(1)</script>',
  '{{constructor}}',
  '%00',
  '\u0000',
  '\u202e',
  '２０２６-０６-１５',
  'x'.repeat(5_000),
];

describe('S14 a parameter that makes no sense is named, and nothing of us is told', () => {
  const PARAMETERS: readonly [path: string, name: string, allowed: readonly string[]][] = [
    ['/api/digest', 'day', []],
    ['/api/digest', 'format', []],
    ['/api/history', 'from', []],
    ['/api/history', 'to', []],
    ['/api/history', 'detail', []],
    ['/api/history', 'format', []],
  ];
  it.each(PARAMETERS)('%s?%s', async (path, name) => {
    for (const value of NONSENSE) {
      const reply = await get(`${path}?${name}=${encodeURIComponent(value)}`);
      const body = await reply.text();
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(reply.status, JSON.stringify(value.slice(0, 40))).toBe(400);
      const { error } = JSON.parse(body);
      expect(error).toEqual({
        code: expect.stringMatching(/^\w+$/),
        message: expect.any(String),
        field: name,
      });
      expect(body).not.toMatch(/\n\s+at |node_modules|\.ts:|\/src\//);
      expect(body.length).toBeLessThan(1_000);
    }
  });

  it('given twice, it would leave open which counts', async () => {
    const reply = await get('/api/digest?day=2026-06-15&day=2026-06-14');
    expect([reply.status, (await errorOf(reply)).field]).toEqual([400, 'day']);
  });
});

describe('S15 too much at once', () => {
  it.each([
    ['a range of more than 400 days', '/api/history?from=2025-01-01&to=2026-06-15'],
    ['more than 92 days in full', '/api/history?detail=full&format=json&from=2026-01-01&to=2026-06-15'],
    ['a range that ends before it begins', '/api/history?from=2026-06-15&to=2026-06-01'],
  ])('%s: 400', async (_, path) => {
    const reply = await get(path);
    expect([reply.status, (await errorOf(reply)).code]).toEqual([400, 'badRange']);
  });

  it('requests beyond those that fit are asked to come back, and the others are answered', async () => {
    const opening = Promise.withResolvers<App>();
    const busy = await serve({ openApp: () => opening.promise, port: 0, log: () => {} });
    const asked = Array.from({ length: 40 }, () => fetch(`${busy.url}/api/history?format=json`));
    const turnedAway = await Promise.any(
      asked.map(async (reply) => {
        const { status, headers } = await reply;
        if (status !== 429) throw new Error(`got ${status}`);
        return headers.get('retry-after');
      }),
    );
    opening.resolve(app);
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    await busy.close();
    expect(turnedAway).toBe('1');
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it('the Functions host has a limit, too', async () => {
    const { http } = JSON.parse(
      await readFile(new URL('../../host.json', import.meta.url), 'utf8'),
    ).extensions;
    expect(http.maxConcurrentRequests).toBeLessThanOrEqual(20);
    expect(http.maxOutstandingRequests).toBeLessThanOrEqual(40);
  });

  it('a header beyond all measure ends its request, not the server', async () => {
    const reply = await get('/api/digest', { 'x-filler': 'x'.repeat(20_000) });
    expect(reply.status).toBe(431);
    expect((await get('/api/digest')).status).toBe(200);
  });
});
