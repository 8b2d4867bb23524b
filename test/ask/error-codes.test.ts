import { expect, it } from 'vitest';
import { errorCodes } from '../../src/ask/error-codes.ts';

const error = (error: unknown) => JSON.stringify({ error });

it.each([
  { title: 'one', body: error({ code: 'AccessDenied', message: 'Megan may not' }), codes: ['AccessDenied'] },
  {
    title: 'several, outermost first',
    body: error({
      code: 'BadArgumentError',
      innererror: { code: 'SemanticError', innererror: { code: 'SEM0100' } },
    }),
    codes: ['BadArgumentError', 'SemanticError', 'SEM0100'],
  },
  { title: 'one inside of a text that is none', body: error({ innererror: { code: 'X' } }), codes: ['X'] },
  { title: 'a text that may name somebody', body: error({ code: 'megan bowen' }), codes: [] },
  { title: 'a number', body: error({ code: 403 }), codes: [] },
  { title: 'a name every object has', body: error({ code: '__proto__' }), codes: ['__proto__'] },
  { title: 'nothing', body: '', codes: [] },
  { title: 'a page of a proxy', body: '<html>', codes: [] },
  ...[null, [], 'text', { error: null }, { error: ['code'] }, { error: 'code' }].map((body) => ({
    title: JSON.stringify(body),
    body: JSON.stringify(body),
    codes: [],
  })),
])('codes of an error body: $title', ({ body, codes }) => {
  expect(errorCodes(body)).toEqual(codes);
});

it('no deeper than five', () => {
  let deep: unknown = { code: 'C' };
  for (let n = 0; n < 50; n += 1) deep = { code: 'C', innererror: deep };
  expect(errorCodes(error(deep))).toHaveLength(5);
});
