import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerCollect } from '../src/http/answer-collect.ts';

app.http('days', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'days/{day}/collect',
  handler: (request, context) =>
    answerCollect(request, {
      open: () => appFor(process.env),
      runId: context.invocationId,
      log: (line) => context.error(line),
    }),
});
