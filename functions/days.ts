import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerCollect } from '../src/http/answer-collect.ts';
import { authLevelOf, gateOf } from '../src/http/gate.ts';

app.http('days', {
  methods: ['POST'],
  authLevel: authLevelOf(process.env),
  route: 'days/{day}/collect',
  handler: (request, context) =>
    answerCollect(request, {
      open: (tenant) => appFor(process.env, tenant),
      runId: context.invocationId,
      log: (line) => context.error(line),
      gate: gateOf(process.env),
    }),
});
