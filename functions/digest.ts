import { app } from '@azure/functions';
import { appFor } from '../src/app-for.ts';
import { answerDigest } from '../src/http/answer-digest.ts';
import { authLevelOf, gateOf } from '../src/http/gate.ts';

app.http('digest', {
  methods: ['GET'],
  authLevel: authLevelOf(process.env),
  route: 'digest',
  handler: (request, context) =>
    answerDigest(request, {
      open: (tenant) => appFor(process.env, tenant),
      runId: context.invocationId,
      log: (line) => context.error(line),
      gate: gateOf(process.env),
    }),
});
