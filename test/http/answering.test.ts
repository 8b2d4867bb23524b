import { describe, expect, it } from 'vitest';
import { SettingsError, UsageError } from '../../src/errors.ts';
import { answering } from '../../src/http/answering.ts';
import { callTo, contosoApp, request } from './contoso-app.ts';

async function replyTo(thrown: unknown, log: string[] = []) {
  const answer = answering(() => Promise.reject(thrown));
  const reply = await answer(
    request('/'),
    callTo(contosoApp(), (line) => log.push(line)),
  );
  return { ...reply, value: JSON.parse(String(reply.body)) };
}

describe('S13 what goes wrong while answering', () => {
  it('a mistake of the asker is told: 400', async () => {
    const { status, value } = await replyTo(new UsageError('badDay', 'No such day.', { field: 'day' }));
    expect([status, value]).toEqual([
      400,
      { error: { code: 'badDay', message: 'No such day.', field: 'day' } },
    ]);
  });

  it('before the app is open it is nobody but us: 503', async () => {
    const answer = answering(() => Promise.reject(new Error('not reached')));
    const inUse = new UsageError('storeInUse', 'Another process uses the embedded store.');
    const reply = await answer(request('/'), { ...callTo(contosoApp()), open: () => Promise.reject(inUse) });
    expect([reply.status, JSON.parse(String(reply.body)).error.code]).toEqual([503, 'storeInUse']);
  });

  it('wrong settings are listed: 503', async () => {
    const { status, value } = await replyTo(new SettingsError(['one', 'two']));
    expect([status, value]).toEqual([
      503,
      { error: { code: 'settings', message: 'one\ntwo', field: null, problems: ['one', 'two'] } },
    ]);
  });

  it.each<[string, unknown]>([
    ['an error', new TypeError('canary of anna@contoso.com, Bearer eyJhbGciOi.canary')],
    ['a text', 'canary'],
    ['nothing', undefined],
  ])('%s nobody expected gives a run id and no detail: 500', async (_, thrown) => {
    const log: string[] = [];
    const { status, body, value } = await replyTo(thrown, log);
    expect(status).toBe(500);
    expect(value).toEqual({
      error: { code: 'unexpected', message: expect.stringContaining('run-1'), field: null },
    });
    expect(String(body)).not.toContain('canary');
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('run-1');
    expect(log[0]).not.toMatch(/anna|eyJ/);
  });

  it('every such reply carries the headers of all replies', async () => {
    expect((await replyTo('?')).headers).toMatchObject({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
    });
  });
});
