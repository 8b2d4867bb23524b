import { request as ask } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../src/http/serve.ts';
import { storedDay } from '../store/builders.ts';
import { contosoApp } from './contoso-app.ts';

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function served(openApp = async () => contosoApp({ days: [storedDay({ day: '2026-06-15' })] })) {
  const server = await serve({ openApp, port: 0, log: () => {} });
  running.push(server);
  return server.url;
}

describe('the routes of the Functions app on loopback', () => {
  it.each<[string, string, number]>([
    ['GET', '/api/digest?format=text', 200],
    ['HEAD', '/api/digest?format=text', 200],
    ['GET', '/api/history?format=json', 200],
    ['GET', '/api/health', 200],
    ['POST', '/api/days/2026-06-14/collect', 202],
    ['POST', '/api/days/2026-06-31/collect', 400],
    ['GET', '/api/days/2026-06-14/collect', 405],
    ['POST', '/api/digest', 405],
    ['DELETE', '/api/history', 405],
    ['GET', '/api/nothing', 404],
    ['GET', '/', 404],
    ['GET', '/api/digest/', 404],
    ['POST', '/api/days/a%2Fb/collect', 400],
  ])('%s %s: %i', async (method, path, status) => {
    const response = await fetch((await served()) + path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await response.text()) === '').toBe(method === 'HEAD');
  });

  it.each([
    ['/api/digest', 'GET, HEAD'],
    ['/api/days/2026-06-14/collect', 'POST'],
  ])('%s says what it takes: %s', async (path, allowed) => {
    const response = await fetch((await served()) + path, { method: 'PUT', body: 'x'.repeat(100_000) });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
  });

  it('knows an ETag again', async () => {
    const url = `${await served()}/api/digest`;
    const { headers } = await fetch(url);
    const again = await fetch(url, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });
});

it('the app is opened on the first request, once; after a failure again', async () => {
  let opened = 0;
  const url = await served(async () => {
    opened++;
    if (opened === 1) throw new Error('canary');
    return contosoApp();
  });
  expect(opened).toBe(0);
  const replies = [
    await fetch(`${url}/api/digest`),
    await fetch(`${url}/api/digest`),
    await fetch(`${url}/api/digest`),
  ];
  expect(replies.map(({ status }) => status)).toEqual([500, 404, 404]);
  expect(await replies[0]?.text()).not.toContain('canary');
  expect(opened).toBe(2);
});

/** `fetch` sets these headers itself. */
async function statusWith(
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  ask(url, { method, headers }, (response) => resolve(response.resume().statusCode))
    .on('error', reject)
    .end();
  return await promise;
}

describe('pages of other sites', () => {
  it.each<[string, Record<string, string>, number]>([
    ['a foreign page cannot send a browser here', { origin: 'https://fabrikam.example' }, 403],
    ['nor a page without an origin', { origin: 'null' }, 403],
    ['nor a foreign name that leads here', { host: 'fabrikam.example' }, 403],
    ['nor one that looks like ours', { host: '127.0.0.1.fabrikam.example' }, 403],
    ['a tool that sends neither may', {}, 202],
  ])('%s', async (_, headers, status) => {
    const url = `${await served()}/api/days/2026-06-14/collect`;
    expect(await statusWith(url, 'POST', headers)).toBe(status);
  });
});

it('a port that is taken is an error of the caller', async () => {
  const { port } = new URL(await served());
  await expect(
    serve({ openApp: async () => contosoApp(), port: Number(port), log: () => {} }),
  ).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
