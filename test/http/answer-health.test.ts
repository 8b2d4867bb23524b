import { expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.ts';
import { answerHealth } from '../../src/http/answer-health.ts';
import { storedDay } from '../store/builders.ts';
import { callTo, contosoApp, request } from './contoso-app.ts';

const ask = request('/api/health');
const json = (body: string | Uint8Array): unknown => JSON.parse(String(body));
const KEYS = ['status', 'lastCollected', 'lastSent', 'daysDue', 'reasons'];

it('all is well: 200', async () => {
  const app = contosoApp({
    days: [storedDay({ day: '2026-06-15', collectedAt: '2026-06-16T03:15:00Z' })],
    sent: {
      day: '2026-06-15',
      kind: 'daily',
      channel: 'file',
      status: 'sent',
      at: '2026-06-16T07:35:00Z',
      revision: 1,
      state: 'open',
    },
  });
  const reply = await answerHealth(ask, callTo(app));
  expect(reply.status).toBe(200);
  expect(json(reply.body)).toMatchObject({ status: 'ok', lastSent: '2026-06-16T07:35:00Z', reasons: [] });
  expect(Object.keys(json(reply.body) ?? {})).toEqual(KEYS);
});

it('nothing was ever collected: 503 with reasons', async () => {
  const reply = await answerHealth(ask, callTo(contosoApp()));
  expect(reply.status).toBe(503);
  expect(json(reply.body)).toMatchObject({ status: 'stale', lastCollected: null, lastSent: null });
});

it('wrong settings: 503 with all that is wrong, in the same shape', async () => {
  const problems = ['ZONE: expected a zone', 'TENNANT_ID: no setting has this name'];
  const reply = await answerHealth(ask, {
    open: () => Promise.reject(new SettingsError(problems)),
    runId: 'run-1',
    log: () => {},
  });
  expect(reply.status).toBe(503);
  expect(json(reply.body)).toMatchObject({
    status: 'failing',
    reasons: problems,
    error: { code: 'settings' },
  });
  expect(Object.keys(json(reply.body) ?? {})).toEqual([...KEYS, 'error']);
});
