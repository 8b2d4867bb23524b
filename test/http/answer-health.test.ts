import { expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.ts';
import { answerHealth } from '../../src/http/answer-health.ts';
import { OPEN_GATE } from '../../src/http/gate.ts';
import { buildSent } from '../build-sent.ts';
import { coverage, storedDay } from '../store/builders.ts';
import { callTo, contosoApp, request } from './contoso-app.ts';

const SENT = buildSent({ channel: 'file', at: '2026-06-16T07:35:00Z' });
const ask = request('/api/health');
const json = (body: string | Uint8Array): unknown => JSON.parse(String(body));
const KEYS = ['status', 'lastCollected', 'lastSent', 'daysDue', 'days', 'reasons'];
const NO_TROUBLE = { partial: [], lost: [], unstable: [], overdue: [] };

it('all is well: 200', async () => {
  const app = contosoApp({
    days: [storedDay({ day: '2026-06-15', collectedAt: '2026-06-16T03:15:00Z' })],
    sent: SENT,
  });
  const reply = await answerHealth(ask, callTo(app));
  expect(reply.status).toBe(200);
  expect(json(reply.body)).toMatchObject({
    status: 'ok',
    lastSent: '2026-06-16T07:35:00Z',
    days: NO_TROUBLE,
    reasons: [],
  });
  expect(Object.keys(json(reply.body) ?? {})).toEqual(KEYS);
});

it('days in trouble are named, and no alarm: they heal or stay as they are', async () => {
  const collectedAt = '2026-06-16T03:15:00Z';
  const app = contosoApp({
    days: [
      storedDay({ day: '2026-06-12', state: 'sealed', collectedAt }),
      storedDay({
        day: '2026-06-13',
        collectedAt,
        coverage: coverage({ passes: 2, agreement: 0.9 }),
        lastReadAt: collectedAt,
      }),
      storedDay({ day: '2026-06-15', state: 'partial', collectedAt }),
    ],
    sent: SENT,
  });
  const reply = await answerHealth(ask, callTo(app));
  expect(reply.status).toBe(200);
  expect(json(reply.body)).toMatchObject({
    status: 'ok',
    days: { partial: ['2026-06-15'], lost: [], unstable: ['2026-06-13'], overdue: ['2026-06-14'] },
    reasons: [
      'Partial, part of it unread: 2026-06-15.',
      'Open, as the source disagrees with itself: 2026-06-13.',
      'Overdue, could be read for more than 24 hours and was not: 2026-06-14.',
    ],
  });
});

it.each([
  ['was skipped on purpose, as QUIET_DAYS says: all is well', 'skip', '2026-06-16T07:35:00Z', 'ok'],
  ['was skipped, but too long ago', 'skip', '2026-06-13T07:35:00Z', 'stale'],
  ['was skipped, and skipping is over', 'short', '2026-06-16T07:35:00Z', 'stale'],
])('the last mail %s', async (_, quietDays, at, status) => {
  const app = contosoApp({
    days: [storedDay({ day: '2026-06-15', collectedAt: '2026-06-16T03:15:00Z' })],
    sent: buildSent({ day: '2026-06-09', channel: 'file', at: '2026-06-10T07:35:00Z' }),
    environment: { QUIET_DAYS: quietDays },
  });
  const skipped = buildSent({ day: '2026-06-15', channel: 'file', at, status: 'skipped' });
  const store = { ...app.store, sent: async () => [skipped] };
  expect(json((await answerHealth(ask, callTo({ ...app, store }))).body)).toMatchObject({ status });
});

it('F26 the store does not answer: 503 failing, in the same shape', async () => {
  const app = contosoApp();
  const store = { ...app.store, publishings: () => Promise.reject(new Error('Reading days failed: 503.')) };
  const reply = await answerHealth(ask, callTo({ ...app, store }));
  expect(reply.status).toBe(503);
  expect(json(reply.body)).toMatchObject({ status: 'failing', days: null });
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
    gate: OPEN_GATE,
  });
  expect(reply.status).toBe(503);
  expect(json(reply.body)).toMatchObject({
    status: 'failing',
    reasons: problems,
    error: { code: 'settings' },
  });
  expect(Object.keys(json(reply.body) ?? {})).toEqual([...KEYS, 'error']);
});
