import { describe, expect, it } from 'vitest';
import { answerDigest } from '../../src/http/answer-digest.ts';
import { storedDay } from '../store/builders.ts';
import { callTo, contosoApp, request } from './contoso-app.ts';

const app = contosoApp({ days: [storedDay({ day: '2026-06-14' }), storedDay({ day: '2026-06-15' })] });
const get = (address: string, headers: Record<string, string> = {}, from = app) =>
  answerDigest(request(address, { headers }), callTo(from));
const json = (body: string | Uint8Array): unknown => JSON.parse(String(body));

describe('the form of a digest', () => {
  it.each([
    ['html', 'text/html; charset=utf-8'],
    ['text', 'text/plain; charset=utf-8'],
    ['json', 'application/json; charset=utf-8'],
    ['csv', 'text/csv; charset=utf-8'],
    ['card', 'application/vnd.microsoft.card.adaptive+json; charset=utf-8'],
    ['eml', 'message/rfc822'],
  ])('%s is sent as %s', async (format, contentType) => {
    const reply = await get(`/api/digest?day=2026-06-15&format=${format}`);
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'Content-Type': contentType,
      'Cache-Control': 'no-store',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    expect(reply.body.length).toBeGreaterThan(100);
  });

  it.each([
    ['', 'text/html'],
    ['*/*', 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['application/json', 'application/json'],
    ['text/html;q=0.2, Application/JSON;q=0.9', 'application/json'],
    ['text/csv', 'text/csv'],
    ['text/plain, text/html;q=0', 'text/plain'],
    ['application/vnd.microsoft.card.adaptive+json', 'application/vnd.microsoft.card.adaptive+json'],
    ['image/png', 'text/html'],
    ['application/json;q=banana', 'text/html'],
  ])('Accept: %s gets %s', async (accept, contentType) => {
    const reply = await get('/api/digest?day=2026-06-15', accept === '' ? {} : { accept });
    expect(reply.headers['Content-Type']).toContain(contentType);
    expect(reply.headers.Vary).toBe('Accept');
  });

  it('format counts more than Accept', async () => {
    const reply = await get('/api/digest?format=json', { accept: 'text/html' });
    expect(reply.headers['Content-Type']).toContain('application/json');
  });
});

describe('the day of a digest', () => {
  it.each(['/api/digest?format=json', '/api/digest?day=latest&format=json'])(
    '%s is the newest',
    async (address) => {
      expect(json((await get(address)).body)).toMatchObject({ schema: 1, days: [{ day: '2026-06-15' }] });
    },
  );

  it.each<[string, string, string]>([
    ['day=2026-02-30', 'badDay', 'day'],
    ['day=yesterday', 'badDay', 'day'],
    ['day=', 'badDay', 'day'],
    ['day=2026-06-15T00:00:00Z', 'badDay', 'day'],
    ['day=9999-12-31', 'badDay', 'day'],
    ['day=%00%27;DROP', 'badDay', 'day'],
    ['day=2026-06-17', 'badDay', 'day'],
    ['format=pdf', 'badFormat', 'format'],
    ['format=', 'badFormat', 'format'],
    ['format=__proto__', 'badFormat', 'format'],
    ['day=2026-06-15&day=2026-06-14', 'repeated', 'day'],
    ['format=json&format=json', 'repeated', 'format'],
  ])('?%s is refused: %s', async (query, code, field) => {
    const reply = await get(`/api/digest?${query}`);
    expect(reply.status).toBe(400);
    expect(json(reply.body)).toEqual({ error: { code, message: expect.any(String), field } });
  });

  it('what is not ours in the query does not matter', async () => {
    expect((await get('/api/digest?code=key&code=key&x=1')).status).toBe(200);
  });

  it('a day that has begun in the zone is no mistake', async () => {
    const inKiritimati = contosoApp({ environment: { ZONE: 'Pacific/Kiritimati' } });
    expect((await get('/api/digest?day=2026-06-17', {}, inKiritimati)).status).toBe(404);
    expect((await get('/api/digest?day=2026-06-18', {}, inKiritimati)).status).toBe(400);
  });

  it.each<[string, object]>([
    ['2026-06-16', { state: 'missing', due: '2026-06-17T03:00:00Z' }],
    ['2026-06-13', { state: 'missing', due: '2026-06-14T03:00:00Z' }],
    ['2026-05-10', { state: 'missing', due: null }],
  ])('%s was not collected: 404, and when it will be', async (day, body) => {
    const reply = await get(`/api/digest?day=${day}`);
    expect(reply.status).toBe(404);
    expect(json(reply.body)).toMatchObject({ error: { code: 'notCollected', field: 'day' }, day, ...body });
  });

  it('with nothing collected yet, the latest is yesterday and due', async () => {
    const reply = await get('/api/digest', {}, contosoApp());
    expect(reply.status).toBe(404);
    expect(json(reply.body)).toMatchObject({ day: '2026-06-15', due: '2026-06-16T03:00:00Z' });
  });

  it('a day past the retention of the source is gone', async () => {
    const reply = await get('/api/digest?day=2026-04-01');
    expect(reply.status).toBe(410);
    expect(json(reply.body)).toMatchObject({ error: { code: 'lost', field: 'day' }, state: 'lost' });
  });
});

describe('ETag', () => {
  const etagOf = async (address: string, from = app) => (await get(address, {}, from)).headers.ETag ?? '';

  it('is known again as long as nothing a reader sees has changed', async () => {
    const etag = await etagOf('/api/digest?day=2026-06-15');
    for (const known of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const reply = await get('/api/digest?day=2026-06-15', { 'if-none-match': known });
      expect(reply).toMatchObject({
        status: 304,
        body: '',
        headers: { ETag: etag, 'Cache-Control': 'no-store' },
      });
    }
    expect((await get('/api/digest?day=2026-06-15', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each<[string, string, ReturnType<typeof contosoApp>]>([
    ['day', '/api/digest?day=2026-06-14', app],
    ['form', '/api/digest?day=2026-06-15&format=json', app],
    [
      'revision',
      '/api/digest?day=2026-06-15',
      contosoApp({ days: [storedDay({ day: '2026-06-15', revision: 2 })] }),
    ],
    [
      'privacy',
      '/api/digest?day=2026-06-15',
      contosoApp({ days: [storedDay({ day: '2026-06-15' })], environment: { PRIVACY: 'named' } }),
    ],
    [
      'days with a mail, which say what a mail covers',
      '/api/digest?day=2026-06-15',
      contosoApp({ days: [storedDay({ day: '2026-06-15' })], environment: { DIGEST_ON: 'weekdays' } }),
    ],
  ])('differs with the %s', async (_, address, from) => {
    expect(await etagOf(address, from)).not.toBe(await etagOf('/api/digest?day=2026-06-15'));
  });
});
