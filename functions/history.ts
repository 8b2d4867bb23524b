import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerHistory } from '../src/http/answer-history.ts';
import { authLevelOf, gateOf } from '../src/http/gate.ts';

app.http('history', {
  methods: ['GET'],
  authLevel: authLevelOf(process.env),
  route: 'history',
  handler: (request, context) =>
    answerHistory(request, {
      open: (tenant) => appFor(process.env, tenant),
      runId: context.invocationId,
      log: (line) => context.error(line),
      gate: gateOf(process.env),
    }),
});
