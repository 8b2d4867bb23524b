import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerHealth } from '../src/http/answer-health.ts';

app.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: (request, context) =>
    answerHealth(request, {
      open: () => appFor(process.env),
      runId: context.invocationId,
      log: (line) => context.error(line),
    }),
});
