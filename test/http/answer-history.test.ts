import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/core/day.ts';
import { answerHistory } from '../../src/http/answer-history.ts';
import { storedDay } from '../store/builders.ts';
import { callTo, contosoApp, request } from './contoso-app.ts';

const app = contosoApp({ days: [storedDay({ day: '2026-06-14' }), storedDay({ day: '2026-06-15' })] });
const get = (query: string, headers: Record<string, string> = {}) =>
  answerHistory(request(`/api/history?${query}`, { headers }), callTo(app));
const json = (body: string | Uint8Array) => JSON.parse(String(body));

describe('the range of a history', () => {
  it.each<[string, string, string, number]>([
    ['', '2026-03-18', '2026-06-15', 90],
    ['from=2026-06-10', '2026-06-10', '2026-06-15', 6],
    ['to=2026-05-31', '2026-03-03', '2026-05-31', 90],
    ['from=2026-06-01&to=2026-06-30', '2026-06-01', '2026-06-30', 30],
    ['from=2025-05-12&to=2026-06-15', '2025-05-12', '2026-06-15', 400],
  ])('?%s is %s to %s', async (query, from, to, days) => {
    const reply = await get(`${query}&format=json`);
    expect(reply.status).toBe(200);
    const { trend, days: full, verdict } = json(reply.body);
    expect(trend).toHaveLength(days);
    expect([trend[0].day, trend.at(-1).day]).toEqual([from, to]);
    expect([full, verdict]).toEqual([[], null]);
  });

  it('in full holds every calendar day, those without figures too', async () => {
    const { days } = json((await get('from=2026-06-13&to=2026-06-16&detail=full&format=json')).body);
    expect(days.map(({ day, state }: { day: string; state: string }) => [day, state])).toEqual([
      ['2026-06-13', 'missing'],
      ['2026-06-14', 'open'],
      ['2026-06-15', 'open'],
      ['2026-06-16', 'missing'],
    ]);
    expect(days[0].totals).toEqual({ signIns: null, attempts: null, users: null });
  });

  it.each<[string, string, string]>([
    ['from=2026-06-15&to=2026-06-14', 'badRange', 'from'],
    ['from=2025-05-11&to=2026-06-15', 'badRange', 'from'],
    ['from=2026-03-15&to=2026-06-15&detail=full', 'badRange', 'from'],
    ['from=2026-6-1', 'badDay', 'from'],
    ['to=9999-12-31', 'badDay', 'to'],
    ['to=0000-01-01', 'badDay', 'to'],
    ['detail=all', 'badDetail', 'detail'],
    ['format=text', 'badFormat', 'format'],
    ['to=2026-06-15&to=2026-06-15', 'repeated', 'to'],
  ])('?%s is refused: %s', async (query, code, field) => {
    const reply = await get(query);
    expect(reply.status).toBe(400);
    expect(json(reply.body)).toEqual({ error: { code, message: expect.any(String), field } });
  });

  it('92 days in full are not too many', async () => {
    expect((await get('from=2026-03-16&to=2026-06-15&detail=full&format=json')).status).toBe(200);
  });
});

it.each([
  ['', '', 'text/html; charset=utf-8'],
  ['', 'application/json', 'application/json; charset=utf-8'],
  ['format=csv', 'text/html', 'text/csv; charset=utf-8'],
])('?%s with Accept: %s is sent as %s', async (query, accept, contentType) => {
  const reply = await get(query, accept === '' ? {} : { accept });
  expect(reply).toMatchObject({
    status: 200,
    headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' },
  });
});

it.each([
  [92, 'First try', 'are not drawn over so many days'],
  [93, 'are not drawn over so many days', '<th scope="col">First try</th>'],
])('a page of %i days says "%s"', async (days, told, untold) => {
  const from = addDays('2026-06-15', 1 - days);
  const { status, body } = await get(`from=${from}&to=2026-06-15&format=html`);
  expect(status).toBe(200);
  expect(String(body)).toContain(told);
  expect(String(body)).not.toContain(untold);
  expect(String(body)).toContain('Outcomes of all attempts');
});

it('JSON holds the report and nothing of a page', async () => {
  const { body } = await get('from=2025-05-12&to=2026-06-15&format=json');
  expect(Object.keys(json(body))).toEqual([
    'schema',
    'product',
    'generatedAt',
    'tenant',
    'privacy',
    'verdict',
    'days',
    'trend',
  ]);
  expect(json(body).trend.at(-1)).not.toHaveProperty('columns');
});
