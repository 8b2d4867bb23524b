import { expect, it } from 'vitest';
import { answerCollect } from '../../src/http/answer-collect.ts';
import { storedDay } from '../store/builders.ts';
import { type ContosoApp, callTo, contosoApp, request } from './contoso-app.ts';

const days = [storedDay({ day: '2026-06-12', state: 'sealed' }), storedDay({ day: '2026-06-15' })];
const post = (app: ContosoApp, day: string, query = '') =>
  answerCollect(request(`/api/days/x/collect?${query}`, { params: { day } }), callTo(app));

it.each<[string, string, string, boolean]>([
  ['2026-06-15', '', 'open', false],
  ['2026-06-14', '', 'missing', false],
  ['2026-06-12', 'force=true', 'sealed', true],
  ['2026-06-14', 'force=false', 'missing', false],
])('%s?%s is queued, and nothing else happens', async (day, query, state, force) => {
  const app = contosoApp({ days });
  const reply = await post(app, day, query);
  expect(reply).toMatchObject({ status: 202, headers: { Location: `/api/digest?day=${day}` } });
  expect(JSON.parse(String(reply.body))).toEqual({ day, state, requestedAt: '2026-06-16T12:00:00Z' });
  expect([...app.requests.values()]).toEqual([{ day, force, requestedAt: '2026-06-16T12:00:00Z' }]);
});

it('the same asked again is still one request', async () => {
  const app = contosoApp({ days });
  const replies = [await post(app, '2026-06-15'), await post(app, '2026-06-15')];
  expect(replies.map(({ status }) => status)).toEqual([202, 202]);
  expect(replies[1]).toEqual(replies[0]);
  expect(app.requests.size).toBe(1);
});

it.each<[string, string, number, string, string]>([
  ['2026-06-12', '', 409, 'sealed', 'force'],
  ['2026-06-12', 'force=false', 409, 'sealed', 'force'],
  ['2026-04-01', '', 410, 'pastRetention', 'day'],
  ['2026-04-01', 'force=true', 410, 'pastRetention', 'day'],
  ['2026-06-17', '', 400, 'badDay', 'day'],
  ['2026-06-31', '', 400, 'badDay', 'day'],
  ['latest', '', 400, 'badDay', 'day'],
  ['..%2f', '', 400, 'badDay', 'day'],
  ['2026-06-15', 'force=yes', 400, 'badForce', 'force'],
  ['2026-06-15', 'force=true&force=true', 400, 'repeated', 'force'],
])('%s?%s is refused with %i %s', async (day, query, status, code, field) => {
  const app = contosoApp({ days });
  const reply = await post(app, day, query);
  expect(reply.status).toBe(status);
  expect(JSON.parse(String(reply.body))).toEqual({ error: { code, message: expect.any(String), field } });
  expect(app.requests.size).toBe(0);
});
