import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { answerOrSilence } from '../../src/ask/answer-or-silence.ts';

const request = createPipelineRequest({ url: 'https://graph.contoso.example/' });
const failing = (error: unknown) => () => Promise.reject(error);
const late = Object.assign(new Error('canary'), { name: 'AbortError' });

it('an answer is one, whatever it says', async () => {
  const response = { request, headers: createHttpHeaders(), status: 503 };
  expect(await answerOrSilence(async () => response)).toEqual({ response });
});

it.each([
  { title: 'no answer in time', error: late, code: 'LATE' },
  {
    title: 'no answer (ECONNRESET)',
    error: new RestError('canary', { code: 'ECONNRESET' }),
    code: 'ECONNRESET',
  },
  {
    title: 'an answer that broke off',
    error: new RestError('canary', { code: RestError.PARSE_ERROR }),
    code: 'PARSE_ERROR',
  },
  { title: 'no answer (connection failed)', error: new RestError('canary'), code: 'connection failed' },
])('$title: nothing else of the error goes on', async ({ title, error, code }) => {
  expect(await answerOrSilence(failing(error))).toEqual({ silence: { what: title, code } });
});

it('an error of ours is no silence', async () => {
  const bug = new TypeError('ours');
  await expect(answerOrSilence(failing(bug))).rejects.toBe(bug);
});

it('what ends because the caller has stopped is no silence', async () => {
  await expect(answerOrSilence(failing(late), AbortSignal.abort())).rejects.toBe(late);
  expect(await answerOrSilence(failing(late), new AbortController().signal)).toHaveProperty('silence');
});
