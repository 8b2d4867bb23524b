import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerHistory } from '../src/http/answer-history.ts';

app.http('history', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'history',
  handler: (request, context) =>
    answerHistory(request, {
      open: () => appFor(process.env),
      runId: context.invocationId,
      log: (line) => context.error(line),
    }),
});
