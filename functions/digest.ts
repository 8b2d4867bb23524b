import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerDigest } from '../src/http/answer-digest.ts';

app.http('digest', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'digest',
  handler: (request, context) =>
    answerDigest(request, {
      open: () => appFor(process.env),
      runId: context.invocationId,
      log: (line) => context.error(line),
    }),
});
