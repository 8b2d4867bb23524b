import { app } from '@azure/functions';
import { appFor, tenantsFor } from '../src/app-for.ts';
import { answerHealth } from '../src/http/answer-health.ts';
import { gateOf } from '../src/http/gate.ts';

app.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: (request, context) =>
    answerHealth(request, {
      open: (tenant) => appFor(process.env, tenant),
      several: async () => (await tenantsFor(process.env)).several,
      runId: context.invocationId,
      log: (line) => context.error(line),
      gate: gateOf(process.env),
    }),
});
